"""The stepper: a walkthrough on the screen, a place at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.app import ComposeResult

from txexplain.explain.document import Block, Callout, Document, Paragraph
from txexplain.explain.walk.place import Scene
from txexplain.explain.walk.tour import Tour
from txexplain.texts import Chunk, Line
from txexplain.tui.acts import Act
from txexplain.tui.drawn import DocumentPane, LinesPane
from txexplain.tui.telling_screen import TellingScreen


class Stepper(TellingScreen[None]):
    """A walkthrough: where one is, what is told there, and the keys."""

    DEFAULT_CSS = "Stepper #status { dock: top; height: 1; } Stepper #words { height: 1fr; }"

    def __init__(self, tour: Tour) -> None:
        super().__init__()
        self.tour = tour
        self.status = LinesPane("status")
        self.words = DocumentPane("words")

    def compose(self) -> ComposeResult:
        yield self.status
        yield self.words
        yield self.foot

    def on_mount(self) -> None:
        self.retell()

    def acts(self) -> Iterator[Act]:
        tour = self.tour
        at_end = tour.at + 1 == len(tour.places)
        yield Act("read", ("space",), self.read_on, not at_end or bool(self.words.lines_below))
        yield Act("forward", ("right", "n", "l"), lambda: self._move(tour.forward), not at_end)
        yield Act("back", ("left", "backspace", "p", "h"), lambda: self._move(tour.back), tour.at > 0)
        yield Act("into", ("enter", "d"), lambda: self._move(tour.into, "no_more_detail"), not tour.long_form)
        yield Act("out", ("escape", "u"), lambda: self._move(tour.out, "at_top"), tour.in_detail or tour.long_form)
        yield Act("input", ("i",), lambda: self._move(tour.next_input), len(tour.story.report.inputs) > 1)
        yield Act("input_back", ("I",), lambda: self._move(tour.previous_input), False)
        yield Act("first", ("home",), lambda: self._move(tour.first), False)
        yield Act("last", ("end",), lambda: self._move(tour.last), False)
        for name, keys, lines, pages in (
            ("down", ("down", "j"), 1, 0),
            ("up", ("up", "k"), -1, 0),
            ("page_down", ("pagedown",), 0, 1),
            ("page_up", ("pageup",), 0, -1),
        ):
            yield Act(name, keys, partial(self._scroll, lines, pages), False)

    def read_on(self) -> None:
        """Scrolls where more is below, else goes on to the next place."""
        if self.words.lines_below:
            self._scroll(0, 1)
        else:
            self._move(self.tour.forward)

    def go_to(self, place: int) -> None:
        """To the place of that index."""
        self.tour.go_to_place(place)
        self.retell()

    def _scroll(self, lines: int, pages: int) -> None:
        self.words.scroll_lines(lines, pages)
        self._show_foot()

    def _move(self, move: Callable[[], bool], reason: str = "no_further") -> None:
        if move():
            self.retell()
        else:
            self.say((Chunk(self.texts.plain("step", reason), "odd"),))

    def retell(self) -> None:
        scene = self.tour.tell(self.texts)
        self.status.show([self._status(scene)])
        self.words.show(self._told(scene))
        self._show_foot()

    def _status(self, scene: Scene) -> Line:
        number, count = self.tour.progress()
        name = self.tour.story.example.name if self.tour.story.example else ""
        mark = self.texts.plain("step", "detail_mark") if self.tour.in_detail or self.tour.long_form else ""
        return (
            Chunk(self.texts.plain("step", "status", number=number, count=count, name=name) + mark + " ", "label"),
            *(Chunk(chunk.text, chunk.style or "title") for chunk in scene.title),
        )

    def _told(self, scene: Scene) -> Document:
        around: tuple[Block, ...] = (Paragraph(scene.around),) if scene.around else ()
        hint: tuple[Block, ...] = ()
        if self.tour.has_detail and not self.tour.in_detail:
            hint = (Callout("fact", "", self.texts.line("step", "hint_signature")),)
        return (*around, *scene.blocks, *hint)

    def _show_foot(self) -> None:
        self.foot.show(self.all_acts(), self._more())

    def _more(self) -> str:
        """How many lines are above what is shown, and below it."""
        above, below = self.words.lines_above, self.words.lines_below
        told = [(above, "above"), (below, "below")]
        return "   ".join(self.texts.plain("step", key, count=count) for count, key in told if count)
