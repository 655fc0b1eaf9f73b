"""The stepper: a walkthrough on the screen, a place at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical

from txexplain.explain.walk.tour import Tour
from txexplain.model.bytes import Span
from txexplain.texts import Chunk
from txexplain.tui.acts import Act
from txexplain.tui.arrangement import Arrangement, columns, with_pile
from txexplain.tui.drawn import DocumentPane
from txexplain.tui.outline import Outline
from txexplain.tui.placeholder import BytesPane, PilePane
from txexplain.tui.showing import Shown, has_answer, shown
from txexplain.tui.status import Status
from txexplain.tui.telling_screen import TellingScreen


class Stepper(TellingScreen[None]):
    """A walkthrough: an outline, the bytes, the stack, the words, and the keys."""

    DEFAULT_CSS = """
    Stepper Vertical { height: 1fr; }
    Stepper Outline { dock: left; }
    Stepper #head, Stepper #words, Stepper #pile, Stepper #bytes { padding: 0 1; }
    Stepper #words { height: 1fr; }
    """

    def __init__(self, tour: Tour) -> None:
        super().__init__()
        self.tour = tour
        self.asking = False  # what happens is hidden until the reader wants to see it
        self.revealed = False
        self._spans: tuple[Span, ...] = ()
        self.alone = ""  # `outline` or `bytes` where that has the whole screen
        self.status = Status()
        self.outline = Outline(tour, self._is_secret)
        self.head = DocumentPane("head")
        self.bytes = BytesPane("bytes")
        self.pile = PilePane("pile")
        self.words = DocumentPane("words")
        self.head.can_focus = False

    def compose(self) -> ComposeResult:
        yield self.status
        with Vertical():
            yield self.outline
            yield self.head
            yield self.bytes
            yield self.pile
            yield self.words
        yield self.foot

    def on_mount(self) -> None:
        self.retell()

    def on_resize(self) -> None:
        self.retell()

    @property
    def hidden(self) -> bool:
        """Whether what happens here is hidden now."""
        return self.asking and not self.revealed and has_answer(self.tour.place)

    def _is_secret(self, place: int) -> bool:
        """Whether the name of that place would tell what is asked for: which steps follow."""
        return self.asking and place > self.tour.at and self.tour.places[place].key in ("passed", "skipped", "step")

    def acts(self) -> Iterator[Act]:
        if self.alone:
            yield Act("close", ("escape", "u", self.alone[0]), partial(self.open, self.alone))
        yield from self._moves()
        yield Act("outline", ("o",), partial(self.open, "outline"), not self._arranged.outline)
        yield Act("bytes", ("b",), partial(self.open, "bytes"), not self.alone)
        yield Act("hide", ("P",), self.hide_or_reveal)
        yield from self._scrolls()

    def _moves(self) -> Iterator[Act]:
        tour = self.tour
        at_end = tour.at + 1 == len(tour.places)
        into = not tour.long_form or tour.has_detail
        yield Act("reveal" if self.hidden else "read", ("space",), self.read_on, not at_end or self._has_more)
        yield Act("forward", ("right", "n", "l"), partial(self._move, tour.forward), not at_end)
        yield Act("back", ("left", "backspace", "p", "h"), partial(self._move, tour.back), tour.at > 0)
        yield Act("into", ("enter", "d"), partial(self._move, tour.into, "no_more_detail"), into and not self.hidden)
        yield Act("out", ("escape", "u"), partial(self._move, tour.out, "at_top"), tour.in_detail or tour.long_form)
        yield Act("input", ("i",), partial(self._move, tour.next_input), len(tour.story.report.inputs) > 1)
        yield Act("input_back", ("I",), partial(self._move, tour.previous_input), False)
        yield Act("first", ("home",), partial(self._move, tour.first), False)
        yield Act("last", ("end",), partial(self._move, tour.last), False)

    def _scrolls(self) -> Iterator[Act]:
        yield Act("scroll", ("down", "j"), partial(self._scroll, 1, 0), self._has_more)
        yield Act("scroll", ("up", "k"), partial(self._scroll, -1, 0), False)
        yield Act("scroll", ("pagedown",), partial(self._scroll, 0, 1), False)
        yield Act("scroll", ("pageup",), partial(self._scroll, 0, -1), False)

    @property
    def _has_more(self) -> bool:
        return bool(self.words.lines_below)

    def read_on(self) -> None:
        """Shows what is hidden; else scrolls where more is below; else goes on to the next place."""
        if self.hidden:
            self.revealed = True
            self.retell()
        elif self._has_more:
            self._scroll(0, 1)
        else:
            self._move(self.tour.forward)

    def hide_or_reveal(self) -> None:
        """Begins to ask first; shows what is hidden; or, where all is shown, no longer asks."""
        if self.hidden:
            self.revealed = True
        else:
            self.asking, self.revealed = not self.asking, False
        self.retell()

    def go_to(self, place: int) -> None:
        """To the place of that index."""
        self.tour.go_to_place(place)
        self._arrived()

    def open(self, pane: str) -> None:
        """Gives that pane the whole screen, or closes it again."""
        self.alone = "" if self.alone == pane else pane
        self.retell()
        self.set_focus({"outline": self.outline, "bytes": self.bytes}.get(self.alone))

    def on_outline_chosen(self, event: Outline.Chosen) -> None:
        if self.alone == "outline":
            self.open("outline")
        self.go_to(event.place)

    def on_bytes_pane_picked(self, event: BytesPane.Picked) -> None:
        """To the place that is most closely about the byte."""

    def _scroll(self, lines: int, pages: int) -> None:
        self.words.scroll_lines(lines, pages)
        self._show_foot()

    def _move(self, move: Callable[[], bool], reason: str = "no_further") -> None:
        if move():
            self._arrived()
        else:
            self.say((Chunk(self.texts.plain("step", reason), "odd"),))

    def _arrived(self) -> None:
        self.revealed = False
        self.retell()

    def retell(self) -> None:
        if not self.is_mounted or not self.size.width:
            return
        told = shown(self.tour, self.texts, hidden=self.hidden, large=self.telling_app.large)
        self._show_foot()
        self.pile.show(told.stacks, told.tries, told.hidden)
        self.head.show(told.head)
        self._arrange(told)
        self.bytes.show(self.tour.story.report.tx.raw, told.spans, told.caption)
        self.words.show(told.document)
        self.outline.follow()
        self._show_status()
        self.call_after_refresh(self._show_foot)

    @property
    def _arranged(self) -> Arrangement:
        """How the screen is divided, as far as that does not depend on the pile."""
        width, height = self.size
        spans, size = self._spans, len(self.tour.story.report.tx.raw)
        about_bytes = 0 < sum(end - start for start, end in spans) < size
        return columns(width, height - 3, about_bytes=about_bytes, large=self.telling_app.large)

    def _arrange(self, told: Shown) -> None:
        """Gives each pane its room."""
        self._spans = told.spans
        width, height = self.size.width, max(1, self.size.height - 1 - self.foot.lines)
        found = self._arranged
        head = self.head.line_count(found.words_width(width) - 2)
        if told.stacks:
            found = with_pile(found, height - head, self.pile.line_count(found.words_width(width) - 2))
        alone = self.alone
        self.outline.display = alone == "outline" or bool(found.outline)
        self.outline.styles.width = "100%" if alone == "outline" else found.outline or 1
        beside = bool(found.bytes_beside) and not alone
        self.bytes.display = alone == "bytes" or (not alone and bool(found.bytes_lines or found.bytes_beside))
        self.bytes.styles.dock = "right" if beside else "none"
        self.bytes.styles.width = found.bytes_beside if beside else "100%"
        self.bytes.styles.height = "1fr" if alone == "bytes" or beside else found.bytes_lines or 1
        self.head.styles.height = head
        self.pile.styles.height = found.pile_lines or 1
        self.pile.display = not alone and bool(found.pile_lines)
        self.head.display = self.words.display = not alone
        for pane in (self.head, self.pile, self.words):
            pane.styles.margin = (0, found.margin)

    def _show_status(self) -> None:
        tour, texts = self.tour, self.texts
        name = tour.story.example.name if tour.story.example else ""
        crumbs = ["".join(chunk.text for chunk in self.outline.label(place, texts)) for place in tour.above()]
        modes = {
            "mode_detail": tour.long_form,
            "mode_asking": self.asking,
            "mode_large": self.telling_app.large,
        }
        on = [texts.plain("step", mode) for mode, is_on in modes.items() if is_on]
        self.status.tell(*tour.progress(), name, crumbs, on)

    def _show_foot(self) -> None:
        self.foot.show(self.all_acts(), self._more())

    def _more(self) -> str:
        """How many lines are above what is shown, and below it."""
        above, below = self.words.lines_above, self.words.lines_below
        told = [(above, "above"), (below, "below")]
        return "   ".join(self.texts.plain("step", key, count=count) for count, key in told if count)
