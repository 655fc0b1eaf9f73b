"""Searching a walkthrough: results as one types, told a few places at a time; and going to a place by its number."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Input
from textual.worker import Worker

from txexplain.explain.parts.numbers import grouped
from txexplain.render.printable import printable
from txexplain.render.wrap import width_of
from txexplain.texts import Chunk, Line
from txexplain.tui.acts import Act
from txexplain.tui.asked import Asked
from txexplain.tui.drawn import LinesPane, Telling
from txexplain.tui.finder import MOST_FOUND, Finder, Hit
from txexplain.tui.picks import Pick, Picks
from txexplain.tui.telling_screen import TellingScreen

_SLICE = 0.02  # seconds of looking before keys are read again
_GAP = "  "
_TITLE, _LEAST_TITLE = 0.45, 20  # how much of a row, in columns at least, its title may take beside an excerpt


class SearchScreen(TellingScreen[Hit | None]):
    """A line to type in, and below it the places where that is found; it returns the one that is taken."""

    DEFAULT_CSS = """
    SearchScreen #search-title, SearchScreen #search-count { height: 1; }
    SearchScreen Picks { height: 1fr; }
    """

    def __init__(self, finder: Finder, sought: str = "") -> None:
        super().__init__()
        self.finder = finder
        self.sought = sought
        self.title_line = LinesPane("search-title")
        self.input = Asked("search-input")
        self.count = LinesPane("search-count")
        self.found = Picks("search-found")
        self.hits: list[Hit] = []
        self._moved = False
        self._looking: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        yield self.title_line
        yield self.input
        yield self.count
        yield self.found
        yield self.foot

    def on_mount(self) -> None:
        self.input.value = self.sought
        self.input.action_select_all()  # what is typed now takes the place of what was searched for last
        self.line = self.input
        self.set_focus(self.input)
        self.retell()

    def acts(self) -> Iterator[Act]:
        hits, page = bool(self.hits), self.found.page
        yield Act("take", ("enter",), self.take, hits, "search")
        yield Act("move", ("down",), partial(self._move, 1), len(self.hits) > 1, "search")
        for key, rows in (("up", -1), ("pagedown", page), ("pageup", -page)):
            yield Act(f"move_{key}", (key,), partial(self._move, rows), False, "search")
        yield Act("leave", ("escape",), partial(self.leave_with, None), topic="search")

    def all_acts(self) -> Iterator[Act]:
        return self.acts()

    def retell(self) -> None:
        self.title_line.show([self.texts.line("search", "search_title")])
        self.input.placeholder = self.texts.plain("search", "search_asked")
        self._look()

    def on_input_changed(self) -> None:
        self._look()

    def on_input_submitted(self) -> None:
        self.take()

    def on_picks_picked(self, event: Picks.Picked) -> None:
        self.leave_with(event.value)

    def take(self) -> None:
        """Goes to the marked place."""
        if self.found.value is not None:
            self.leave_with(self.found.value)

    def _move(self, rows: int) -> None:
        self._moved = True
        self.found.move(rows)

    def _look(self) -> None:
        """Begins anew with what is typed now."""
        if self._looking is not None:
            self._looking.cancel()
        self.sought = self.input.value
        self.hits, self._moved = [], False
        self._show(0)
        if self.sought.strip():
            self._looking = self.run_worker(partial(self._find, self.sought), exclusive=True)

    def on_unmount(self) -> None:
        if self._looking is not None:
            self._looking.cancel()

    async def _find(self, typed: str) -> None:
        """Looks at one place after another, and lets keys in between."""
        self.hits = [*self.finder.words(typed), *self.finder.named(typed), *self.finder.coins(typed)]
        known = {hit.place for hit in self.hits if hit.place is not None}
        count, since = len(self.finder.tour.places), monotonic()
        for number in range(count):
            if monotonic() - since > _SLICE:
                self._show(number)
                await sleep(0.001)
                since = monotonic()
            hit = None if number in known else self.finder.place(number, typed)
            if hit is not None:
                self.hits.append(hit)
            if len(self.hits) >= MOST_FOUND:
                break
        self._show(count)

    def _show(self, looked: int) -> None:
        if not self.is_attached or not self.foot.is_attached:  # left meanwhile
            return
        digits = max((len(_number(hit)) for hit in self.hits), default=0)
        rows = [Pick(_row(hit, digits, self.found.room), hit) for hit in self.hits]
        self.found.show(rows, self.found.marked if self._moved else self._first())
        self.count.show([self._count(looked)])
        self.foot.show(self.all_acts())

    def _first(self) -> int | None:
        """The first place, before which there may be what a word means."""
        found = (at for at, hit in enumerate(self.hits) if hit.leads)
        return next(found, 0 if self.hits else None)

    def _count(self, looked: int) -> Line:
        """How many were found, of how many places; nothing where nothing is typed."""
        places = len(self.finder.tour.places)
        if not self.sought.strip():
            return (Chunk(self.texts.plain("search", "search_hint"), "note"),)
        if looked < places and len(self.hits) < MOST_FOUND:
            facts = {"looked": grouped(looked), "count": grouped(places)}
            return (Chunk(self.texts.plain("search", "looking", **facts), "label"),)
        found = sum(hit.leads for hit in self.hits)
        if not found:
            return (Chunk(self.texts.plain("search", "found_none", typed=printable(self.sought.strip())), "odd"),)
        key = "found_most" if len(self.hits) >= MOST_FOUND else "found_one" if found == 1 else "found_many"
        return (Chunk(self.texts.plain("search", key, count=grouped(found)), "label"),)


def _number(hit: Hit) -> str:
    """The number of its place, where it is one that the tour leads through."""
    return "" if hit.place is None else grouped(hit.place + 1)


def _row(hit: Hit, digits: int, width: int) -> Line:
    """Number, title, and so much around what was found that it is in view."""
    number = Chunk(f"{_number(hit):>{digits}}{_GAP}", "label")
    if not hit.words:
        return (number, *hit.title)
    title = _cut(hit.title, max(_LEAST_TITLE, int(width * _TITLE)))
    before, *others = hit.words
    found = width_of(tuple(others[:1]))
    room = width - width_of((number, *title, Chunk(_GAP))) - found
    return (number, *title, Chunk(_GAP), *_ending(before, max(0, room // 3) if others else room), *others)


def _cut(line: Line, width: int) -> Line:
    """The line as far as it fits, with a sign where it does not."""
    if width_of(line) <= width:
        return line
    kept: list[Chunk] = []
    for text, style in line:
        room = width - 1 - width_of(tuple(kept))
        kept.append(Chunk(set_cell_size(text, room) if cell_len(text) > room else text, style))
        if cell_len(text) > room:
            break
    return (*kept, Chunk("…", "label"))


def _ending(words: Chunk, width: int) -> Line:
    """The end of the words, as far as it fits, from the beginning of a word on where one begins there."""
    text = words.text
    if cell_len(text) <= width:
        return (words,)
    while text and cell_len(text) >= width:
        text = text[1:]
    rest = text.partition(" ")[2]
    text = rest if rest.strip() else text
    return (Chunk(f"…{text}", words.style),)


class GoTo(Telling):
    """A line above the keys that asks where to go; what goes wrong is said there, and Esc gives it up."""

    DEFAULT_CSS = """
    GoTo { dock: bottom; height: 1; layout: horizontal; background: $panel; }
    GoTo LinesPane { height: 1; }
    GoTo Asked { width: 1fr; }
    """

    def __init__(self, go: Callable[[str], str]) -> None:
        super().__init__()
        self._go = go
        self.label = LinesPane("go-label")
        self.input = Asked("go-input")

    def compose(self) -> ComposeResult:
        yield self.label
        yield self.input

    def on_mount(self) -> None:
        screen = self.screen
        assert isinstance(screen, TellingScreen)
        words = screen.texts.line("search", "go_asked")
        self.label.show([words])
        self.label.styles.width = width_of(words)
        self.input.placeholder = screen.texts.plain("search", "go_hint")
        screen.set_focus(self.input)
        screen.foot.show(self.acts())
        self.styles.margin = (0, 0, screen.foot.lines, 0)

    def acts(self) -> Iterator[Act]:
        """What keys do while the reader types."""
        yield Act("take", ("enter",), lambda: None, topic="search")
        yield Act("leave", ("escape",), self.close, topic="search")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Goes there; where there is no such place, says so and asks again."""
        event.stop()
        screen = self.screen
        assert isinstance(screen, TellingScreen)
        typed = event.value.strip()
        reason = self._go(typed) if typed else ""
        if reason:
            screen.say((Chunk(screen.texts.plain("search", reason, typed=printable(typed)), "odd"),))
            self.input.value = ""
        else:
            self.close()

    def on_key(self, event: Key) -> None:
        if event.key in ("escape", "tab", "shift+tab"):
            event.stop()
            event.prevent_default()
        if event.key == "escape":
            self.close()

    def close(self) -> None:
        screen = self.screen
        assert isinstance(screen, TellingScreen)
        screen.line = None
        screen.set_focus(None)
        self.remove()
        screen.retell()
