"""Pieces of work for the tests of jobs: other processes import them from here."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

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
