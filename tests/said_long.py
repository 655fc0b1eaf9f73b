"""Runs that make it say what is left out of long work, or refused."""

from __future__ import annotations

from collections.abc import Iterator

from test_regions import hostile

from txexplain.explain.parts.long_work import long_work_line
from txexplain.texts import Texts

Call = list[str]


def of_long() -> Iterator[Call]:
    """More labels than anybody reads."""
    yield ["decode", "--bytes", "--json", hostile(60_000).hex()]
    yield ["decode", "--bytes", hostile(60_000).hex()]


def of_refused_work() -> Iterator[Call]:
    """More checks of signatures than are allowed."""
    yield from (["verify", "p2pkh", "--max-checks", limit] for limit in ("0", "-1"))


def announce_long_work() -> None:
    """What takes seconds, and minutes; with libsecp256k1, and without."""
    for seconds, is_fast in ((15.0, True), (150.0, True), (15.0, False)):
        long_work_line(4_000, seconds, Texts(), is_fast=is_fast)
