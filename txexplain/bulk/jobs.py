"""Pieces of work done in order, here or in processes."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from txexplain.bulk.defects import caught
from txexplain.model.errors import InputError, TxExplainError

W = TypeVar("W")
R = TypeVar("R")

MOST_JOBS = 1024
_EACH_CORE = 4  # processes at most: more only take each other's time and memory
_OBJECTS = 10_000  # more than there were when the collector of garbage looked last
_EACH = 3  # pieces of work for each process, begun or waiting or done, that are kept at once


def jobs_of(text: str | None) -> int:
    """The number of processes that was asked for; of `auto` as many as there are cores. Raises InputError."""
    if text is None:
        return 1
    word = text.strip().lower()
    if word == "auto":
        return min(cores(), MOST_JOBS)
    if not (word.isascii() and word.isdigit() and len(word) <= 9 and 1 <= int(word) <= MOST_JOBS):
        raise InputError("bad_jobs", value=text, most=MOST_JOBS)
    return int(word)


def cores() -> int:
    """How many this process can use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    do: Callable[[W], R],
    works: Iterable[W],
    jobs: int = 1,
    *,
    lost: Callable[[W, TxExplainError], R],
    ahead: bool = False,
) -> Generator[R, None, None]:
    """What `do` makes of each of the works, in their order, made by so many processes at once (1: in this one).

    There are no more processes than four for each core.

    `works` is read no further than what the processes need next, so that memory does not grow; with `ahead` by
    another thread, so that what is done is given though the next piece of work has not come. Where `do` raises or a
    process dies, `lost` makes what stands for the piece of work, and another process is begun. `do` and the works
    pickle. What has been begun ends when the generator is closed or freed. Raises what reading `works` raises.
    """
    if jobs == 1 or not sys.executable or getattr(sys, "frozen", False):
        yield from _here(do, works, lost)
        return
    from txexplain.bulk.pool import Pool, read_ahead, read_here

    jobs = min(jobs, _EACH_CORE * cores())
    pool: Pool[W, R] = Pool(do, jobs)
    try:
        for piece in (read_ahead if ahead else read_here)(pool, works, jobs * _EACH):
            yield piece.outcome(lost)
    finally:
        pool.close()


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Has the collector of garbage look less often: what transactions are read into holds no circles."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _here(do: Callable[[W], R], works: Iterable[W], lost: Callable[[W, TxExplainError], R]) -> Iterator[R]:
    for work in works:
        try:
            result = do(work)
        except Exception as error:
            result = lost(work, caught(error))
        yield result
