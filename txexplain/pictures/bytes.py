"""The bytes of a transaction as a picture: rows of hex, each field a coloured run with a number, and what it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import ByteMap
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.pictures.byte_fields import Field, fields_of
from txexplain.pictures.drawing import Drawing, drawn
from txexplain.pictures.words import Label, fitted, pixels
from txexplain.texts import Chunk, Texts

_PER_ROW = 32
_CELL, _CELL_HEIGHT = 25, 22
_PITCH = 40  # from row to row
_MARGIN, _LEFT, _TOP = 28, 84, 40  # where rows begin
_WIDTH = _LEFT + _PER_ROW * _CELL + _MARGIN
_COLUMN = (_WIDTH - 3 * _MARGIN) / 2
_LINE = 21
_INDENT, _MOST_INDENT = 12, 4
_SPLIT = 6  # entries from which the key has two columns
_TOLD = 24  # fields in the description


class Run(NamedTuple):
    """Neighbouring cells of one field in one row."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    labels: tuple[Label, ...]


class Swatch(NamedTuple):
    x: float
    y: float
    kind: str


class _Pen:
    """Where the next cell is, and what is drawn so far."""

    def __init__(self) -> None:
        self.row, self.column = 0, 0
        self.runs: list[Run] = []
        self.offsets: list[Label] = []

    @property
    def y(self) -> float:
        return float(_TOP + self.row * _PITCH)

    def room(self, offset: int) -> int:
        """How many cells are left in the row, which at its beginning is told where it stands."""
        if self.column == _PER_ROW:
            self.row, self.column = self.row + 1, 0
        if self.column == 0 and len(self.offsets) <= self.row:
            where = Label(_LEFT - 14, self.y + 15, "tiny", (Chunk(grouped(offset)),), "end")
            self.offsets.append(where)
        return _PER_ROW - self.column

    def draw(self, cells: int, kind: str, labels: Sequence[Label]) -> None:
        x = _LEFT + self.column * _CELL
        self.runs.append(Run(x + 1, self.y, cells * _CELL - 2, _CELL_HEIGHT, kind, tuple(labels)))
        self.column += cells

    def x_of(self, cell: int) -> float:
        """The middle of that cell, counted from the next one."""
        return _LEFT + (self.column + cell + 0.5) * _CELL


def bytes_drawing(byte_map: ByteMap, texts: Texts, *, name: str = "bytes") -> Drawing:
    """Every field in its colour and with its number, which the key below explains; what is long is folded."""
    fields = fields_of(byte_map, texts)
    pen = _Pen()
    for field in fields:
        _draw_field(field, pen)
    top = pen.y + _PITCH + 14
    swatches, labels, bottom = _key(fields, top)
    return drawn(
        "bytes",
        name,
        texts.plain("pictures", "bytes_title"),
        texts.plain("pictures", "bytes_fields", fields=_told(fields, texts)),
        lang=texts.language,
        width=_WIDTH,
        height=round(bottom + 16),
        runs=pen.runs,
        swatches=swatches,
        labels=[*pen.offsets, *labels],
    )


def _told(fields: Sequence[Field], texts: Texts) -> str:
    numbered = [field for field in fields if field.number]
    words = [" ".join(part for part in (field.label, field.value) if part) for field in numbered[:_TOLD]]
    more = texts.plain("pictures", "and_more") if len(numbered) > _TOLD else ""
    return texts.plain("pictures", "between").join(words) + more


def _draw_field(field: Field, pen: _Pen) -> None:
    offset, first = field.offset, True
    for piece in field.pieces:
        if isinstance(piece, str):
            _draw_gap(piece, offset, field, pen, first)
        else:
            offset = _draw_bytes(piece, offset, field, pen, first)
        first = False


def _draw_bytes(data: bytes, offset: int, field: Field, pen: _Pen, first: bool) -> int:
    """The bytes in runs, a row each at the most; where they end."""
    while data:
        part = data[: pen.room(offset)]
        labels = [
            Label(pen.x_of(place), pen.y + 15.5, "hex", (Chunk(f"{byte:02x}"),), "middle")
            for place, byte in enumerate(part)
        ]
        if first and field.number:
            labels.append(Label(pen.x_of(0), pen.y - 4, "tiny", (Chunk(str(field.number)),), "middle"))
        pen.draw(len(part), field.kind, labels)
        data, offset, first = data[len(part) :], offset + len(part), False
    return offset


def _draw_gap(words: str, offset: int, field: Field, pen: _Pen, first: bool) -> None:
    """The words for bytes left out, in as many cells as they need."""
    line = fitted((Chunk(words),), (_PER_ROW - 1) * _CELL, "small")
    cells = math.ceil((pixels(line, "small") + 10) / _CELL)
    if cells > pen.room(offset):
        pen.column = _PER_ROW
        pen.room(offset)
    pen.draw(cells, "gap", [Label(pen.x_of(0) + (cells - 1) * _CELL / 2, pen.y + 15.5, "small", line, "middle")])


def _key(fields: Sequence[Field], top: float) -> tuple[list[Swatch], list[Label], float]:
    """What each number stands for, in two columns; and where that ends."""
    columns = 2 if len(fields) >= _SPLIT else 1
    per_column = -(-len(fields) // columns)
    if columns == 2 and fields[per_column - 1].kind == "" and not fields[per_column - 1].pieces:
        per_column -= 1  # no heading at the foot of a column
    swatches: list[Swatch] = []
    labels: list[Label] = []
    for place, field in enumerate(fields):
        column = min(place // per_column, columns - 1)
        x, y = _MARGIN + column * (_COLUMN + _MARGIN), top + (place - column * per_column) * _LINE
        if field.number:
            swatches.append(Swatch(x + 28, y - 10, field.kind))
        labels += _entry(field, x, y)
    return swatches, labels, top + max(per_column, len(fields) - per_column) * _LINE


def _entry(field: Field, x: float, y: float) -> Iterator[Label]:
    indent = _INDENT * min(field.depth, _MOST_INDENT)
    room = _COLUMN - 50 - indent
    if field.number:
        yield Label(x + 22, y, "tiny", (Chunk(str(field.number)),), "end")
        value = (Chunk("  "), Chunk(shortened(field.value, 10, 10), "code")) if field.value else ()
        yield Label(x + 50 + indent, y, "words", fitted((Chunk(field.label), *value), room, "words"))
    else:
        style = "label" if field.pieces else "strong"
        yield Label(x + 50 + indent, y, "words", fitted((Chunk(field.label, style),), room, "words"))
