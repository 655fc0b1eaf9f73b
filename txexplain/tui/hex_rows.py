"""A transaction in rows of hex, made a row at a time: each byte in the colour of its field, lit ones on a ground."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from txexplain.explain.parts.field_names import FieldNames, Leaf
from txexplain.model.bytes import Span, joined
from txexplain.render.printable import printable
from txexplain.render.wrap import width_of
from txexplain.texts import Chunk, Line
from txexplain.tui.boxes import clipped
from txexplain.tui.looks import Looks
from txexplain.tui.themes import LEGIBLE, contrast

_GROUP = 8  # bytes between which there is a wider gap
_PER_ROW = (32, 24, 16)
_LEAST_PER_ROW = 8
_NAMES = 22  # cells in which the names of the fields of a row can be read
_VALUES = 36  # and their values with them
_GAP = 2
_STRONGEST, _WEAKEST = 30, 6  # per cent of the colour of words in the ground of lit bytes, which is seen then
_GROUNDS = ("background", "surface", "panel", "dim")
_CURSOR = Style(underline=True, bold=True, reverse=True)


@lru_cache(4)
def lit_style(looks: Looks) -> Style:
    """What lit bytes have besides the colour of their field: a ground on which all colours are legible."""
    colours = {name: Color.parse(colour) for name, colour in looks.palette.items()}
    if any(colour.ansi is not None for colour in colours.values()):
        return Style(bold=True, reverse=True)
    words = [colour for name, colour in colours.items() if name not in _GROUNDS]
    for percent in range(_STRONGEST, _WEAKEST, -1):
        ground = colours["background"].blend(colours["plain"], percent / 100)
        if all(contrast(colour, ground) >= LEGIBLE for colour in words):
            return Style(bold=True, bgcolor=ground.rich_color)
    return Style(bold=True, reverse=True)


def merged(spans: Sequence[Span], size: int) -> list[Span]:
    """The spans in order, those that touch in one, none empty and none beyond the end."""
    return joined(Span(max(start, 0), min(end, size)) for start, end in spans)


class HexRows:
    """The rows for one width; `fields` are None as long as nobody made their tree.

    Lit bytes have a ground, and stand in brackets where they are `bracketed`, for screens without colours.
    """

    def __init__(
        self, raw: bytes, spans: Sequence[Span], fields: FieldNames | None, width: int, *, bracketed: bool = False
    ) -> None:
        self.bracketed = bracketed
        self.raw = raw
        self.fields = fields
        self.width = width
        self.lit = merged(spans, len(raw))
        self._starts = [span.start for span in self.lit]
        self._digits = len(f"{len(raw):,}")

    @cached_property
    def per_row(self) -> int:
        """As many bytes as leave room for names; where that is none, as many as fit."""
        with_names = (each for each in _PER_ROW if self._width_of(each) + _GAP + _NAMES <= self.width)
        without = 16 if self._width_of(16) <= self.width else _LEAST_PER_ROW
        return next(with_names, without)

    @property
    def count(self) -> int:
        return -(-len(self.raw) // self.per_row)

    @property
    def lit_rows(self) -> range:
        """From the row of the first lit byte to that of the last."""
        if not self.lit:
            return range(0)
        return range(self.lit[0].start // self.per_row, (self.lit[-1].end - 1) // self.per_row + 1)

    def lit_outside(self, first: int, last: int) -> tuple[int, int]:
        """How many lit bytes are in rows before the first, and in rows from the last on."""
        start, end = first * self.per_row, last * self.per_row
        above = sum(max(0, min(span.end, start) - span.start) for span in self.lit)
        below = sum(max(0, span.end - max(span.start, end)) for span in self.lit)
        return above, below

    @property
    def has_names(self) -> bool:
        """Whether there is room for names beside the bytes."""
        return self.width - self._width_of(self.per_row) - _GAP >= _NAMES

    def is_lit(self, offset: int) -> bool:
        place = bisect_right(self._starts, offset) - 1
        return place >= 0 and offset < self.lit[place].end

    def offset_at(self, row: int, column: int) -> int | None:
        """Which byte is drawn there."""
        for place in range(self.per_row):
            offset = row * self.per_row + place
            if self._column(place) - 1 <= column <= self._column(place) + 1 and 0 <= offset < len(self.raw):
                return offset
        return None

    def strip(self, row: int, cursor: int | None, looks: Looks) -> Strip:
        """The row: its offset, its bytes, and the names of the fields that begin in it."""
        start = row * self.per_row
        end = min(start + self.per_row, len(self.raw))
        segments = [Segment(f"{start:>{self._digits},} ", looks.style("offset"))]
        segments += self._bytes(start, end, cursor, looks)
        used = self._width_of(end - start)
        if self.has_names and self.fields is not None:
            room = self.width - self._width_of(self.per_row) - _GAP
            segments.append(Segment(" " * (self._width_of(self.per_row) + _GAP - used)))
            segments += cut(self._names(self.fields, start, end, room), room, looks)
        return Strip(segments)

    def _names(self, fields: FieldNames, start: int, end: int, room: int) -> Line:
        """The names of the fields that begin there, where some bytes are lit of those; how many have no room."""
        begun = list(fields.begin(start, end, values=room >= _VALUES))
        if any(start < span.end and span.start < end for span in self.lit):
            begun = [each for each in begun if self.is_lit(each.offset)]
        line: list[Chunk] = []
        for number, (_, name) in enumerate(begun, 1):
            left = len(begun) - number
            more = Chunk(f" +{left}", "label") if left else Chunk("")
            between = [Chunk(fields.between, "label")] if line else []
            if line and width_of((*line, *between, name, more)) > room:
                return (*line, Chunk(f" +{left + 1}", "label"))
            line += [*between, name]
            if number == 1 and left and width_of((name, more)) > room:
                return (Chunk(clipped(name.text, room - width_of((more,))), name.style), more)
        return tuple(line)

    def _bytes(self, start: int, end: int, cursor: int | None, looks: Looks) -> list[Segment]:
        segments: list[Segment] = []
        lit = lit_style(looks)
        before: Style | None = None  # of the byte before in this row, where that is lit
        for leaf in self._leaves(start, end):
            plain = looks.style(f"bytes.{leaf.key}")
            for offset in range(leaf.start, leaf.end):
                now = plain + lit if self.is_lit(offset) else None
                gap = " " if offset > start and (offset - start) % _GROUP == 0 else ""
                segments += self._between(gap, before, now)
                style = now or plain
                segments.append(Segment(f"{self.raw[offset]:02x}", style + _CURSOR if offset == cursor else style))
                before = now
        return [*segments, *self._between("", before, None)]

    def _between(self, gap: str, before: Style | None, after: Style | None) -> list[Segment]:
        """What stands between two bytes: a blank, lit where both are; or a bracket next to the one that is lit."""
        if before is None and after is not None and self.bracketed:
            return [Segment(gap), Segment("[", after)]
        if before is not None and after is None and self.bracketed:
            return [Segment("]", before), Segment(gap)]
        return [Segment(f"{gap} ", before if after is not None else None)]

    def _leaves(self, start: int, end: int) -> list[Leaf]:
        return list(self.fields.leaves(start, end)) if self.fields is not None else [Leaf(start, end, "")]

    def _column(self, place: int) -> int:
        """Where the digits of the byte are in its row."""
        return self._digits + 2 + 3 * place + place // _GROUP

    def _width_of(self, count: int) -> int:
        return self._column(count - 1) + 3


def cut(line: Line, room: int, looks: Looks) -> list[Segment]:
    """The line in at most so many cells, with an ellipsis where it is cut."""
    segments = [Segment(printable(text), looks.style(style)) for text, style in line]
    if Segment.get_line_length(segments) <= room:
        return segments
    return [*Segment.adjust_line_length(segments, max(0, room - 1), pad=False), Segment("…")]
