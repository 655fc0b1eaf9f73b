"""What a picture of the money is made of, however it is laid out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.pictures.flow_sides import Ribbon, Side
from txexplain.pictures.words import Label, fitted
from txexplain.texts import Line


class Gradient(NamedTuple):
    """From the colour of a side to that of the transaction, between two points."""

    key: str
    x1: float
    y1: float
    x2: float
    y2: float


class Body(NamedTuple):
    """The box of the transaction."""

    x: float
    y: float
    width: float
    height: float


class Layout(NamedTuple):
    """Where all is; `has_hairlines` where a ribbon is wider than its amount."""

    left: Side
    right: Side
    width: int
    height: float
    gradients: Sequence[Gradient]
    headings: Sequence[Label]
    ribbons: Sequence[Ribbon]
    body: Body
    has_hairlines: bool


def trunk_labels(lines: Sequence[tuple[str, Line]], body: Body) -> Iterator[Label]:
    """The lines in the middle of the box, the first with some room below."""
    middle = body.y + body.height / 2
    top = middle - 9 * (len(lines) - 1) + 5
    for place, (kind, line) in enumerate(lines):
        y = top + 20 * place - (2 if place == 0 else 0)
        yield Label(body.x + body.width / 2, y, kind, fitted(line, body.width - 12, kind), "middle")
