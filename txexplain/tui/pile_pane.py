"""The stack as a pile, before a step and after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from txexplain.explain.document import StackLine, TryRow
from txexplain.tui.drawn import Telling, line_strip
from txexplain.tui.pile_lines import Piles, pile_lines


class PilePane(ScrollView, Telling, can_focus=False):
    """Draws the piles as spaciously as they fit; it scrolls, and can be focused, where even the lowest do not."""

    DEFAULT_CSS: ClassVar[str] = "PilePane { scrollbar-size: 0 0; overflow-x: hidden; }"

    def __init__(self, name: str = "") -> None:
        super().__init__(id=name or None)
        self._piles = Piles()
        self._strips: list[Strip] = []

    def show(
        self, stacks: Sequence[StackLine], tries: Sequence[TryRow] = (), hidden: bool = False, large: bool = False
    ) -> None:
        """Shows the stacks, their tops first. Where `hidden`, what the step leaves is a question mark."""
        self._piles = Piles(tuple(stacks), tuple(tries), hidden, large)
        self._draw()
        self.scroll_to(y=0, animate=False, immediate=True)

    def line_count(self, width: int, height: int | None = None) -> int:
        """How many lines the most spacious drawing takes; or that which is drawn where there is this height."""
        if not self._piles.stacks:
            return 0
        return len(pile_lines(self._piles, width, height, self.telling_app.texts))

    def _draw(self) -> None:
        width, height = self.size
        if not width:
            return
        lines = pile_lines(self._piles, width, height, self.telling_app.texts)
        self._strips = [line_strip(line, self.looks) for line in lines]
        self.virtual_size = Size(width, len(self._strips))
        self.can_focus = len(lines) > height
        self.refresh()

    def on_resize(self) -> None:
        self._draw()

    def render_line(self, y: int) -> Strip:
        place = y + self.scroll_offset.y
        strip = self._strips[place] if place < len(self._strips) else Strip([])
        return strip.adjust_cell_length(self.size.width).apply_style(self.rich_style)
