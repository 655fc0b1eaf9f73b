"""Pieces of work for the tests of jobs: other processes import them from here."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from txexplain.bulk.work import Item
from txexplain.model.errors import TxExplainError


def square(number: int) -> int:
    return number * number


def late_first(number: int) -> int:
    """The first takes the longest."""
    time.sleep(0.3 if number == 0 else 0)
    return number


def die_at_three(number: int) -> int:
    """A process that has 3 is killed."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die_always(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def manner(number: int) -> tuple[Any, ...]:
    """How the interpreter was begun, and with which words."""
    return tuple(sys.flags), sys.warnoptions, sys._xoptions, sys.path, sys.orig_argv


class Deadly:
    """A piece of work of one line that kills the process that does it."""

    def __init__(self, line: int) -> None:
        self.line = line

    def items(self) -> Iterator[Item]:
        os.kill(os.getpid(), signal.SIGKILL)
        yield Item({"line": self.line})

    def lost(self, error: TxExplainError) -> Iterator[Item]:
        yield Item({"line": self.line}, error=error)


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("not three")
    return number


def exhaust_memory(number: int) -> int:
    raise MemoryError


def print_and_square(number: int) -> int:
    """What is printed is no answer."""
    print("something", flush=True)
    os.write(1, b"anything")
    return number * number


def slow_pid(number: int) -> int:
    """Which process did it, not too fast for another to have its share."""
    time.sleep(0.05)
    return os.getpid()


def text_of(anything: object) -> str:
    return str(anything)


def never_end(folder: str) -> str:
    """Says which process it is, then works for ever."""
    Path(folder, str(os.getpid())).touch()
    while True:
        time.sleep(0.01)


def error_of(number: int, error: TxExplainError) -> str:
    return f"{number}: {error}"
