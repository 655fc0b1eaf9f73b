"""One program at a time reads, changes and writes a file.

The system takes each lock from a program that ends. Where there are no locks, or another program keeps one too long,
this one goes on without.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar

T = TypeVar("T")

_PATIENCE = 2.0  # seconds, of which a change takes some thousandths
_PAUSE = 0.01
_TRIES = 10 if sys.platform == "win32" else 1
_IN_VAIN: set[Path] = set()  # for which one has waited too long, and does not again


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """While this lasts, other programs wait for the same file; one that cannot have the lock goes on without."""
    lock = _waited_for(path)
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def _waited_for(path: Path) -> int | None:
    """The lock, or None where it cannot be had."""
    until = monotonic() + (0 if path in _IN_VAIN else _PATIENCE)
    while True:
        try:
            lock = _lock(path)
        except (BlockingIOError, FileExistsError):
            if monotonic() >= until:
                _give_up(path)
                return None
        except OSError:
            return None
        else:
            _IN_VAIN.discard(path)
            return lock
        sleep(_PAUSE)


def _give_up(path: Path) -> None:
    _IN_VAIN.add(path)
    if sys.platform == "win32":
        with suppress(OSError):  # where the power went while it was held, the system could not delete it
            _beside(path).unlink()


def _lock(path: Path) -> int:
    """What others cannot have until it is closed. Raises OSError; the two above where another has it."""
    if sys.platform == "win32":
        # The system deletes it when it is closed, and it is closed when its program ends.
        return when_free(lambda: os.open(_beside(path), os.O_CREAT | os.O_EXCL | os.O_TEMPORARY))
    import fcntl

    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(folder)
        raise
    return folder


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.lock")


def when_free(do: Callable[[], T]) -> T:
    """What it gives; Windows refuses what another has open at that moment, and is asked again. Raises OSError."""
    for _ in range(_TRIES - 1):
        with suppress(PermissionError):
            return do()
        sleep(_PAUSE)
    return do()
