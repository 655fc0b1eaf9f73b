"""The money as bars: coins in, coins out and the fee, all on one scale, each bar where the one before it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from txexplain.explain.document import Flow, FlowRow, FlowSide
from txexplain.render.printable import printable
from txexplain.render.wrap import width_of, wrap
from txexplain.texts import Chunk, Line

FULL = "█"
EIGHTHS = " ▏▎▍▌▋▊▉"  # of a cell, from the left; however little an amount is, one is seen
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

    @property
    def end(self) -> int:
        return self.start + max(0, self.row.sat or 0)


class _Columns(NamedTuple):
    """How wide each column is; `bars` is what is left of the width for these."""

    label: int
    tag: int
    amount: int
    words: int
    bars: int

    @property
    def tags(self) -> int:
        """Where tags begin."""
        return self.label + _GAP

    @property
    def descriptions(self) -> int:
        """Where it is told what each coin is."""
        return self.tags + self.tag + self.amount + 2 * _GAP


def flow(block: Flow, width: int) -> Iterator[Line]:
    """A row a coin: side, number, amount, what it is, and its bar where there is room for any."""
    rows = _aligned([*_rows(block.left, "bar.in", block.unit), *_rows(block.right, "bar.out", block.unit)])
    columns = _columns(rows, width)
    scale = max((each.end for each in rows), default=0)
    for each in rows:
        if columns.bars >= MIN_BARS and each.end > each.start:
            yield _with_bar(each, columns, scale)
        else:
            yield from _without_bar(each, columns, width)


def _aligned(rows: Sequence[_Row]) -> list[_Row]:
    """With what stands behind the types of the coins, their addresses, in one column."""
    types = [cell_len(each.row.line[0].text) for each in rows if _has_address(each)]
    found = []
    for each in rows:
        if _has_address(each):
            kind, *rest = each.row.line
            padded = kind._replace(text=kind.text + " " * (max(types) - cell_len(kind.text)))
            each = each._replace(row=each.row._replace(line=(padded, *rest)))
        found.append(each)
    return found


def _has_address(each: _Row) -> bool:
    return len(each.row.line) > 1 and each.row.line[0].style == "kind"


def _columns(rows: Sequence[_Row], width: int) -> _Columns:
    label = max((cell_len(each.label) for each in rows), default=0)
    tag = max((cell_len(each.row.tag) for each in rows), default=0)
    amount = max((cell_len(each.row.amount) for each in rows), default=0)
    words = max((width_of(each.row.line) for each in rows if each.row.amount), default=0)
    return _Columns(label, tag, amount, words, min(width - label - tag - amount - words - 4 * _GAP, MAX_BARS))


def _with_bar(each: _Row, columns: _Columns, scale: int) -> Line:
    line = _safe(each.row.line)
    start, bar = bar_cells(each.start, each.end - each.start, scale, columns.bars)
    pad = " " * (columns.words - width_of(line) + _GAP + start)
    return (*_head(each, columns), *line, Chunk(pad), Chunk(bar, each.style))


def bar_cells(start: int, length: int, scale: int, room: int) -> tuple[int, str]:
    """Where in `room` cells the bar begins, and the bar, to the eighth of a cell.

    One that reaches the end is of whole cells, if of any, so that both sides end at the same edge.
    """
    if not length:
        return start * room // scale, ""
    if start + length == scale and length * room >= scale:
        cells = (2 * length * room + scale) // (2 * scale)
        return room - cells, FULL * cells
    full, rest = divmod(max(1, (16 * length * room + scale) // (2 * scale)), 8)
    bar = FULL * full + (EIGHTHS[rest] if rest else "")
    return min(start * room // scale, room - len(bar)), bar


def _rows(side: FlowSide, style: str, unit: str) -> Iterator[_Row]:
    """The coins of a side, and what makes up for the other."""
    label, start = side.label, 0
    for row in (*side.rows, *(row for row in side.totals if row.part in _STYLES)):
        told = row if row.sat is None else row._replace(amount=f"{row.amount} {unit}")
        each = _Row(label, told, start, _STYLES.get(row.part, style))
        yield each
        label, start = "", each.end


def _head(each: _Row, columns: _Columns) -> Line:
    label, row = printable(each.label), each.row
    side = Chunk(label + " " * (columns.tags - cell_len(label)), "label")
    if not row.amount:
        return (side,)
    tag = Chunk(row.tag + " " * (columns.tag - cell_len(row.tag) + _GAP), "label")
    amount = " " * (columns.amount - cell_len(row.amount)) + printable(row.amount) + " " * _GAP
    return side, tag, Chunk(amount, "strong" if row.part in _STYLES else "amount")


def _without_bar(each: _Row, columns: _Columns, width: int) -> Iterator[Line]:
    """The row where its bar has no room, its words below it where these have none either."""
    head, line = _head(each, columns), _safe(each.row.line)
    indent = columns.descriptions if each.row.amount else columns.tags
    if width - indent < min(_MIN_WORDS, width_of(line)):
        yield head
        head, indent = (), columns.tags
    for place, part in enumerate(wrap(line, width - indent)):
        yield (*head, *part) if place == 0 and head else (Chunk(" " * indent), *part)


def _safe(line: Line) -> Line:
    return tuple(Chunk(printable(text), style) for text, style in line)
