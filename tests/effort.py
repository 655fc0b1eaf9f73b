"""What work costs, in the processor's time of this process: a machine that others load takes as much of it."""

from __future__ import annotations

import time
from collections.abc import Callable

HANG = 20  # seconds: no limit on speed, only what ends a test whose program waits for ever
_TRIES = 3  # caches and the clock of the processor are shared with others
_HALFWAY = 1.5  # the power of growth between that of the data, 1, and its square, 2
_FLOOR = 0.002  # seconds: less than that is noise


def cpu_seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def grows_in_step(work: Callable[[int], object], small: int, large: int) -> bool:
    """Whether what `work` costs grows with the size of its data rather than with its square.

    Sizes far apart tell best; a processor's caches make large data somewhat dearer.
    """
    return is_at_most(lambda: work(large), (large / small) ** _HALFWAY, lambda: work(small))


def is_at_most(work: Callable[[], object], times: float, other: Callable[[], object]) -> bool:
    """Whether `work` costs at most so many times what `other` costs."""
    return any(cpu_seconds(work) <= times * max(cpu_seconds(other), _FLOOR) for _ in range(_TRIES))
