"""Keeps a page small: long texts lose their middle, long blocks their end, and how much that was is known."""

from __future__ import annotations

from typing import Any

from txexplain.explain.document import mapped
from txexplain.texts import Texts

MAX_TEXT = 4_000  # characters of one text
_KEPT = MAX_TEXT // 2
_PER_PART = 40  # characters of markup around a text, at the least


def shortened(value: Any, texts: Texts) -> Any:
    """The value with every long text in it cut in the middle, where it is said how many characters are gone."""
    return mapped(value, lambda text: text if len(text) <= MAX_TEXT else _without_middle(text, texts))


def _without_middle(text: str, texts: Texts) -> str:
    gap = texts.plain("web", "gap", count=f"{len(text) - 2 * _KEPT:,}")
    return f"{text[:_KEPT]} {gap} {text[-_KEPT:]}"


def hex_of(data: bytes, texts: Texts) -> str:
    """The bytes in hex, of many the first and the last."""
    return str(shortened(data.hex(), texts))


def weight_of(value: object, limit: int) -> int:
    """About how many characters a value takes on a page, counted no further than past the limit."""
    if isinstance(value, str | bytes):
        return min(len(value), MAX_TEXT) + _PER_PART
    if not isinstance(value, tuple):
        return _PER_PART if value is not None else 0
    weight = 0
    for part in value:
        weight += weight_of(part, limit)
        if weight > limit:
            break
    return weight


def cut_to(block: Any, room: int) -> tuple[Any, bool]:
    """The block, or so many of its rows as have room, and whether that is less; None where it cannot be cut."""
    if weight_of(block, room) <= room:
        return block, False
    rows = getattr(block, "rows", None)
    if rows is None:
        return None, True
    kept, weight = 0, 0
    for row in rows:
        weight += weight_of(row, room)
        if weight > room:
            break
        kept += 1
    return (block._replace(rows=rows[:kept]), True) if kept else (None, True)
