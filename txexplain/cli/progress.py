"""A progress bar for long work, on standard error, where somebody is looking."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from txexplain.texts import Texts

if TYPE_CHECKING:
    from txexplain.render.progress import ProgressBar

QUIET_SECONDS = 1.0  # work that is done sooner shows no bar
_SECONDS_BETWEEN = 0.1


@contextmanager
def progress_bar(total: int, texts: Texts) -> Iterator[Callable[[int], None]]:
    """Something to be called with how many of `total` inputs are done, as often as one likes."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda done: None
        return
    bar: ProgressBar | None = None
    due = time.monotonic() + QUIET_SECONDS

    def advance(done: int) -> None:
        nonlocal bar, due
        if time.monotonic() < due:
            return
        due = time.monotonic() + _SECONDS_BETWEEN
        if bar is None:
            from txexplain.render.progress import ProgressBar

            bar = ProgressBar(sys.stderr, total, texts.plain("verify", "progress"))
        bar.show(done)

    try:
        yield advance
    finally:
        if bar is not None:
            bar.remove()
