"""One side of the picture of the money: its rows, how high each is, and the ribbons from them to the transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import FlowRow, FlowSide
from txexplain.pictures.words import Label, fitted, lines_of
from txexplain.texts import Chunk, Line

HEAD = 84  # pixels above the rows
_STYLES = {"fee": "fee", "short": "short"}
_UNKNOWN = 24.0  # pixels, at the most
_THIN = 5.0  # pixels: what is thinner is drawn as a line
_HAIRLINE = 1.5  # pixels: however little an amount is, its ribbon is seen
LABEL_WIDTH = 242
_GAP = 14  # between rows
_LINE = 17
_MOST_LINES = 2  # of what a coin is


class Row(NamedTuple):
    row: FlowRow
    style: str
    lines: Sequence[Line]

    @property
    def words_height(self) -> int:
        return _LINE * (len(self.lines) + (1 if self.row.amount else 0))


class Side(NamedTuple):
    """What a side is drawn from; `known` where all its amounts are, `is_new` where there is no coin but a new one."""

    style: str
    title: Line
    rows: tuple[Row, ...]
    total: FlowRow | None
    known: bool
    is_new: bool

    def slots(self, trunk: float) -> list[float]:
        """How high the place of each row is, where all flow through a transaction of that height."""
        rows = zip(self.rows, self.heights(trunk), strict=True)
        return [max(row.words_height, height) + _GAP for row, height in rows]

    def heights(self, trunk: float) -> list[float]:
        """How wide the ribbon of each row is."""
        return heights([row.row.sat for row in self.rows], trunk)


class Lanes(NamedTuple):
    """Where on the way from left to right a side has its words, its ports, and the two ends of its ribbons."""

    words: float
    anchor: str
    port: float
    start: float
    end: float


class Ribbon(NamedTuple):
    """A coin on its way: the port at its row, the path to the transaction, what is written beside it.

    The path of a `thin` one is the line in its middle, which is as thick where it is steep.
    """

    style: str
    known: bool
    port_x: float
    top: float
    height: float
    thin: bool
    path: str
    labels: tuple[Label, ...]


def side_of(side: FlowSide, style: str) -> Side:
    """The rows of the side, with what makes up for the other."""
    rows = [*side.rows, *(row for row in side.totals if row.part in _STYLES)]
    total = next((row for row in side.totals if row.part == "total"), None)
    drawn = tuple(Row(row, _STYLES.get(row.part, style), _words(row)) for row in rows)
    known = all(row.sat is not None for row in rows)
    return Side(style, side.title, drawn, total, known, is_new=not any(row.amount for row in rows))


def _words(row: FlowRow) -> Sequence[Line]:
    tag = (Chunk(f"{row.tag} ", "label"),) if row.tag.startswith("#") else ()
    return lines_of((*tag, *row.line), LABEL_WIDTH, "words", _MOST_LINES)


def heights(sats: Sequence[int | None], total: float) -> list[float]:
    """How wide each ribbon is: in proportion, none less than a hairline, all together `total`.

    Where an amount is not known, all are equally wide.
    """
    amounts = [max(0, sat or 0) for sat in sats]
    if None in sats:
        return [total if len(sats) == 1 else min(total / len(sats), _UNKNOWN)] * len(sats)
    if not any(amounts):
        return [_HAIRLINE] * len(sats)
    small: set[int] = set()
    while True:
        room = total - _HAIRLINE * len(small)
        rest = sum(amount for place, amount in enumerate(amounts) if place not in small)
        scale = room / rest if rest else 0.0
        more = {place for place, amount in enumerate(amounts) if amount * scale < _HAIRLINE} - small
        if not more:
            return [_HAIRLINE if place in small else amount * scale for place, amount in enumerate(amounts)]
        small |= more


def ribbons_of(side: Side, middle: float, trunk: float, lanes: Lanes) -> Iterator[Ribbon]:
    """The rows from top to bottom, around the middle."""
    thick, slots = side.heights(trunk), side.slots(trunk)
    top, inside = middle - sum(slots) / 2, middle - sum(thick) / 2
    for row, each, slot in zip(side.rows, thick, slots, strict=True):
        centre, known = top + slot / 2, row.row.sat is not None
        thin = known and each <= _THIN
        path = _line(lanes, centre, inside + each / 2) if thin else _band(lanes, centre - each / 2, inside, each)
        labels = tuple(_labels(row, lanes, centre))
        yield Ribbon(row.style, known, lanes.port, centre - each / 2, each, thin, path, labels)
        top, inside = top + slot, inside + each


def _band(lanes: Lanes, here: float, there: float, height: float) -> str:
    """From the port to the transaction and back, below."""
    start, end = lanes.start, lanes.end
    half = (start + end) / 2
    return (
        f"M{start:.1f} {here:.1f}C{half:.1f} {here:.1f} {half:.1f} {there:.1f} {end:.1f} {there:.1f}"
        f"V{there + height:.1f}C{half:.1f} {there + height:.1f} {half:.1f} {here + height:.1f} "
        f"{start:.1f} {here + height:.1f}Z"
    )


def _line(lanes: Lanes, here: float, there: float) -> str:
    """From the port to the transaction."""
    half = (lanes.start + lanes.end) / 2
    return f"M{lanes.start:.1f} {here:.1f}C{half:.1f} {here:.1f} {half:.1f} {there:.1f} {lanes.end:.1f} {there:.1f}"


def _labels(row: Row, lanes: Lanes, centre: float) -> Iterator[Label]:
    """The amount, and below it what the coin is."""
    x, anchor = lanes.words, lanes.anchor
    baseline = centre - row.words_height / 2 + 13
    if row.row.amount:
        kind = "amount" if row.row.sat is not None else "words"
        yield Label(x, baseline, kind, fitted((Chunk(row.row.amount),), LABEL_WIDTH, kind), anchor)
        baseline += _LINE
    for line in row.lines:
        yield Label(x, baseline, "words", line, anchor)
        baseline += _LINE
