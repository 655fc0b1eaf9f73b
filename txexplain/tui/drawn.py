"""Documents and lines as Textual draws them: strips of segments, never markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from txexplain.explain.document import Document
from txexplain.render.layout import layout
from txexplain.render.printable import printable
from txexplain.texts import Line
from txexplain.tui.looks import Looks

if TYPE_CHECKING:
    from txexplain.tui.app import TellingApp

_EMPTY = Strip([])
_FEW = 4  # lines of which only one stays in view, so that a page is more than a line


def line_strip(line: Line, looks: Looks) -> Strip:
    """The line, each chunk in its look, safe to show."""
    return Strip([Segment(printable(text), looks.style(style)) for text, style in line])


def strips(document: Document, width: int, looks: Looks) -> list[Strip]:
    """The document laid out for that width."""
    return [line_strip(line, looks) for line in layout(document, width)]


class Telling(Widget):
    """A widget that draws lines of a TellingApp, in its looks."""

    ALLOW_SELECT = False

    @property
    def telling_app(self) -> TellingApp[Any]:
        from txexplain.tui.app import TellingApp

        assert isinstance(self.app, TellingApp)
        return self.app

    @property
    def looks(self) -> Looks:
        return self.telling_app.looks


class LinesPane(Telling):
    """Lines that do not scroll, as far as they fit."""

    def __init__(self, name: str = "") -> None:
        super().__init__(id=name or None)
        self._strips: list[Strip] = []

    def show(self, lines: Iterable[Line]) -> None:
        self._strips = [line_strip(line, self.looks) for line in lines]
        self.refresh()

    def render_line(self, y: int) -> Strip:
        strip = self._strips[y] if y < len(self._strips) else _EMPTY
        return strip.adjust_cell_length(self.size.width).apply_style(self.rich_style)


class Scrolled(ScrollView, Telling, can_focus=True, inherit_bindings=False):
    """Lines that scroll, of which only those in view are drawn."""

    ALLOW_SELECT = False

    def __init__(self, name: str = "") -> None:
        super().__init__(id=name or None)

    def filled(self, line: Line, ground: str = "") -> Strip:
        """The line as wide as the pane, on the ground of that name in the palette."""
        return self._filled(line_strip(line, self.looks), ground)

    def _filled(self, strip: Strip, ground: str = "") -> Strip:
        base = self.rich_style + self.looks.ground(ground) if ground else self.rich_style
        return strip.adjust_cell_length(self.size.width).apply_style(base)


class DocumentPane(Scrolled):
    """A document that scrolls, laid out anew whenever its width or the theme changes."""

    DEFAULT_CSS: ClassVar[str] = "DocumentPane { scrollbar-size: 0 0; overflow-x: hidden; }"

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self._document: Document = ()
        self._strips: list[Strip] = []
        self._laid: tuple[int, Looks] | None = None
        self._coming: Size | None = None
        self._read = 0  # lines that were in view before the last page
        self._sought = ""

    def show(self, document: Document, size: Size | None = None) -> None:
        """Shows the document from its first line on; `size` is what the pane will have, where that changes."""
        self._document = document
        self._read = 0
        self._sought = ""
        self._laid = None
        self._coming = size
        self._lay_out()
        self.scroll_to(y=0, animate=False)

    def light(self, sought: str) -> None:
        """Lights where that is in the document, and brings the first such line into view."""
        from txexplain.tui.lighting import lighted

        self._sought = sought
        self._laid = None
        self._lay_out()
        _, first = lighted([*layout(self._document, self._room.width)], sought)
        if first is not None and first >= self.scroll_offset.y + self._room.height - 1:
            self.scroll_to(y=max(0, first - self._room.height // 3), animate=False, immediate=True)

    def _lighted(self, width: int) -> list[Strip]:
        from txexplain.tui.lighting import lighted

        lines, _ = lighted([*layout(self._document, width)], self._sought)
        return [line_strip(line, self.looks) for line in lines]

    def _lay_out(self) -> None:
        """Makes the lines, where they were not made of this document, for this width and theme."""
        width, looks = self._room.width, self.looks
        if not width or self._laid == (width, looks):
            return
        self._laid = (width, looks)
        self._strips = strips(self._document, width, looks) if not self._sought else self._lighted(width)
        self.virtual_size = Size(width, len(self._strips))
        self.refresh()

    @property
    def _room(self) -> Size:
        return self._coming or self.size

    def on_resize(self) -> None:
        self._coming = None
        self._lay_out()

    def line_count(self, width: int) -> int:
        """How many lines the document takes at that width."""
        return self.measured(self._document, width)

    def measured(self, document: Document, width: int) -> int:
        """How many lines that document would take at that width."""
        return sum(1 for _ in layout(document, width))

    @property
    def lines_above(self) -> int:
        return min(self.scroll_offset.y, max(0, len(self._strips) - self._room.height))

    @property
    def lines_below(self) -> int:
        return max(0, len(self._strips) - self._room.height - self.scroll_offset.y)

    def scroll_lines(self, lines: int = 0, pages: int = 0) -> None:
        """By so many lines, and pages but for two lines that stay in view. What a page had already is then dim."""
        self._read = self.scroll_offset.y + self._room.height if pages > 0 and self.lines_below else 0
        page = max(1, self._room.height - (2 if self._room.height > _FEW else 1))
        most = max(0, len(self._strips) - self._room.height)
        self.scroll_to(y=max(0, min(most, self.scroll_offset.y + lines + pages * page)), animate=False)

    def render_line(self, y: int) -> Strip:
        place = y + self.scroll_offset.y
        strip = self._strips[place] if place < len(self._strips) else _EMPTY
        if place < self._read:
            strip = Strip(Segment.apply_style(strip, post_style=Style(color=self.looks.style("label").color)))
        return self._filled(strip)
