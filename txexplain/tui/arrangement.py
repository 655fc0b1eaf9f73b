"""Which panes of the stepper a screen has room for, and how much each of them gets."""

from __future__ import annotations

from typing import NamedTuple

MIN_WIDTH, MIN_HEIGHT = 40, 8
WIDE = 110  # columns from which on the outline stands at the left
VERY_WIDE = 170  # and the bytes at the right
_OUTLINE = (38, 32)  # columns of it, on a very wide screen and on a wide one
_BYTES_BESIDE = 60
_BYTE_LINES = ((38, 6), (30, 5), (24, 4), (0, 0))  # lines of bytes with their caption, by the height of the body
_FEWEST_WORDS = 5
_LARGE_MARGIN = 2


class Arrangement(NamedTuple):
    """Columns of the outline and of bytes at the side, lines of bytes and of the pile; 0 where there is none."""

    outline: int = 0
    bytes_beside: int = 0
    bytes_lines: int = 0
    pile_lines: int = 0
    margin: int = 0

    def words_width(self, width: int) -> int:
        """Columns that are left for the pile and the words."""
        return width - self.outline - self.bytes_beside - 2 * self.margin


def columns(width: int, height: int, *, about_bytes: bool, large: bool) -> Arrangement:
    """How the screen is divided, before it is known how high the pile is; `height` is that of the body."""
    if large:
        return Arrangement(margin=_LARGE_MARGIN)
    outline = _OUTLINE[width < VERY_WIDE] if width >= WIDE else 0
    if not about_bytes:
        return Arrangement(outline)
    if width >= VERY_WIDE:
        return Arrangement(outline, bytes_beside=_BYTES_BESIDE)
    lines = next(lines for least, lines in _BYTE_LINES if height + 3 >= least)
    return Arrangement(outline, bytes_lines=lines)


def with_pile(found: Arrangement, height: int, wanted: int) -> Arrangement:
    """The same with a pile that wants so many lines, as far as words have room left."""
    return found._replace(pile_lines=max(0, min(wanted, height - found.bytes_lines - _FEWEST_WORDS)))
