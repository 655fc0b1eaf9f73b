"""Layouts of what scripts do: steps with their stacks, and grids of marks."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from txexplain.explain.document import Grid, StackLine, StepRow, Steps
from txexplain.render.printable import printable
from txexplain.render.wrap import wrap
from txexplain.texts import Chunk, Line

_MARKS = {"taken": ("−", "taken"), "put": ("+", "put"), "": ("", "kept")}
_CELL_STYLES = {"●": "valid", "◐": "odd", "○": "label"}
_MARGIN = 2
_GAP = 2


def steps(block: Steps, width: int) -> Iterator[Line]:
    """The position and the element, below it the stacks, their labels in a column, and remarks."""
    column = max((cell_len(row.position) for row in block.rows), default=0) + _MARGIN + _GAP
    labels = [cell_len(line.label) for row in block.rows for line in row.stacks]
    label_width = max(labels, default=0) + _GAP
    for row in block.rows:
        yield from _step(row, column, label_width, width)


def _step(row: StepRow, column: int, label_width: int, width: int) -> Iterator[Line]:
    position = Chunk(f"{' ' * _MARGIN}{row.position:>{column - _MARGIN - _GAP}}{' ' * _GAP}", "offset")
    style = "" if row.executed else "label"
    element = tuple(Chunk(printable(text), each if row.executed and each else style) for text, each in row.line)
    yield from _hanging((position,), element, column, width)
    for line in row.stacks:
        label = Chunk(" " * column + printable(line.label) + " " * (label_width - cell_len(line.label)), "label")
        yield from _hanging((label,), _stack(line), column + label_width, width)
    for remark in row.remarks:
        safe = tuple(Chunk(printable(text), style or "note") for text, style in remark)
        yield from _hanging((Chunk(" " * column),), safe, column, width)


def _stack(line: StackLine) -> Line:
    """The items side by side, marked where they change."""
    chunks = [Chunk(printable(text), style or "note") for text, style in line.more]
    for item in line.items:
        mark, style = _MARKS[item.mark]
        chunks += [Chunk("  ")] if chunks else []
        chunks.append(Chunk(mark + printable(item.text), style))
    return tuple(chunks)


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
    start = 0
    while start < len(sizes):
        end, used = start, _MARGIN + label_width
        while end < len(sizes) and (end == start or used + _GAP + sizes[end] <= width):
            used += _GAP + sizes[end]
            end += 1
        if start:
            yield ()
        yield _grid_line("", block.heads[start:end], sizes[start:end], label_width, "label")
        for label, cells in block.rows:
            yield _grid_line(label, cells[start:end], sizes[start:end], label_width, "")
        start = end


def _grid_line(label: str, cells: tuple[str, ...], sizes: list[int], label_width: int, style: str) -> Line:
    chunks = [Chunk(" " * _MARGIN), Chunk(printable(label) + " " * (label_width - cell_len(label)), "label")]
    for cell, size in zip(cells, sizes, strict=True):
        free = size - cell_len(cell)
        left = free // 2
        chunks.append(Chunk(" " * (_GAP + left)))
        chunks.append(Chunk(printable(cell), style or _CELL_STYLES.get(cell, "")))
        chunks.append(Chunk(" " * (free - left)))
    return tuple(chunks)
