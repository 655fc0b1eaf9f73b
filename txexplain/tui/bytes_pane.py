"""The bytes of the transaction in hex: those that a place is about lit, and each with the name of its field."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding
from textual.events import Click, Leave, MouseEvent, MouseMove
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from txexplain.explain.parts.field_names import FieldNames
from txexplain.explain.parts.numbers import grouped
from txexplain.model.bytes import Span
from txexplain.render.printable import printable
from txexplain.render.wrap import wrap
from txexplain.texts import Chunk, Line
from txexplain.tui.drawn import Telling
from txexplain.tui.hex_rows import HexRows, cut

_TALL = 16  # lines from which on some are left for a legend
_CAPTION = 1  # line on top, which stays where the rows scroll


class BytesPane(ScrollView, Telling, can_focus=True):
    """Rows of hex below a caption, which names the field of the byte at the cursor or below the mouse."""

    FOCUS_ON_CLICK = False
    DEFAULT_CSS: ClassVar[str] = "BytesPane { scrollbar-size: 0 0; overflow-x: hidden; }"
    BINDINGS: ClassVar = [
        Binding("left", "walk(-1)", show=False),
        Binding("right", "walk(1)", show=False),
        Binding("up", "walk_rows(-1)", show=False),
        Binding("down", "walk_rows(1)", show=False),
        Binding("pageup", "walk_pages(-1)", show=False),
        Binding("pagedown", "walk_pages(1)", show=False),
        Binding("home", "walk_to_end(False)", show=False),
        Binding("end", "walk_to_end(True)", show=False),
        Binding("enter", "pick", show=False),
        Binding("escape", "leave", show=False),
    ]

    class Picked(Message):
        """A byte was chosen, by a click or by Enter."""

        def __init__(self, offset: int) -> None:
            super().__init__()
            self.offset = offset

    class Left(Message):
        """The reader gave the keys back, by Escape."""

    def __init__(self, name: str = "") -> None:
        super().__init__(id=name or None)
        self._raw = b""
        self._spans: tuple[Span, ...] = ()
        self._caption = ""
        self._fields: FieldNames | None = None
        self._cursor: int | None = None
        self._below_mouse: int | None = None
        self._rows = HexRows(b"", (), None, 0)
        self._revealed: object = None

    def show(self, raw: bytes, spans: Sequence[Span], caption: str, fields: FieldNames | None = None) -> None:
        """Shows the bytes with those in `spans` lit. The fields are named once the bytes stand on the screen."""
        self._raw, self._spans, self._caption, self._fields = raw, tuple(spans), caption, fields
        self._cursor = self._below_mouse = None
        self._lay_out(self.size.width)
        self._reveal()
        if fields is not None and not fields.is_made:
            self.call_after_refresh(self._name_fields)

    def _name_fields(self) -> None:
        if self._fields is not None and not self._fields.is_made:
            _ = self._fields.tree
            self._lay_out(self.size.width)

    def _lay_out(self, width: int) -> None:
        fields = self._fields if self._fields is not None and self._fields.is_made else None
        self._rows = HexRows(self._raw, self._spans, fields, width, bracketed=self.app.no_color)
        self.virtual_size = Size(width, self._rows.count + _CAPTION + self._legend_lines)
        self.refresh()

    def on_resize(self) -> None:
        self._lay_out(self.size.width)
        self._reveal()

    def line_count(self, width: int) -> int:
        """How many lines all of it takes, the caption among them."""
        return HexRows(self._raw, (), None, width).count + _CAPTION

    def lines_about(self, raw: bytes, spans: Sequence[Span], width: int) -> tuple[int, int]:
        """How many lines the lit bytes take, with a row on either side, and all; of none the caption alone."""
        rows = HexRows(raw, spans, None, width)
        if not rows.lit:
            return _CAPTION, _CAPTION
        return min(rows.count, len(rows.lit_rows) + 2) + _CAPTION, rows.count + _CAPTION

    @property
    def _legend_lines(self) -> int:
        """Lines below the rows for names that have no room beside them."""
        height = self.size.height
        return 0 if self._rows.has_names or height < _TALL else height // 3

    @property
    def at(self) -> int:
        """The byte at the cursor: at first, the first that is lit."""
        if self._cursor is not None:
            return self._cursor
        return self._rows.lit[0].start if self._rows.lit else 0

    @property
    def named(self) -> int | None:
        """The byte whose field the caption names: that below the mouse, or where one walks that at the cursor."""
        if self._below_mouse is not None:
            return self._below_mouse
        return self.at if self.has_focus and self._raw else None

    @property
    def _shown_rows(self) -> int:
        return max(1, self.size.height - _CAPTION - self._legend_lines)

    def _reveal(self) -> None:
        """Scrolls so that the lit rows are in the middle; of many, the first, with one before it.

        Where they were revealed already and are still in view, nothing moves.
        """
        rows, first, lit = self._rows.lit_rows, self.scroll_offset.y, (self._raw, self._spans)
        if self._revealed == lit and first <= rows.start and rows.stop <= first + self._shown_rows:
            self._scroll_to_row(first)
            return
        self._revealed = lit if self.size.height else None
        spare = self._shown_rows - len(rows)
        self._scroll_to_row(rows.start - (spare // 2 if spare >= 0 else 1))

    def _scroll_to_row(self, row: int) -> None:
        most = max(0, self._rows.count - self._shown_rows)
        self.scroll_to(y=max(0, min(most, row)), animate=False, force=True, immediate=True)

    def _go(self, offset: int) -> None:
        """The cursor to that byte, in view."""
        self._cursor = max(0, min(len(self._raw) - 1, offset))
        self._below_mouse = None
        row, first = self._cursor // self._rows.per_row, self.scroll_offset.y
        if row < first:
            self._scroll_to_row(row)
        elif row >= first + self._shown_rows:
            self._scroll_to_row(row - self._shown_rows + 1)
        self.refresh()

    def action_walk(self, by: int) -> None:
        self._go(self.at + by)

    def action_walk_rows(self, by: int) -> None:
        offset = self.at + by * self._rows.per_row
        if 0 <= offset < len(self._raw):
            self._go(offset)

    def action_walk_pages(self, by: int) -> None:
        self._go(self.at + by * self._rows.per_row * self._shown_rows)

    def action_walk_to_end(self, last: bool) -> None:
        self._go(len(self._raw) - 1 if last else 0)

    def action_pick(self) -> None:
        if self._raw:
            self.post_message(self.Picked(self.at))

    def action_leave(self) -> None:
        """Gives the keys back to the screen."""
        self.screen.set_focus(None)
        self.post_message(self.Left())

    def _offset_of(self, event: MouseEvent) -> int | None:
        """The byte that is drawn where the mouse is; none in the caption."""
        at = event.get_content_offset(self)
        if at is None or not _CAPTION <= at.y < _CAPTION + self._shown_rows:
            return None
        return self._rows.offset_at(at.y - _CAPTION + self.scroll_offset.y, at.x)

    def on_mouse_move(self, event: MouseMove) -> None:
        below = self._offset_of(event)
        if below != self._below_mouse:
            self._below_mouse = below
            self.refresh()

    def on_leave(self, _event: Leave) -> None:
        self._below_mouse = None
        self.refresh()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self._cursor = None
        self.refresh()

    def on_click(self, event: Click) -> None:
        offset = self._offset_of(event)
        if offset is not None:
            event.stop()
            self.post_message(self.Picked(offset))

    def render_line(self, y: int) -> Strip:
        width, legend = self.size.width, y - _CAPTION - min(self._shown_rows, self._rows.count)
        if y < _CAPTION:
            strip = Strip(self._caption_line(width))
        elif legend < 0:
            strip = self._rows.strip(y - _CAPTION + self.scroll_offset.y, self.named, self.looks)
        else:
            lines = self._legend(width) if self._legend_lines else []
            strip = Strip(cut(lines[legend], width, self.looks) if legend < len(lines) else [])
        return strip.adjust_cell_length(width).apply_style(self.rich_style)

    def _caption_line(self, width: int) -> list[Segment]:
        """The caption, and how many lit bytes are not in view."""
        if self.named is not None:
            return cut((Chunk(self.caption()),), width, self.looks)
        first, texts = self.scroll_offset.y, self.telling_app.texts
        outside = zip(
            ("lit_above", "lit_below"), self._rows.lit_outside(first, first + self._shown_rows), strict=True
        )
        more = "".join("   " + texts.plain("panes", key, count=grouped(count)) for key, count in outside if count)
        caption = self.caption(width - _cells(more))
        line = cut((Chunk(caption, "label"),), max(0, width - _cells(more)), self.looks)
        return [*line, *cut((Chunk(more),), width, self.looks)]

    def caption(self, width: int | None = None) -> str:
        """What the byte is that one points at; else which bytes are lit, and what those are.

        Where there is a legend, what does not fit stands whole in that, and here no more than the number of the byte.
        """
        width = self.size.width if width is None else width
        told = self._caption_in(width)
        if not self._legend_lines or _cells(told) <= width:
            return told
        if self.named is None:
            return ""
        facts = {"spans": grouped(self.named), "size": grouped(len(self._raw))}
        return self.telling_app.texts.plain("step", "bytes_lit_one", **facts)

    def _caption_in(self, width: int) -> str:
        """The caption in so many columns, where it can be cut so short."""
        fields, named = self._rows.fields, self.named
        if fields is None:
            return self._caption
        if named is not None:
            told = list(fields.told(named))
            return next((words for words in told if _cells(words) <= width), told[-1])
        if len(self._rows.lit) != 1:
            return self._caption
        told_span = fields.captioned(self._caption, self._rows.lit[0])
        return told_span if _cells(told_span) <= width else self._caption

    def _legend(self, width: int) -> list[Line]:
        """What the caption has no room for, and the fields that are lit, as far as they fit."""
        fields, named, rows = self._rows.fields, self.named, self._rows
        whole = self._caption
        if fields is not None and named is not None:
            whole = next(fields.told(named))
        elif fields is not None and len(rows.lit) == 1:
            whole = fields.captioned(whole, rows.lit[0])
        shown = self.caption()
        lines: list[Line] = (
            [(), *wrap((Chunk(printable(whole)),), width)] if _cells(shown) > width or whole != shown else []
        )
        room = self._legend_lines - len(lines) - 1
        if fields is None or not rows.lit or room < 1:
            return lines
        begun = islice((each for start, end in rows.lit for each in fields.begin(start, end)), room + 1)
        names = [
            (Chunk(f"{grouped(each.offset):>{len(grouped(len(self._raw)))}} ", "offset"), each.name) for each in begun
        ]
        return [*lines, (), *(names if len(names) <= room else [*names[: room - 1], (Chunk("…", "label"),)])]


def _cells(words: str) -> int:
    return cell_len(printable(words))
