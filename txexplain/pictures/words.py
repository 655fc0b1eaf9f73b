"""Words in a picture: where they are placed, how wide they are at the most, and how they are cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from txexplain.render.printable import printable
from txexplain.render.wrap import width_of, wrap
from txexplain.texts import Chunk, Line

SIZES = {"heading": 14, "amount": 16, "words": 13, "small": 12, "tiny": 10, "hex": 13, "op": 15}  # pixels
_CELLS = {"heading": 0.57, "amount": 0.64, "words": 0.58, "small": 0.58, "tiny": 0.6, "hex": 0.61, "op": 0.61}
# How wide a cell is, of the size: as wide as in the widest fonts in use; Chinese takes less than two of them.
_ROUNDING = 0.01
DOTS = Chunk("…", "label")


class Label(NamedTuple):
    """A line of text: its `kind` is one of `SIZES`, `y` its baseline; `anchor` is start, middle or end."""

    x: float
    y: float
    kind: str
    line: Line
    anchor: str = "start"


def safe(line: Line) -> Line:
    """The line with all its text printable, before it is measured."""
    return tuple(Chunk(printable(text), style) for text, style in line)


def cells(width: float, kind: str) -> int:
    """How many cells of this kind of text that width has room for."""
    return int((width + _ROUNDING) / (SIZES[kind] * _CELLS[kind]))


def pixels(line: Line, kind: str) -> float:
    """How wide the line is, at the most."""
    return width_of(line) * SIZES[kind] * _CELLS[kind]


def fitted(line: Line, width: float, kind: str) -> Line:
    """The line, safe, cut with dots where it is too long."""
    line = safe(line)
    room = cells(width, kind)
    return line if width_of(line) <= room else (*wrap(line, room - 1)[0], DOTS)


def lines_of(line: Line, width: float, kind: str, most: int) -> Sequence[Line]:
    """The line, safe, in `most` lines at the most; what is left over is cut with dots."""
    room = cells(width, kind)
    lines = wrap(safe(line), room)
    if len(lines) > most:
        lines = [*lines[: most - 1], fitted((*lines[most - 1], *lines[most]), width, kind)]
    return lines
