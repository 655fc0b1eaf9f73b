"""Runs that make it say what is left out of long work, or refused."""

from __future__ import annotations

from collections.abc import Iterator

from test_regions import hostile

Call = list[str]


def of_long() -> Iterator[Call]:
    """More labels than anybody reads."""
    yield ["decode", "--bytes", "--json", hostile(60_000).hex()]
    yield ["decode", "--bytes", hostile(60_000).hex()]
