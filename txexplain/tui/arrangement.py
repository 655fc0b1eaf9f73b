"""Which panes of the stepper a screen has room for, and how much each of them gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

MIN_WIDTH, MIN_HEIGHT = 40, 8
WIDE = 110  # columns from which on the outline stands at the left
VERY_WIDE = 170  # and the bytes at the right
_OUTLINE_VERY_WIDE, _OUTLINE_WIDE = 46, 36
_BYTES_BESIDE = 60
_BYTE_LINES = ((33, 6), (24, 5), (18, 4), (0, 0))  # lines of bytes with their caption, by the lines there are
_ROOMY = 17  # lines from which on some stay blank between the panes
_FEWEST_WORDS = 5
_LEAST_PILE = 3
_LARGE_MARGIN, _LEAST_WITH_MARGIN = 2, 4  # columns, and the lines from which on they are kept free


def too_small(size: tuple[int, int]) -> bool:
    """Whether nothing can be shown on a screen of that many columns and lines."""
    return size[0] < MIN_WIDTH or size[1] < MIN_HEIGHT


class Arrangement(NamedTuple):
    """Columns of the outline and of bytes at the side, lines of the panes below each other; 0 where there is none."""

    outline: int
    bytes_beside: int
    margin: int
    width: int
    head: int
    bytes: int
    pile: int
    gap: int
    words: int


class Measures(NamedTuple):
    """How many lines a place takes: its head at a width, its pile at a width and height (0 where it has no room).

    Its bytes at a width: those that it is about with a row on either side, and all. Its words at a width, by whether
    there is a pile.
    """

    head: Callable[[int], int]
    pile: Callable[[int, int], int]
    bytes: Callable[[int], tuple[int, int]]
    words: Callable[[int, bool], int]


def arranged(width: int, height: int, measures: Measures, *, large: bool) -> Arrangement:
    """How the lines between status and keys are divided. What words leave free, bytes fill."""
    outline = beside = 0
    if not large and width >= WIDE:
        outline = _OUTLINE_VERY_WIDE if width >= VERY_WIDE else _OUTLINE_WIDE
        beside = _BYTES_BESIDE if width >= VERY_WIDE and any(measures.bytes(_BYTES_BESIDE)) else 0
    margin = _LARGE_MARGIN * (height >= _LEAST_WITH_MARGIN) if large else 1 if outline else 0
    room = max(1, width - outline - beside - 2 * margin)
    gap = 1 if height >= _ROOMY else 0
    head = min(measures.head(room), max(1, height // 3))
    wanted, most = (0, 0) if large or beside else measures.bytes(room)
    byte_lines = min(_lines_of_bytes(height), most)
    fewest = min(_FEWEST_WORDS, max(1, measures.words(room, True)))
    left = height - head - byte_lines - gap * (1 + bool(byte_lines)) - fewest
    pile = measures.pile(room, left - gap) if left - gap >= _LEAST_PILE else 0
    taken = head + byte_lines + pile + gap * (1 + bool(byte_lines) + bool(pile))
    if byte_lines and wanted > byte_lines:
        free = height - taken - measures.words(room, bool(pile))
        more = max(0, min(free, wanted - byte_lines))
        byte_lines, taken = byte_lines + more, taken + more
    return Arrangement(outline, beside, margin, room, head, byte_lines, pile, gap, max(1, height - taken))


def _lines_of_bytes(height: int) -> int:
    """How many lines bytes have whatever else there is."""
    return next(lines for least, lines in _BYTE_LINES if height >= least)
