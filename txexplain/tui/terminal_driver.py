"""The terminal as Textual drives it, and given back however a person or a shell ends the program."""

from __future__ import annotations

import os
import signal
import sys
import termios
import tty
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache, partial
from select import select
from selectors import EVENT_READ, DefaultSelector
from threading import Timer
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Event, Key, Resize
from textual.geometry import Size
from textual.message import Message

from txexplain.render.stand_ins import AS_WIDE
from txexplain.tui.incoming import INTERRUPTS, Incoming

if TYPE_CHECKING:
    from textual.app import App

    from txexplain.tui.app import TellingApp

_ENDS = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
_GIVEN = "\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[<u\x1b[?1004l\x1b[?1049l\x1b[?25h"
_TAKEN = "\x1b[?1049h\x1b[?25l\x1b[?1004h\x1b[>25u"  # another screen, no cursor, news of focus, keys told apart
_READ = 65_536
_READS = 256  # until what was read is looked at
_TYPED = 5_000  # characters of keys that can have been typed in between
_LISTENS = 0.1  # seconds for which it waits for more, before what was only begun is looked at
_GIVES_UP = 2.0  # seconds that the app has to end itself


class TerminalDriver(LinuxDriver):
    """Textual's, which writes to standard output, and to whom a terminal may be lost at any time."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert sys.__stdout__ is not None
        self._file = sys.__stdout__
        self._encoding = (self._file.encoding or "utf-8").lower()
        if not self.input_tty:
            self.fileno = os.open("/dev/tty", os.O_RDONLY | os.O_CLOEXEC)
            self.input_tty = True
        self._ending = False
        for name in _ENDS:
            signal.signal(getattr(signal, name), self._end)

    def write(self, data: str) -> None:
        super().write(data if self._encoding.startswith("utf") else _in_encoding(data, self._encoding))

    def _end(self, number: int, _frame: object) -> None:
        """Ends the program as the signal does, by way of what gives the terminal back; at the second at once."""
        if self._ending:
            self._end_hard(128 + number)
        self._ending = True
        late = Timer(_GIVES_UP, self._end_hard, (128 + number,))
        late.daemon = True
        late.start()
        self._leave(128 + number)

    def _leave(self, status: int) -> None:
        """Has the app end with that status, also where it is ending already."""
        self._telling_app.ended = status
        with suppress(RuntimeError):  # it has ended
            self._loop.call_soon_threadsafe(partial(self._app.exit, return_code=status))

    @property
    def _telling_app(self) -> TellingApp[object]:
        return cast("TellingApp[object]", self._app)

    def _end_hard(self, status: int) -> None:
        """Gives the terminal back without the app, which answers no more, and ends the program."""
        with suppress(Exception):
            assert sys.__stdout__ is not None
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            os.write(sys.__stdout__.fileno(), _GIVEN.encode())
        os._exit(status)

    def _sigcont_application(self, *_: object) -> None:
        """The terminal is taken again: a shell may have had it in between, also where nobody said so before."""
        if not self._auto_restart:
            return
        if self._must_signal_resume:
            self.resume_application_mode()
        else:
            self._take_again()

    def _take_again(self) -> None:
        with suppress(termios.error):  # the terminal may be gone
            modes = termios.tcgetattr(self.fileno)
            modes[tty.LFLAG] = self._patch_lflag(modes[tty.LFLAG])
            modes[tty.IFLAG] = self._patch_iflag(modes[tty.IFLAG])
            modes[tty.CC][termios.VMIN] = 1
            termios.tcsetattr(self.fileno, termios.TCSANOW, modes)
        self.write(_TAKEN)
        self._enable_mouse_support()
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        size = Size(*self._get_terminal_size())
        self._loop.call_soon_threadsafe(self._app.post_message, Resize(size, size))

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except OSError:  # the terminal is gone
            self._leave(128 + signal.SIGHUP)
        except Exception as error:
            self._loop.call_soon_threadsafe(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Reads what the terminal sends until the app ends; its answers are no keys."""
        incoming, parser = Incoming(), XTermParser()
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        with DefaultSelector() as selector:
            selector.register(self.fileno, EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_LISTENS):
                    for part in self._read(incoming, decode):
                        self._pass_on(parser.feed(part) if isinstance(part, str) else [part])
                else:
                    self._pass_on(incoming.nothing_came())
                self._pass_on(parser.tick())

    def _read(self, incoming: Incoming, decode: Callable[[bytes], str]) -> list[str | Event]:
        """What there is to read, of keys only as many as a person can have typed; Ctrl-C among them acts at once."""
        parts: list[str | Event] = []
        typed = 0
        for _ in range(_READS):
            data = os.read(self.fileno, _READ)
            if not data:
                raise OSError
            for part in incoming.take(decode(data)):
                if isinstance(part, str):
                    self._interrupt_in(part)
                    typed += len(part)
                if typed <= _TYPED or not isinstance(part, str):
                    parts.append(part)
            if self._ending or not select([self.fileno], [], [], 0)[0]:
                break
        return parts

    def _pass_on(self, messages: Iterable[Message]) -> None:
        for message in messages:
            if self._ending:
                return
            if isinstance(message, Key) and message.key == "ctrl+c":
                self._end(signal.SIGINT, None)
            else:
                self.process_message(message)

    def _interrupt_in(self, keys: str) -> None:
        """Ctrl-C among the keys acts at once, whatever waits to be done before it."""
        if not self._ending and any(each in keys for each in INTERRUPTS):
            self._end(signal.SIGINT, None)

    def disable_input(self) -> None:
        """Reads no more keys; Ctrl-C that was typed and not read yet still acts."""
        if self._key_thread is not None and not self.exit_event.is_set():
            self.exit_event.set()
            self._key_thread.join()
            self._key_thread = None
            self.exit_event.clear()
            with suppress(OSError):
                unread = os.read(self.fileno, _READ) if select([self.fileno], [], [], 0)[0] else b""
                if INTERRUPTS[0].encode() in unread:
                    self._leave(128 + signal.SIGINT)
        super().disable_input()


def _in_encoding(data: str, encoding: str) -> str:
    """The data with a stand-in, as wide, for each character that the encoding lacks."""
    try:
        data.encode(encoding)
    except UnicodeEncodeError:
        return "".join(map(_stand_in(encoding), data))
    return data


@cache
def _stand_in(encoding: str) -> Callable[[str], str]:
    @cache
    def shown(char: str) -> str:
        try:
            char.encode(encoding)
        except UnicodeEncodeError:
            return AS_WIDE.get(ord(char), "?" * cell_len(char))
        return char

    return shown
