"""Layouts of what scripts do: steps with their stacks, and grids of marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from txexplain.explain.document import Grid, StackLine, StepRow, Steps, TryRow
from txexplain.render.printable import printable
from txexplain.render.wrap import width_of, wrap
from txexplain.texts import Chunk, Line

_MARKS = {"taken": ("−", "taken"), "put": ("+", "put"), "": ("", "kept")}
_CELL_STYLES = {"●": "valid", "◐": "odd", "○": "label"}
_MARGIN = 2
_GAP = 2
_MARK = 2  # cells for the sign of what a step takes or puts
_BETWEEN = 2  # cells between two piles
_MIN_WORDS = 14


def steps(block: Steps, page: PileColumn, width: int) -> Iterator[Line]:
    """The position and the element, below it the stacks before and after, what was tried, and remarks."""
    column = max((cell_len(row.position) for row in block.rows), default=0) + _MARGIN + _GAP
    piles = page if column + 2 * page.pile + _BETWEEN <= width else pile_column([block])
    for row in block.rows:
        yield from _step(row, column, piles, width)


def _step(row: StepRow, column: int, piles: PileColumn, width: int) -> Iterator[Line]:
    indent = Chunk(" " * column)
    position = Chunk(f"{' ' * _MARGIN}{row.position:>{column - _MARGIN - _GAP}}{' ' * _GAP}", "offset")
    style = "" if row.executed else "label"
    element = tuple(Chunk(printable(text), each if row.executed and each else style) for text, each in row.line)
    if row.position or element:
        yield from _hanging((position,), element, column, width)
    for line in _piles(row.stacks, piles, width - column):
        yield (indent, *line)
    for line in tries(row.tries, width - column):
        yield (indent, *line)
    for remark in row.remarks:
        safe = tuple(Chunk(printable(text), style or "note") for text, style in remark)
        yield from _hanging((indent,), safe, column, width)


class PileColumn(NamedTuple):
    """How wide the roles, the bytes of the items and a pile as a whole are."""

    role: int
    text: int
    pile: int


def pile_column(blocks: Sequence[Steps]) -> PileColumn:
    """The widths that hold all stacks of these steps."""
    stacks = [stack for block in blocks for row in block.rows for stack in row.stacks]
    items = [item for stack in stacks for item in stack.items]
    role = max((cell_len(item.role or item.size) for item in items), default=0)
    text = max((cell_len(item.text) for item in items), default=0)
    labels = (cell_len(stack.label) + _GAP + width_of(stack.more) for stack in stacks if not stack.items)
    return PileColumn(role, text, max([_MARK + role + _GAP + text, *labels]))


def _piles(stacks: Sequence[StackLine], column: PileColumn, width: int) -> Iterator[Line]:
    """Each stack as a pile, the top on top; beside each other, their bottoms on one line, where there is room."""
    each_width = column.pile + _BETWEEN
    beside = max(1, (width + _BETWEEN) // each_width)
    if beside == 1 and len(stacks) > 1 and not any(item.mark for item in stacks[0].items):
        stacks = stacks[1:]  # what a step finds is what it leaves without what it adds
    for start in range(0, len(stacks), beside):
        piles = [list(_pile(stack, column, width)) for stack in stacks[start : start + beside]]
        height = max(map(len, piles))
        piles = [[pile[0], *[()] * (height - len(pile)), *pile[1:]] for pile in piles]
        for lines in zip(*piles, strict=True):
            yield _side_by_side(lines, each_width)


def _side_by_side(lines: Sequence[Line], each_width: int) -> Line:
    row: Line = ()
    for place, line in enumerate(lines):
        row += (Chunk(" " * (place * each_width - width_of(row))), *line) if line else ()
    return row


def _pile(stack: StackLine, column: PileColumn, width: int) -> Iterator[Line]:
    """Its label, and a line an item."""
    more = _safe(stack.more, "note")
    yield (
        (Chunk(printable(stack.label), "label"), Chunk("  "), *more)
        if more
        else (Chunk(printable(stack.label), "label"),)
    )
    for item in reversed(stack.items):
        mark, style = _MARKS[item.mark]
        if item.hidden:
            yield (Chunk(f"{mark:<{_MARK}}", style), Chunk(printable(item.hidden), "note"))
        words = printable(item.role or item.size)
        pad = " " * (column.role - cell_len(words) + _GAP)
        role = Chunk(words + pad, (style or "role") if item.role else "label")
        line = (Chunk(f"{mark:<{_MARK}}", style), role, Chunk(printable(item.text), style))
        if width_of(line) <= width:
            yield line
        else:
            yield from _hanging((), line, _MARK, width)


def tries(rows: Sequence[TryRow], width: int) -> Iterator[Line]:
    """A row for each signature that was tried against a key."""
    signature = max((cell_len(row.signature) for row in rows), default=0) + _GAP
    key = max((cell_len(row.key) for row in rows), default=0) + _GAP
    for row in rows:
        first = row.signature + " " * (signature - cell_len(row.signature))
        second = row.key + " " * (key - cell_len(row.key))
        head = (
            Chunk(printable(first), "role"),
            Chunk(printable(second), "role"),
            Chunk("✓" if row.passes else "✗", row.style),
        )
        indent = signature + key + _GAP
        if width - indent >= _MIN_WORDS:
            yield from _hanging((*head, Chunk(" ")), _safe(row.words, "note"), indent, width)
        else:
            yield from wrap((*head, Chunk(" "), *_safe(row.words, "note")), width)


def _safe(line: Line, style: str) -> Line:
    return tuple(Chunk(printable(text), each or style) for text, each in line)


def _hanging(label: Line, line: Line, indent: int, width: int) -> Iterator[Line]:
    for place, part in enumerate(wrap(line, width - indent)):
        yield (*label, *part) if place == 0 else (Chunk(" " * indent), *part)


def grid(block: Grid, width: int) -> Iterator[Line]:
    """Columns under their heads; where they do not fit beside each other, in several tables."""
    label_width = max((cell_len(label) for label, _ in block.rows), default=0)
    sizes = [
        max([cell_len(head), *(cell_len(cells[place]) for _, cells in block.rows)])
        for place, head in enumerate(block.heads)
    ]
    figures = [all(_is_figure(cells[place]) for _, cells in block.rows) for place in range(len(sizes))]
    columns = [*zip(sizes, figures, strict=True)]
    start = 0
    while start < len(sizes):
        end, used = start, _MARGIN + label_width
        while end < len(sizes) and (end == start or used + _GAP + sizes[end] <= width):
            used += _GAP + sizes[end]
            end += 1
        if start:
            yield ()
        yield _grid_line("", block.heads[start:end], columns[start:end], label_width, "label")
        for label, cells in block.rows:
            yield _grid_line(label, cells[start:end], columns[start:end], label_width, "")
        start = end


def _is_figure(cell: str) -> bool:
    return cell.replace(",", "").isdecimal()


def _grid_line(
    label: str, cells: tuple[str, ...], columns: list[tuple[int, bool]], label_width: int, style: str
) -> Line:
    """The cells in the middle of their columns; figures below each other, at the right."""
    chunks = [Chunk(" " * _MARGIN), Chunk(printable(label) + " " * (label_width - cell_len(label)), "label")]
    for cell, (size, of_figures) in zip(cells, columns, strict=True):
        free = size - cell_len(cell)
        left = free if of_figures else free // 2
        chunks.append(Chunk(" " * (_GAP + left)))
        chunks.append(Chunk(printable(cell), style or _CELL_STYLES.get(cell, "")))
        chunks.append(Chunk(" " * (free - left)))
    return tuple(chunks)
