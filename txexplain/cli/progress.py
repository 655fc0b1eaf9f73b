"""A progress bar for long work, on standard error, where somebody is looking."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from txexplain.texts import Texts

if TYPE_CHECKING:
    from txexplain.render.progress import ManyBar, ProgressBar

QUIET_SECONDS = 1.0  # work that is done sooner shows no bar
_SECONDS_BETWEEN = 0.1


B = TypeVar("B", "ProgressBar", "ManyBar")


class _Shown(Generic[B]):
    """Something that shows itself when work takes long, where somebody is looking."""

    def __init__(self, texts: Texts, *, is_seen: bool) -> None:
        self._texts = texts
        self._bar: B | None = None
        self._began = time.monotonic()
        self._due = self._began + QUIET_SECONDS
        self._ended = not is_seen

    def _is_due(self) -> bool:
        """Whether it is to be drawn again; then not so soon again."""
        if self._ended or time.monotonic() < self._due:
            return False
        self._due = time.monotonic() + _SECONDS_BETWEEN
        return True

    def hide(self) -> None:
        """Takes it away, so that something else can be written there."""
        if self._bar is not None:
            self._bar.remove()
            self._bar = None

    def end(self) -> None:
        """Takes it away; nothing shows it again."""
        self._ended = True
        self.hide()


class Progress(_Shown["ProgressBar"]):
    """A bar for the inputs of a transaction; `total` is how many there are to do."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts, is_seen=_is_terminal(sys.stderr))
        self.total = 1

    def advance(self, done: int) -> None:
        """Something to be called with how many inputs are done, as often as one likes."""
        if not self._is_due():
            return
        if self._bar is None:
            from txexplain.render.progress import ProgressBar

            self._bar = ProgressBar(sys.stderr, self.total, self._texts.plain("verify", "progress"))
        self._bar.show(done)


class ManyProgress(_Shown["ManyBar"]):
    """How far many are, how fast, and how long it still takes where their `total` is known, in whatever measure.

    It shows itself only where standard error is a terminal and standard output, which has the answers, is none.
    """

    def __init__(self, texts: Texts, total: int | None) -> None:
        super().__init__(texts, is_seen=_is_terminal(sys.stderr) and not _is_terminal(sys.stdout))
        self._total, self._size = total or None, 0

    def advance(self, count: int, size: int) -> None:
        """So many are done in all; what was done last measures `size`."""
        self._size += size
        if not self._is_due():
            return
        if self._bar is None:
            from txexplain.render.progress import ManyBar

            self._bar = ManyBar(sys.stderr)
        share = None if self._total is None else min(1.0, self._size / self._total)
        self._bar.show(self._words(count, share), share)

    def _words(self, count: int, share: float | None) -> str:
        from txexplain.explain.parts.many import rate_text

        seconds = time.monotonic() - self._began
        told = {"count": f"{count:,}", "rate": rate_text(count, seconds)}
        if not share:
            return self._texts.plain("many", "progress", **told)
        left = int(seconds * (1 - share) / share + 0.5)
        return self._texts.plain("many", "progress_left", **told, left=_clock(left))


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _is_terminal(stream: Any) -> bool:
    return stream is not None and stream.isatty()


@contextmanager
def progress_bar(texts: Texts) -> Iterator[Progress]:
    """A bar for the work that is done within."""
    progress = Progress(texts)
    try:
        yield progress
    finally:
        progress.end()


@contextmanager
def waiting(texts: Texts, may_take_long: bool) -> Iterator[None]:
    """A line that says that a server is waited for, where that takes long and somebody is looking."""
    if not may_take_long or not _is_terminal(sys.stderr):
        yield
        return
    from threading import Timer

    from txexplain.render.progress import WaitingLine

    line = WaitingLine(sys.stderr, texts.plain("cli", "waiting"))
    timer = Timer(QUIET_SECONDS, line.show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        line.remove()
