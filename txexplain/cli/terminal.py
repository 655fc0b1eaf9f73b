"""Whether there is a terminal, and a person at it."""

from __future__ import annotations

import os
import sys


def is_interactive() -> bool:
    """Whether there is a screen to draw on, and a terminal to read keys from, though standard input be another."""
    if sys.stdout is None or not sys.stdout.isatty() or (os.environ.get("TERM") or "dumb") in ("dumb", "unknown"):
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
