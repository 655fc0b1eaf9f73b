"""Keeps a page small: long texts lose their middle, long blocks their end, and how much that was is known."""

from __future__ import annotations

from typing import Any

from txexplain.texts import Texts

MAX_TEXT = 4_000  # characters of one text
_KEPT = MAX_TEXT // 2
_PER_TEXT = 8  # characters of markup around a text, at the least


def shortened(value: Any, texts: Texts) -> Any:
    """The value with every long text in it cut in the middle, where it is said how many characters are gone."""
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT else _without_middle(value, texts)
    if not isinstance(value, tuple):
        return value
    parts = [shortened(part, texts) for part in value]
    if all(new is old for new, old in zip(parts, value, strict=True)):
        return value
    return getattr(value, "_make", tuple)(parts)


def _without_middle(text: str, texts: Texts) -> str:
    gap = texts.plain("web", "gap", count=f"{len(text) - 2 * _KEPT:,}")
    return f"{text[:_KEPT]} {gap} {text[-_KEPT:]}"


def hex_of(data: bytes, texts: Texts) -> str:
    """The bytes in hex, of many the first and the last."""
    return str(shortened(data.hex(), texts))


def weight_of(value: object, limit: int) -> int:
    """How many characters a value takes on a page at the least, counted no further than past the limit."""
    if isinstance(value, bytes):
        return min(2 * len(value), MAX_TEXT) + _PER_TEXT
    if isinstance(value, str):
        return min(len(value), MAX_TEXT) + _PER_TEXT if value else 0
    if not isinstance(value, tuple):
        return 0
    weight = _PER_TEXT
    for part in value:
        weight += weight_of(part, limit)
        if weight > limit:
            break
    return weight


def cut_to(block: Any, room: int) -> Any:
    """The block, or so many of its rows as may have room; None where it cannot be cut."""
    if weight_of(block, room) <= room:
        return block
    kept, weight = 0, 0
    for row in rows_of(block):
        weight += weight_of(row, room)
        if weight > room:
            break
        kept += 1
    return block._replace(rows=block.rows[:kept]) if kept else None


def rows_of(block: object) -> tuple[Any, ...]:
    """The rows of a block, none where it is made of none."""
    rows: tuple[Any, ...] = getattr(block, "rows", ())
    return rows
