"""Handouts and a plan."""

from __future__ import annotations

from collections.abc import Iterator

Call = list[str]


def of_handouts() -> Iterator[Call]:
    """With stacks to draw, ends to predict, sizes; with answers; what a teacher has on the board."""
    yield ["learn", "script", "--student"]
    yield ["learn", "block", "--student"]
    yield ["learn", "price", "--student"]
    yield ["learn", "confirmation", "--teacher"]
    yield ["learn", "script", "--plan"]
