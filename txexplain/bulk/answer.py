"""An Item to its answer: one JSON object, or with `tsv` one row, and what it counts as."""

from __future__ import annotations

from typing import Any

from txexplain.bulk.work import Asked, Done, Item, Tally, Work
from txexplain.data import Data


def answer_of(item: Item, asked: Asked) -> tuple[dict[str, Data], Tally]:
    """The answer as data, and it alone counted. Raises nothing: what cannot be read is an answer with `error`."""
    raise NotImplementedError


def answers(work: Work, asked: Asked) -> list[dict[str, Any]]:
    """The answers to a piece of work as plain data, for callers of the library."""
    raise NotImplementedError


def written(work: Work, asked: Asked) -> Done:
    """The answers to a piece of work as the bytes of whole lines."""
    raise NotImplementedError
