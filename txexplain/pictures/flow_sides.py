"""One side of the picture of the money: its rows, how high each is, what is written beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import FlowRow, FlowSide
from txexplain.pictures.words import Label, fitted, lines_of
from txexplain.texts import Chunk, Line

_STYLES = {"fee": "fee", "short": "short"}
_UNKNOWN = 24.0  # pixels, at the most
_THIN = 5.0  # pixels: what is thinner is drawn as a line
_HAIRLINE = 1.5  # pixels: however little an amount is, its ribbon is seen
_ROUNDING = 1e-6
GAP = 14  # between rows
_LINE = 17
_MOST_LINES = 2  # of what a coin is


class Row(NamedTuple):
    """A row of the flow, its style, and the lines on what the coin is."""

    row: FlowRow
    style: str
    lines: Sequence[Line]

    @property
    def words_height(self) -> int:
        return _LINE * (len(self.lines) + (1 if self.row.amount else 0))


class Side(NamedTuple):
    """What a side is drawn from; `known` where all its amounts are, `is_new` where there is no coin but a new one."""

    title: Line
    rows: tuple[Row, ...]
    total: FlowRow | None
    known: bool
    is_new: bool

    def slots(self, trunk: float) -> list[float]:
        """How high the place of each row is, where all flow through a transaction of that height."""
        rows = zip(self.rows, self.heights(trunk), strict=True)
        return [max(row.words_height, height) + GAP for row, height in rows]

    def heights(self, trunk: float) -> list[float]:
        """How wide the ribbon of each row is; new coins are all there is."""
        if self.is_new:
            return [trunk] * len(self.rows)
        return heights([row.row.sat for row in self.rows], trunk)

    def has_hairlines(self, trunk: float) -> bool:
        """Whether a ribbon is wider than its amount."""
        return self.known and any(0 < each < _HAIRLINE + _ROUNDING for each in self.heights(trunk))

    @property
    def sat(self) -> int | None:
        """What all rows add up to, where that is known."""
        return sum(row.row.sat or 0 for row in self.rows) if self.known else None


class Ribbon(NamedTuple):
    """A coin on its way: the port at its row, the path to the transaction, what is written beside it.

    The path of a `thin` one is the line in its middle, which is as thick where it is steep. Nothing has no height.
    """

    style: str
    known: bool
    port_x: float
    top: float
    height: float
    thin: bool
    path: str
    labels: tuple[Label, ...]


def side_of(side: FlowSide, style: str, width: float) -> Side:
    """The rows of the side, with what makes up for the other."""
    rows = [*side.rows, *(row for row in side.totals if row.part in _STYLES)]
    total = next((row for row in side.totals if row.part == "total"), None)
    drawn = tuple(Row(row, _STYLES.get(row.part, style), _words(row, width)) for row in rows)
    is_new = not any(row.amount for row in rows)
    return Side(side.title, drawn, total, all(row.sat is not None for row in rows), is_new)


def _words(row: FlowRow, width: float) -> Sequence[Line]:
    tag = (Chunk(f"{row.tag} ", "label"),) if row.tag.startswith("#") else ()
    return lines_of((*tag, *row.line), width, "words", _MOST_LINES)


def heights(sats: Sequence[int | None], total: float) -> list[float]:
    """How wide each ribbon is: in proportion, all together `total`; none is less than a hairline, but for nothing.

    Where an amount is not known, all are equally wide, and not wide.
    """
    amounts = [max(0, sat or 0) for sat in sats]
    if None in sats:
        return [min(total / len(sats), _UNKNOWN)] * len(sats)
    small: set[int] = set()
    while True:
        room = total - _HAIRLINE * len(small)
        rest = sum(amount for place, amount in enumerate(amounts) if place not in small)
        scale = room / rest if rest else 0.0
        more = {place for place, amount in enumerate(amounts) if amount > 0 and amount * scale < _HAIRLINE} - small
        if not more:
            return [_HAIRLINE if place in small else amount * scale for place, amount in enumerate(amounts)]
        small |= more


def is_thin(row: Row, height: float) -> bool:
    return row.row.sat is not None and height <= _THIN


def labels_of(row: Row, x: float, anchor: str, centre: float, width: float) -> Iterator[Label]:
    """The amount, and below it what the coin is."""
    baseline = centre - row.words_height / 2 + 13
    if row.row.amount:
        kind = "amount" if row.row.sat is not None else "words"
        yield Label(x, baseline, kind, fitted((Chunk(row.row.amount),), width, kind), anchor)
        baseline += _LINE
    for line in row.lines:
        yield Label(x, baseline, "words", line, anchor)
        baseline += _LINE


def heading(side: Side, unit: str, x: float, y: float, width: float, anchor: str = "start") -> Iterator[Label]:
    """What the side is, and what it adds up to."""
    yield Label(x, y, "heading", fitted(side.title, width, "heading"), anchor)
    if side.total is not None:
        line = (*side.total.line, Chunk(f" {side.total.amount} {unit}"))
        yield Label(x, y + 20, "small", fitted(line, width, "small"), anchor)
