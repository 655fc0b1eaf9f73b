"""A list to pick from: headings and rows, one row marked; only what is in view is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from txexplain.render.wrap import width_of
from txexplain.texts import Chunk, Line
from txexplain.tui.drawn import Telling, line_strip
from txexplain.tui.looks import Looks

_MARK, _UNMARKED = "▸ ", "  "
_BOLD, _REVERSED = Style(bold=True), Style(reverse=True, bold=True)
_HEADING_LINES = 1  # kept in view above a row that is marked


class Pick(NamedTuple):
    """A row, and what it stands for; a heading stands for nothing, and cannot be picked.

    `end` is what stands at its end however long the rest is.
    """

    line: Line
    value: Any = None
    end: Line = ()


class Picks(ScrollView, Telling, can_focus=False):
    """The rows, of which `marked` is the one that Enter takes."""

    DEFAULT_CSS = "Picks { overflow-x: hidden; scrollbar-size: 0 0; height: 1fr; }"

    class Picked(Message):
        """A row was clicked."""

        def __init__(self, value: Any) -> None:
            super().__init__()
            self.value = value

    def __init__(self, name: str = "") -> None:
        super().__init__(id=name or None)
        self.rows: Sequence[Pick] = ()
        self.marked: int | None = None

    def show(self, rows: Sequence[Pick], marked: int | None = None) -> None:
        """Shows these rows, that one marked; without one the first that can be picked."""
        self.rows = rows
        self.marked = marked if marked is not None else self._first(range(len(rows)))
        self.virtual_size = Size(self.size.width, len(rows))
        self._bring_into_view()
        self.refresh()

    @property
    def value(self) -> Any:
        """What the marked row stands for; None where none is."""
        return None if self.marked is None else self.rows[self.marked].value

    def move(self, rows: int) -> None:
        """Marks the row so many further on, or the last one there is."""
        if self.marked is None:
            return
        order = [at for at, row in enumerate(self.rows) if row.value is not None]
        place = order.index(self.marked) + rows
        self.marked = order[max(0, min(len(order) - 1, place))]
        self._bring_into_view()
        self.refresh()

    @property
    def room(self) -> int:
        """How many columns the words of a row have."""
        return max(0, (self.size.width or self.app.size.width) - len(_MARK))

    @property
    def page(self) -> int:
        """How many rows a page is."""
        return max(1, self.size.height - 2)

    def _first(self, order: Sequence[int]) -> int | None:
        return next((at for at in order if self.rows[at].value is not None), None)

    def _bring_into_view(self) -> None:
        if self.marked is None:
            self.scroll_to(y=0, animate=False, immediate=True)
            return
        above = self.marked
        while above and self.rows[above - 1].value is None and self.marked - above < _HEADING_LINES:
            above -= 1
        top = min(self.scroll_offset.y, above)
        top = max(top, self.marked - self.size.height + 1)
        self.scroll_to(y=max(0, top), animate=False, immediate=True)

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self.rows))
        self._bring_into_view()

    def on_click(self, event: Click) -> None:
        at = event.y + self.scroll_offset.y
        if at < len(self.rows) and self.rows[at].value is not None:
            self.marked = at
            self.refresh()
            self.post_message(self.Picked(self.rows[at].value))

    def render_line(self, y: int) -> Strip:
        at, width = y + self.scroll_offset.y, self.size.width
        if at >= len(self.rows):
            return Strip.blank(width, self.rich_style)
        row = self.rows[at]
        if row.value is None:
            return _cropped(row.line, width, self.looks).apply_style(self.rich_style)
        mark = Chunk(_MARK if at == self.marked else _UNMARKED)
        room = width - width_of(row.end)
        line = _cropped((mark, *row.line), room, self.looks).adjust_cell_length(room)
        strip = Strip([*line, *line_strip(row.end, self.looks)]).adjust_cell_length(width)
        if at != self.marked:
            return strip.apply_style(self.rich_style)
        look = _REVERSED if self.app.no_color else self.looks.ground("panel") + _BOLD
        return Strip([Segment(each.text, _marked(self.rich_style, look, each.style)) for each in strip], width)


def _cropped(line: Line, width: int, looks: Looks) -> Strip:
    """The line, cut short where it is too long."""
    strip = line_strip(line, looks)
    if strip.cell_length <= width:
        return strip
    return Strip([*strip.crop(0, max(0, width - 1)), Segment("…")])


def _marked(plain: Style, look: Style, style: Style | None) -> Style:
    """How words of the marked row look; what was searched for stays apart."""
    if look is not _REVERSED:
        return plain + look + (style or Style())
    return plain + look + Style(underline=style is not None and bool(style.reverse))
