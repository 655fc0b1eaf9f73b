"""Which panes of the stepper a screen has room for, and how much each of them gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

MIN_WIDTH, MIN_HEIGHT = 40, 8
WIDE = 110  # columns from which on the outline stands at the left
VERY_WIDE = 170  # and the bytes at the right
_OUTLINE_VERY_WIDE, _OUTLINE_WIDE = 38, 32
_BYTES_BESIDE = 60
_BYTE_LINES = ((33, 6), (24, 5), (18, 4), (0, 0))  # lines of bytes with their caption, by the lines there are
_ROOMY = 17  # lines from which on some stay blank between the panes
_FEWEST_WORDS = 5
_LEAST_PILE = 3
_LARGE_MARGIN = 2


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


def arranged(
    width: int,
    height: int,
    *,
    head: Callable[[int], int],
    pile: Callable[[int, int], int],
    about_bytes: bool,
    large: bool,
) -> Arrangement:
    """How the lines between status and keys are divided, by what head and pile take at a width (and a height)."""
    outline = beside = 0
    if not large and width >= WIDE:
        outline = _OUTLINE_VERY_WIDE if width >= VERY_WIDE else _OUTLINE_WIDE
        beside = _BYTES_BESIDE if about_bytes and width >= VERY_WIDE else 0
    margin = _LARGE_MARGIN if large else 1 if outline else 0
    room = max(1, width - outline - beside - 2 * margin)
    gap = 1 if height >= _ROOMY else 0
    head_lines = min(head(room), max(1, height // 3))
    byte_lines = 0
    if about_bytes and not large and not beside:
        byte_lines = next(lines for least, lines in _BYTE_LINES if height >= least)
    left = height - head_lines - byte_lines - gap * (1 + bool(byte_lines)) - _FEWEST_WORDS
    pile_lines = min(pile(room, left - gap), left - gap) if left > gap else 0
    pile_lines = pile_lines if pile_lines >= _LEAST_PILE else 0
    taken = head_lines + byte_lines + pile_lines + gap * (1 + bool(byte_lines) + bool(pile_lines))
    return Arrangement(outline, beside, margin, room, head_lines, byte_lines, pile_lines, gap, max(1, height - taken))
