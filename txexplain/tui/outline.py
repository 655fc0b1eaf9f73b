"""The outline of a walkthrough: what was seen is marked, and each place is told only where it is in view."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from textual.events import Click, Key
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from txexplain.explain.walk.place import Telling
from txexplain.explain.walk.tour import Tour
from txexplain.render.printable import printable
from txexplain.render.wrap import width_of
from txexplain.texts import Chunk, Line, Texts
from txexplain.tui.drawn import Scrolled, line_strip
from txexplain.tui.seeking import Veil

_HERE, _SEEN, _NEW = "▸", "✓", " "
_INDENT = 2
_AROUND = 4  # places kept in view on either side of where one is, the line that counts the rest among them
_LEAST_TO_COUNT = 10  # lines of it from which the rest is counted
_CURSOR = Style(reverse=True, bold=True)
_MOVES = {"up": -1, "k": -1, "down": 1, "j": 1}


class Outline(Scrolled):
    """A line a place. With the focus it has a cursor, and Enter or a click chooses a place."""

    DEFAULT_CSS = "Outline { scrollbar-size: 0 0; overflow-x: hidden; border-right: solid $panel; }"
    DEFAULT_CSS += "Outline.alone { border-right: none; }"

    class Chosen(Message):
        """The reader wants to go to the place of that index."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, tour: Tour, veil: Veil | None = None) -> None:
        super().__init__("outline")
        self.tour = tour
        self.cursor = 0
        self._veil = veil or Veil()
        self._labels: dict[tuple[str, int, bool], Line] = {}

    def follow(self) -> None:
        """Marks where the tour is now, and brings it into view."""
        if len(self.tour.places) != self.virtual_size.height:
            self._labels.clear()
        self.virtual_size = Size(self.size.width, len(self.tour.places))
        self.put_cursor(self.tour.at)

    def put_cursor(self, place: int) -> None:
        self.cursor = max(0, min(len(self.tour.places) - 1, place))
        height, top = self.size.height, self.scroll_offset.y
        margin = min(_AROUND, max(0, (height - 1) // 2))
        if not top + margin <= self.cursor < top + height - margin:
            most = max(0, len(self.tour.places) - height)
            self.scroll_to(y=max(0, min(most, self.cursor - height // 3)), animate=False, immediate=True)
        self.refresh()

    def on_resize(self) -> None:
        self.set_class(self.outer_size.width >= self.screen.size.width, "alone")
        self.follow()

    def move(self, key: str) -> bool:
        """Moves the cursor as that key does; whether it is one that does."""
        page, count = max(1, self.size.height - 1), len(self.tour.places)
        moves = {**_MOVES, "pageup": -page, "pagedown": page, "home": -count, "end": count}
        if key not in moves:
            return False
        self.put_cursor(self.cursor + moves[key])
        return True

    def choose(self) -> None:
        """Asks for the place at the cursor."""
        self.post_message(self.Chosen(self.cursor))

    def on_key(self, event: Key) -> None:
        if event.key == "enter":
            self.choose()
        elif not self.move(event.key):
            return
        event.stop()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.put_cursor(self.tour.at)

    def on_click(self, event: Click) -> None:
        place = event.y + self.scroll_offset.y
        if place < len(self.tour.places) and not self._left_out(event.y, place):
            self.post_message(self.Chosen(place))

    def label(self, place: int, texts: Texts) -> Line:
        """What the place is called; not how it ends, where that is kept back."""
        asked = self._veil.keeps_back(place)
        key = (texts.language, place, asked)
        if key not in self._labels:
            self._labels[key] = self.tour.places[place].label(Telling(self.tour.story, texts, asked=asked))
        return self._labels[key]

    def render_line(self, y: int) -> Strip:
        place, width = y + self.scroll_offset.y, self.size.width
        if place >= len(self.tour.places):
            return self.filled(())
        left = self._left_out(y, place)
        if left:
            return self.filled((Chunk(f" {left}", "label"),))
        if place == self.cursor and self.has_focus:
            return self._filled(line_strip(self._line(place, width), self.looks)).apply_style(_CURSOR)
        return self.filled(self._line(place, width), "panel" if place == self.cursor else "")

    def _left_out(self, y: int, place: int) -> str:
        """How many places lie above the first line or below the last, where there are more than that one."""
        height, count = self.size.height, len(self.tour.places)
        if height < _LEAST_TO_COUNT:
            return ""
        if y == 0 and place:
            return self.telling_app.texts.plain("step", "outline_above", count=place + 1)
        if y == height - 1 and place + 1 < count:
            return self.telling_app.texts.plain("step", "outline_below", count=count - place)
        return ""

    def _line(self, place: int, width: int) -> Line:
        here = place == self.tour.at
        seen = self.tour.places[place] in self.tour.seen
        mark = Chunk(_HERE if here else _SEEN if seen else _NEW, "here" if here else "seen")
        indent = Chunk(" " * (1 + _INDENT * (self.tour.places[place].level - 1)))
        if self._veil.is_secret(place):
            return (mark, indent, Chunk("…", "label"))
        label = self.label(place, self.telling_app.texts)
        room = width - width_of((mark, indent))
        style = "here" if here else "" if seen or self.tour.places[place].level == 1 else "label"
        return (mark, indent, *clipped(label, room, style))


def clipped(line: Line, width: int, style: str = "") -> Line:
    """The line in one style, as far as it fits, with a sign where it does not."""
    text = printable("".join(chunk.text for chunk in line))
    if cell_len(text) > width:
        text = set_cell_size(text, max(0, width - 1)) + "…"
    return (Chunk(text, style),)
