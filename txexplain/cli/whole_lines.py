"""Bytes of whole lines to a file or a pipe, so that what ends the program does not end in the middle of a line."""

from __future__ import annotations

import os
import select
import signal
import stat
import sys
import threading
import time
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Self, TextIO

_AT_ONCE = getattr(select, "PIPE_BUF", 512)  # bytes that a pipe takes all or not at all
_LOOK_AGAIN = 0.1  # seconds
_PATIENCE = 0.5  # seconds for which an interrupt waits for the rest to be taken
_LONGER = 10.0  # seconds for which it waits for the rest of a line, if no other comes


class Interrupts:
    """Within it an interrupt is noted; it is raised at the end. Elsewhere than in the main thread none comes.

    `sent` counts the bytes that were written meanwhile.
    """

    def __init__(self) -> None:
        self.since: float | None = None
        self.count = self.sent = 0
        self._before: object = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.getsignal(signal.SIGINT)
            if self._before is signal.default_int_handler:
                signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is signal.default_int_handler:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        if self.since is not None and kind is None:
            raise KeyboardInterrupt

    def waited(self) -> float:
        """For how many seconds one has been waiting, 0 if none came."""
        return 0.0 if self.since is None else time.monotonic() - self.since

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        if self.since is None:
            self.since = time.monotonic()


def descriptor_of(stream: TextIO) -> int | None:
    """The file descriptor below the stream, None if it has none, as where tests put something in its place."""
    with suppress(OSError, ValueError, AttributeError):
        return stream.fileno()
    return None


def send(descriptor: int, data: bytes, interrupts: Interrupts) -> None:
    """Writes all of `data`. Raises OSError, and KeyboardInterrupt where one ends it, after a whole line.

    A line that a pipe cannot take at once, and of which nobody takes the rest, is left for a second interrupt.
    """
    is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)
    while interrupts.sent < len(data):
        sent = interrupts.sent
        if interrupts.waited() > _PATIENCE and _may_end(data, sent, interrupts):
            raise KeyboardInterrupt
        if is_file or _takes_more(descriptor):
            interrupts.sent += _written(descriptor, data, sent, is_file)


def _written(descriptor: int, data: bytes, sent: int, is_file: bool) -> int:
    """How many bytes more are written, after those that were `sent`; where none can be yet, a moment later none."""
    try:
        return os.write(descriptor, _next(data, sent, is_file))
    except BlockingIOError:
        time.sleep(_LOOK_AGAIN)
        return 0
    except OSError:
        _cut_back(descriptor, data[:sent])
        raise


def _may_end(data: bytes, sent: int, interrupts: Interrupts) -> bool:
    """Whether this is between two lines, or the rest of one has been waited for long enough."""
    return sent == 0 or data[sent - 1 : sent] == b"\n" or interrupts.count > 1 or interrupts.waited() > _LONGER


def _next(data: bytes, sent: int, is_file: bool) -> memoryview:
    """What is written next: a pipe gets as many whole lines as it takes at once, or what it takes of one."""
    end = len(data) if is_file else sent + _AT_ONCE
    if end < len(data):
        end = data.rfind(b"\n", sent, end) + 1 or end
    return memoryview(data)[sent:end]


def _takes_more(descriptor: int) -> bool:
    """Whether a pipe takes something, or tells that it is closed; waits a little for it."""
    if sys.platform == "win32" or not hasattr(select, "poll"):
        return True
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    return bool(poll.poll(_LOOK_AGAIN * 1000))


def _cut_back(descriptor: int, sent: bytes) -> None:
    """Takes the beginning of a line from the end of a file that takes no more, if it is still at the end."""
    begun = len(sent) - (sent.rfind(b"\n") + 1)
    with suppress(OSError):
        if begun and stat.S_ISREG((found := os.fstat(descriptor)).st_mode):
            place = os.lseek(descriptor, 0, os.SEEK_CUR)
            if place == found.st_size >= begun:
                os.ftruncate(descriptor, place - begun)
                os.lseek(descriptor, place - begun, os.SEEK_SET)
