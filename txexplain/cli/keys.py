"""Keys from the terminal, one at a time, by name."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import typer

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
_KEY = re.compile(r"\x1b\[[0-9;]*[A-Za-z~]|\x1bO[A-Z]|\xe0.|.", re.DOTALL)


def read_keys() -> Iterator[str]:
    """Waits for keys: a name such as `right` or `enter`, or the character itself. What is not known is `""`.

    Raises KeyboardInterrupt for Ctrl-C and EOFError for Ctrl-D. The terminal may give several keys at once.
    """
    for key in _KEY.findall(typer.getchar()):
        yield _NAMES.get(key, key if len(key) == 1 and key.isprintable() else "")


def is_interactive() -> bool:
    """Whether there is a screen to draw on, and a terminal to read keys from, though standard input be another."""
    if sys.stdout is None or not sys.stdout.isatty() or os.environ.get("TERM", "dumb") in ("dumb", "unknown"):
        return False
    if is_typed():
        return True
    try:
        with open("/dev/tty"):
            return True
    except OSError:
        return False


def is_typed() -> bool:
    """Whether standard input is a person at a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


@contextmanager
def silent_terminal() -> Iterator[None]:
    """Keys that are typed while nobody waits for one do not show up on the screen."""
    try:
        import termios
    except ImportError:  # not on Windows, where they never do
        yield
        return
    with open("/dev/tty") as terminal:
        before = termios.tcgetattr(terminal)
        quiet = [*before]
        quiet[3] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(terminal, termios.TCSADRAIN, quiet)
        try:
            yield
        finally:
            with suppress(termios.error):
                termios.tcsetattr(terminal, termios.TCSADRAIN, before)
