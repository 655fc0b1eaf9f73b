"""The stepper: a walkthrough on the screen, a place at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.geometry import Size
from textual.widget import Widget

from txexplain.explain.parts.field_names import FieldNames
from txexplain.explain.walk.place import Place
from txexplain.explain.walk.places_of_bytes import place_at, untold_input_at
from txexplain.explain.walk.tour import Tour
from txexplain.texts import Chunk
from txexplain.tui.acts import Act
from txexplain.tui.arrangement import MIN_HEIGHT, MIN_WIDTH, too_small
from txexplain.tui.body import Body, Setting
from txexplain.tui.bytes_pane import BytesPane
from txexplain.tui.outline import Outline
from txexplain.tui.pane_keys import acts_of_pane
from txexplain.tui.seeking import Seeker, Veil, words_of
from txexplain.tui.showing import has_answer, shown
from txexplain.tui.status import Status
from txexplain.tui.telling_screen import TellingScreen


class Stepper(TellingScreen[None]):
    """A walkthrough: an outline, the bytes, the stack, the words, and the keys."""

    def __init__(self, tour: Tour, *, listed: bool = False) -> None:
        super().__init__()
        self.listed = listed  # whether the transaction was chosen from a list, to which one can go back
        self.tour = tour
        self._named: FieldNames | None = None
        veil = Veil(self._is_secret, self._keeps_back)
        self.seeker = Seeker(self, tour, veil)
        self.asking = False  # what happens is hidden until the reader wants to see it
        self._revealed: set[Place] = set()  # since asking began
        self._told_for: tuple[Size, Size] | None = None
        self._was: Place | None = None  # where the tour was when it was last told
        self._left: int | None = None  # from where the reader last jumped
        self.alone = ""  # `outline` or `bytes` where that has the whole screen
        self.status = Status()
        self.body = Body(tour, veil)

    def compose(self) -> ComposeResult:
        yield self.status
        yield self.body
        yield self.foot

    def on_mount(self) -> None:
        self._tell()

    def on_resize(self) -> None:
        if self._told_for != (self.whole, self.room):
            self._tell()

    @property
    def revealed(self) -> bool:
        """Whether what happens here was shown since one asks first."""
        return self.tour.place in self._revealed

    @property
    def hidden(self) -> bool:
        """Whether what happens here is hidden now."""
        return self.asking and not self.revealed and has_answer(self.tour.place, self.tour.story)

    def _is_secret(self, place: int) -> bool:
        """Whether the name of that place would tell what is asked for: which steps follow, and what they come to."""
        key = self.tour.places[place].key
        return self.asking and place > self.tour.at and key in ("passed", "skipped", "step", "check")

    def _keeps_back(self, place: int) -> bool:
        """Whether what happens at that place is hidden."""
        there = self.tour.places[place]
        return self.asking and there not in self._revealed and has_answer(there, self.tour.story)

    def acts(self) -> Iterator[Act]:
        arrangement = self.body.arrangement
        yield from self.seeker.line_acts()
        if self.alone:
            yield Act("close", ("escape", "u", self.alone[0]), partial(self.open, self.alone))
        yield from self._moves()
        has_outline = self.alone == "outline" or bool(arrangement and arrangement.outline)
        yield Act("outline", ("o",), partial(self.open, "outline"), not has_outline)
        yield Act("bytes", ("b",), partial(self.open, "bytes"), not self.alone)
        yield Act("hide", ("P",), self.toggle_asking, topic="panes" if self.asking else "step")
        yield Act("focus", ("tab", "shift+tab"), self.focus_pane, bool(self.body.panes) and not self.alone)
        yield Act("return", ("r",), self.go_back, self._left is not None)
        yield from self.seeker.acts()
        if self.listed:
            yield Act("examples", ("e",), lambda: self.app.exit(self.tour.story.name), topic="search")
        yield from self._scrolls()

    def _moves(self) -> Iterator[Act]:
        tour = self.tour
        at_end = tour.at + 1 == len(tour.places)
        into = not tour.long_form or tour.has_detail
        yield Act("reveal" if self.hidden else "read", ("space",), self.read_on, not at_end or self._has_more)
        yield Act("forward", ("right", "n", "l"), partial(self._move, tour.forward, "at_end"), not at_end)
        yield Act("back", ("left", "backspace", "p", "h"), partial(self._move, tour.back, "at_start"), tour.at > 0)
        yield Act("into", ("enter", "d"), partial(self._move, tour.into, "no_more_detail"), into and not self.hidden)
        yield Act("out", ("escape",), self._out, tour.in_detail or tour.long_form)
        yield Act("up", ("u",), partial(self._move, tour.out, "at_top"), False)
        yield Act("input", ("i",), partial(self._move, tour.next_input), len(tour.story.report.inputs) > 1)
        yield Act("input", ("I",), partial(self._move, tour.previous_input), False)
        yield Act("ends", ("home",), partial(self._move, tour.first), False)
        yield Act("ends", ("end",), partial(self._move, tour.last), False)

    def _scrolls(self) -> Iterator[Act]:
        yield Act("scroll", ("down", "j"), partial(self._scroll, 1, 0), self._has_more)
        yield Act("scroll", ("up", "k"), partial(self._scroll, -1, 0), False)
        yield Act("scroll", ("pagedown",), partial(self._scroll, 0, 1), False)
        yield Act("scroll", ("pageup",), partial(self._scroll, 0, -1), False)

    @property
    def _has_more(self) -> bool:
        return bool(self.body.words.lines_below)

    def read_on(self) -> None:
        """Shows what is hidden; else scrolls where more is below; else goes on to the next place."""
        if self.hidden:
            self._revealed.add(self.tour.place)
            self.retell()
        elif self._has_more:
            self._scroll(0, 1)
        else:
            self._move(self.tour.forward, "at_end")

    def _out(self) -> None:
        """Out of detail; nowhere else, so that one Esc too many does no harm."""
        inside = self.tour.in_detail or self.tour.long_form
        self._move(self.tour.out if inside else lambda: False, "nothing_to_leave")

    def go_back(self) -> None:
        """To the place from which the last jump led."""
        if self._left is not None:
            self.go_to(self._left)

    def focus_pane(self) -> None:
        """Gives the keys to the next pane; from the last, back to the screen. A pane alone and a line keep them."""
        if self.alone or self.seeker.is_asking:
            return
        order: list[Widget | None] = [None, *self.body.panes]
        here = order.index(self.focused) if self.focused in order else 0
        self.set_focus(order[(here + 1) % len(order)])

    def pane_acts(self) -> Iterator[Act]:
        return acts_of_pane(self.focused)

    def on_descendant_focus(self) -> None:
        self._show_foot()

    def on_descendant_blur(self) -> None:
        self._show_foot()

    def toggle_asking(self) -> None:
        """Begins to ask first, or no longer asks; then all that was revealed is forgotten."""
        self.asking = not self.asking
        self._revealed.clear()
        self.retell()
        if self.asking and not has_answer(self.tour.place, self.tour.story):
            self.say(self.texts.line("panes", "not_hidden"))

    def go_to(self, place: int) -> None:
        """To the place of that index."""
        self.tour.go_to_place(place)
        self._arrived()

    def open(self, pane: str) -> None:
        """Gives that pane the whole screen, or closes it again."""
        self.alone = "" if self.alone == pane else pane
        self.retell()
        self.set_focus({"outline": self.body.outline, "bytes": self.body.bytes}.get(self.alone))

    def on_outline_chosen(self, event: Outline.Chosen) -> None:
        if self.alone == "outline":
            self.open("outline")
        self.go_to(event.place)

    def on_bytes_pane_picked(self, event: BytesPane.Picked) -> None:
        """To the place that is most closely about the byte; its input is told in full first, if it was not."""
        tour = self.tour
        untold = untold_input_at(tour.places, tour.story, event.offset)
        if untold is not None:
            tour.go_to_input(untold)
        place = place_at(tour.places, tour.story, event.offset)
        if place is None:
            self.say((Chunk(self.texts.plain("panes", "no_place"), "odd"),))
            return
        if self.alone == "bytes":
            self.open("bytes")
        self.go_to(place)

    def on_bytes_pane_left(self) -> None:
        if self.alone == "bytes":
            self.open("bytes")

    def _fields(self) -> FieldNames | None:
        """The names of the fields in the language of now."""
        story = self.tour.story
        if story.fields is None:
            return None
        if self._named is None:
            self._named = FieldNames(story.fields, story.report.tx.raw, self.texts)
        elif self._named.language != self.texts.language:
            self._named = self._named.in_language(self.texts)
        return self._named

    def words_here(self) -> Sequence[str]:
        return words_of(self.tour, self)

    def _scroll(self, lines: int, pages: int) -> None:
        self.body.words.scroll_lines(lines, pages)
        self._show_foot()

    def _move(self, move: Callable[[], bool], reason: str = "no_further") -> None:
        if move():
            self._arrived()
        else:
            self.say((Chunk(self.texts.plain("step", reason), "odd"),))

    def _arrived(self) -> None:
        self.retell()

    def retell(self) -> None:
        if self._told_for is not None:
            self._tell()

    def _tell(self) -> None:
        """Tells the place, also before anything is laid out: what is drawn first is whole."""
        if not self.whole.width:
            return
        self._told_for = (self.whole, self.room)
        if too_small(self.whole):
            self._show_too_small()
            return
        self._remember()
        told = shown(self.tour, self.texts, hidden=self.hidden, large=self.telling_app.large)
        self.body.display = self.foot.display = True
        self._show_foot()
        width, height = self.room
        room = Size(width, max(1, height - 1 - self.foot.lines))
        self.body.show(told, self._fields(), Setting(room, self.alone, self.telling_app.large))
        if self.focused is self.body.bytes and self.body.bytes not in self.body.panes:
            self.set_focus(None)
        self.seeker.light(self.body.head, self.body.words)
        self._show_status()
        self._show_foot()

    def _remember(self) -> None:
        """Keeps the place from which the tour jumped, that is came to none beside it."""
        places, was, now = self.tour.places, self._was, self.tour.place
        if was is not None and was != now and was in places:
            before = places.index(was)
            if abs(before - self.tour.at) > 1:
                self._left = before
        self._was = now

    def _show_too_small(self) -> None:
        """What is needed, in place of all else."""
        self.body.display = self.foot.display = False
        self.status.say(self.texts.line("step", "too_small", width=MIN_WIDTH, height=MIN_HEIGHT))

    def _show_status(self) -> None:
        tour, texts = self.tour, self.texts
        name = tour.story.example.name if tour.story.example else ""
        crumbs = ["".join(chunk.text for chunk in self.body.outline.label(place, texts)) for place in tour.above()]
        modes = {
            "mode_detail": tour.long_form,
            "mode_asking": self.asking,
            "mode_large": self.telling_app.large,
        }
        on = [texts.plain("step", mode) for mode, is_on in modes.items() if is_on]
        self.status.tell(*tour.progress(), name, crumbs, on)

    def _show_foot(self) -> None:
        if self._told_for is not None and not too_small(self.whole) and not self.asks_in_foot:
            self.foot.show(self.all_acts(), self._rule())

    def _rule(self) -> str:
        """Which pane has the keys; how many lines are above what is shown, and below it; and where the end is."""
        words, manner = self.body.words, "_alone" if self.alone == "outline" else ""
        above, below = (0, 0) if self.alone else (words.lines_above, words.lines_below)
        panes = [pane.id for pane in self.body.panes if pane is self.focused]
        told = [self.texts.plain("step", f"keys_in_{pane}{manner}") for pane in panes]
        told += self.counted(above, below)
        if not below and self.tour.at + 1 == len(self.tour.places):
            told.append(self.texts.plain("step", "the_end"))
        return "   ".join(told)
