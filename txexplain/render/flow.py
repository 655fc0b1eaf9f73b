"""The money as bars: coins in, coins out and the fee, all on one scale, each bar where the one before it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from txexplain.explain.document import Flow, FlowRow, FlowSide
from txexplain.render.printable import printable
from txexplain.render.wrap import width_of, wrap
from txexplain.texts import Chunk, Line

FULL, SLICE = "█", "▏"  # a slice stands for less than half a cell
MIN_BARS = 8  # cells in which bars can still be compared
MAX_BARS = 60
_GAP = 2
_MIN_WORDS = 14  # cells beside an amount in which words can still be read
_STYLES = {"fee": "bar.fee", "short": "bar.short"}


class _Row(NamedTuple):
    """One coin: what stands before it, where its bar begins, in satoshi, and how that looks."""

    label: str
    row: FlowRow
    start: int
    style: str


def flow(block: Flow, width: int) -> Iterator[Line]:
    """A row a coin: side, number, amount, what it is, and its bar where there is room for any."""
    rows = [
        each._replace(row=_with_unit(each.row, block.unit))
        for each in (*_rows(block.left, "bar.in"), *_rows(block.right, "bar.out"))
    ]
    labels = max((cell_len(each.label) for each in rows), default=0)
    tags = max((cell_len(each.row.tag) for each in rows), default=0)
    amounts = max((cell_len(each.row.amount) for each in rows), default=0)
    words = max((width_of(each.row.line) for each in rows if each.row.amount), default=0)
    column = labels + tags + amounts + 3 * _GAP
    room = min(width - column - words - _GAP, MAX_BARS)
    scale = max((each.start + _length(each.row) for each in rows), default=0)
    for each in rows:
        head = _head(each, labels, tags, amounts)
        line = _safe(each.row.line)
        bar = bar_cells(each.start, _length(each.row), scale, room) if room >= MIN_BARS and scale else (0, "")
        if bar[1] and not bar[1].isspace():
            pad = " " * (words + _GAP - width_of(line) + bar[0])
            yield (*head, *line, Chunk(pad), Chunk(bar[1], each.style))
        else:
            yield from _without_bar(each.row, head, line, column, width)


def bar_cells(start: int, length: int, scale: int, room: int) -> tuple[int, str]:
    """Where in `room` cells the bar begins, and the bar: neighbours meet, so that the cells of all add up to it."""
    first, last = _cell(start, scale, room), _cell(start + length, scale, room)
    if last > first:
        return first, FULL * (last - first)
    return min(first, room - 1), SLICE if length else ""


def _cell(sat: int, scale: int, room: int) -> int:
    """The edge between cells that is next to the amount."""
    return (2 * sat * room + scale) // (2 * scale)


def _length(row: FlowRow) -> int:
    return max(0, row.sat or 0)


def _rows(side: FlowSide, style: str) -> Iterator[_Row]:
    """The coins of a side, and what makes up for the other."""
    label, start = side.label, 0
    for row in (*side.rows, *_made_up(side.totals)):
        own = row.part in _STYLES
        yield _Row("" if own else label, row, start, _STYLES.get(row.part, style))
        label, start = "" if not own else label, start + _length(row)


def _made_up(totals: Sequence[FlowRow]) -> Iterator[FlowRow]:
    yield from (row for row in totals if row.part in _STYLES)


def _with_unit(row: FlowRow, unit: str) -> FlowRow:
    return row if row.sat is None else row._replace(amount=f"{row.amount} {unit}")


def _head(each: _Row, labels: int, tags: int, amounts: int) -> Line:
    label, row = printable(each.label), each.row
    side = Chunk(label + " " * (labels - cell_len(label) + _GAP), "label")
    if not row.amount:
        return (side,)
    tag = Chunk(row.tag + " " * (tags - cell_len(row.tag) + _GAP), "label")
    amount = " " * (amounts - cell_len(row.amount)) + printable(row.amount) + " " * _GAP
    return side, tag, Chunk(amount, "strong" if row.part in _STYLES else "amount")


def _without_bar(row: FlowRow, head: Line, line: Line, column: int, width: int) -> Iterator[Line]:
    """The row where its bar has no room, its words below it where these have none either."""
    indent = column if row.amount else width_of(head)
    if width - indent < min(_MIN_WORDS, width_of(line)):
        yield head
        head, indent = (), _GAP
    for place, part in enumerate(wrap(line, width - indent)):
        yield (*head, *part) if place == 0 and head else (Chunk(" " * indent), *part)


def _safe(line: Line) -> Line:
    return tuple(Chunk(printable(text), style) for text, style in line)
