"""The terminal as Textual drives it, and given back however a person or a shell ends the program."""

from __future__ import annotations

import os
import signal
import sys
import termios
import tty
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.geometry import Size

if TYPE_CHECKING:
    from textual.app import App

_ENDS = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
_TAKEN = "\x1b[?1049h\x1b[?25l\x1b[?1004h\x1b[>25u"  # another screen, no cursor, news of focus, keys told apart
_STAND_INS = {
    ord(char): word
    for char, word in zip("─│┌┐└┘├┤▸→←↓↑·✗✓×−–●◐○…≤≥›“”‘’", "-|++++++>><v^-xvx--#+.~<>>\"\"''", strict=True)
}


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
        for name in _ENDS:
            signal.signal(getattr(signal, name), self._end)

    def write(self, data: str) -> None:
        super().write(data if self._encoding.startswith("utf") else _in_encoding(data, self._encoding))

    def _end(self, number: int, _frame: object) -> None:
        """Ends the program as the signal does, but by way of what gives the terminal back."""
        self._loop.call_soon_threadsafe(partial(self._app.exit, return_code=128 + number))

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
            self._loop.call_soon_threadsafe(partial(self._app.exit, return_code=128 + signal.SIGHUP))


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
            return _STAND_INS.get(ord(char), "?" * cell_len(char))
        return char

    return shown
