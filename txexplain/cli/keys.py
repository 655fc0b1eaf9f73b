"""Keys from the terminal, one at a time, by name."""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Protocol, TextIO

import typer

from txexplain.cli.terminal import is_typed

_NAMES = {
    "\x1b[C": "right",
    "\x1bOC": "right",
    "\x1b[D": "left",
    "\x1bOD": "left",
    "\x1b[A": "up",
    "\x1bOA": "up",
    "\x1b[B": "down",
    "\x1bOB": "down",
    "\x1b[5~": "page_up",
    "\x1b[6~": "page_down",
    "\x1b[H": "home",
    "\x1bOH": "home",
    "\x1b[1~": "home",
    "\x1b[F": "end",
    "\x1bOF": "end",
    "\x1b[4~": "end",
    "\xe0K": "left",  # Windows
    "\xe0M": "right",
    "\xe0H": "up",
    "\xe0P": "down",
    "\xe0I": "page_up",
    "\xe0Q": "page_down",
    "\xe0G": "home",
    "\xe0O": "end",
    "\x1b": "escape",
    "\r": "enter",
    "\n": "enter",
    "\x7f": "backspace",
    "\x08": "backspace",
    "\t": "tab",
}
SCROLLS = {  # keys that scroll: by how many lines, by how many pages
    "down": (1, 0),
    "j": (1, 0),
    "up": (-1, 0),
    "k": (-1, 0),
    "page_down": (0, 1),
    "page_up": (0, -1),
}
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*|O)?$")
_ESCAPE_SECONDS = 0.05
_ONE_KEY = r"\xe0.|." if os.name == "nt" else "."
_KEY = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bO[A-Z]|" + _ONE_KEY, re.DOTALL)


def read_keys() -> Iterator[str]:
    """Waits for keys: a name such as `right` or `enter`, or the character itself. What is not known is `""`.

    Raises KeyboardInterrupt for Ctrl-C and EOFError for Ctrl-D. The terminal may give several keys at once.
    """
    for key in _KEY.findall(_Terminal.read()):
        yield _NAMES.get(key, key if len(key) == 1 and key.isprintable() else "")


class _Terminal:
    """The terminal while it is the program's: read directly, since `typer.getchar` drops keys that are typed fast."""

    file: int | None = None
    decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @classmethod
    def read(cls) -> str:
        """What was typed, at least a character; an escape sequence is waited for to its end, for a moment."""
        if cls.file is None:
            typed: str | None = typer.getchar()
            if not typed:  # the terminal is gone
                raise EOFError
            return typed
        text = ""
        while not text or (_UNFINISHED.search(text) and select.select([cls.file], [], [], _ESCAPE_SECONDS)[0]):
            data = os.read(cls.file, 4096)
            text += cls.decoder.decode(data)
            if not data or "\x04" in text:
                raise EOFError
            if "\x03" in text:
                raise KeyboardInterrupt
        return text


@contextmanager
def _terminal_file() -> Iterator[TextIO]:
    """Standard input where that is the terminal, else the terminal that the program runs in."""
    if is_typed():
        yield sys.stdin
        return
    with open("/dev/tty") as terminal:
        yield terminal


@contextmanager
def silent_terminal() -> Iterator[Callable[[], None]]:
    """Keys come one by one, and those typed while nobody waits for one do not show up on the screen.

    Gives what makes it so once more, after a shell has had the terminal in between.
    """
    try:
        import termios
    except ImportError:  # not on Windows, where they never do
        yield lambda: None
        return
    with _terminal_file() as terminal:
        before = termios.tcgetattr(terminal)
        quiet = termios.tcgetattr(terminal)
        quiet[0] &= ~(termios.ICRNL | termios.IXON)
        quiet[3] &= ~(termios.ECHO | termios.ICANON)
        quiet[6][termios.VMIN], quiet[6][termios.VTIME] = 1, 0
        quiet[6][termios.VQUIT] = quiet[6][termios.VSUSP] = b"\x00"  # no core dump, no stopping in the middle

        def silence() -> None:
            with suppress(termios.error):  # the terminal may be gone
                termios.tcsetattr(terminal, termios.TCSADRAIN, quiet)

        silence()
        _Terminal.file = terminal.fileno()
        try:
            yield silence
        finally:
            _Terminal.file = None
            with suppress(termios.error):
                termios.tcsetattr(terminal, termios.TCSADRAIN, before)


class Canvas(Protocol):
    """What is drawn on: it takes the terminal, and gives it back as it was."""

    def open(self) -> None: ...

    def close(self) -> None: ...


@contextmanager
def own_terminal(canvas: Canvas, paint: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """The terminal is the program's; it draws anew when it changes its size or comes back to the foreground.

    Gives what to draw with, so that a signal which comes meanwhile does not draw into the middle.
    """
    with silent_terminal() as silence:
        repaint = _Repaint(paint, (silence, canvas.open))
        canvas.open()
        ends = dict.fromkeys(("SIGTERM", "SIGHUP", "SIGQUIT"), _end)
        try:
            with _signals({"SIGWINCH": repaint, "SIGCONT": repaint.after_a_pause, **ends}):
                yield repaint
        finally:
            with suppress(OSError):  # the terminal may be gone
                canvas.close()


class _Repaint:
    """Draws, also when a signal comes; one that comes while it draws makes it draw once more, and no deeper."""

    def __init__(self, paint: Callable[[], None], take: tuple[Callable[[], None], ...]) -> None:
        self._paint, self._take = paint, take
        self._painting = self._stale = self._paused = False

    def after_a_pause(self, *signal_and_frame: object) -> None:
        """Takes the terminal again, which a shell had meanwhile, and draws."""
        self._paused = True
        self()

    def __call__(self, *signal_and_frame: object) -> None:
        self._stale = True
        if self._painting:
            return
        self._painting = True
        try:
            while self._stale:
                self._stale = False
                if self._paused:
                    self._paused = False
                    for take in self._take:
                        take()
                self._paint()
        finally:
            self._painting = False


def _end(number: int, _frame: object) -> None:
    """Ends the program as the signal does, but by way of what gives the terminal back."""
    raise SystemExit(128 + number)


@contextmanager
def _signals(handlers: dict[str, Callable[..., None]]) -> Iterator[None]:
    """These handlers, of signals that the system has, and afterwards those that were there before."""
    known = {getattr(signal, name): handler for name, handler in handlers.items() if hasattr(signal, name)}
    before = {number: signal.signal(number, handler) for number, handler in known.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
