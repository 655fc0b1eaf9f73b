"""The panes of the stepper between its status and its keys."""

from __future__ import annotations

from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size
from textual.widget import Widget

from txexplain.explain.document import Document, StepRow, Steps, TryRow
from txexplain.explain.parts.field_names import FieldNames
from txexplain.explain.walk.tour import Tour
from txexplain.tui.arrangement import Arrangement, Measures, arranged
from txexplain.tui.bytes_pane import BytesPane
from txexplain.tui.drawn import DocumentPane
from txexplain.tui.outline import Outline
from txexplain.tui.pile_pane import PilePane
from txexplain.tui.seeking import Veil
from txexplain.tui.showing import Shown


class Setting(NamedTuple):
    """In which room the place is shown, which pane has all of it, and whether in large type."""

    room: Size
    alone: str = ""
    large: bool = False


class Body(Vertical):
    """Outline, head, bytes, pile and words of a place, each as far as there is room for it."""

    DEFAULT_CSS = """
    Body { height: 1fr; }
    Body Outline { dock: left; }
    Body #bytes.beside { border-left: solid $panel; padding-left: 1; }
    """

    def __init__(self, tour: Tour, veil: Veil) -> None:
        super().__init__()
        self.raw = tour.story.report.tx.raw
        self.outline = Outline(tour, veil)
        self.head = DocumentPane("head")
        self.head.can_focus = False
        self.bytes = BytesPane("bytes")
        self.pile = PilePane("pile")
        self.words = DocumentPane("words")
        self.words.can_focus = False  # the keys that scroll it are those of the screen
        self.arrangement: Arrangement | None = None
        self._tried: tuple[TryRow, ...] = ()  # that have room below the pile
        self._only_caption = False  # is shown of the bytes

    def compose(self) -> ComposeResult:
        yield self.outline
        yield self.head
        yield self.bytes
        yield self.pile
        yield self.words

    @property
    def panes(self) -> list[Widget]:
        """Those that can have the keys; not bytes of which only the caption is shown."""
        panes: tuple[Widget, ...] = (self.outline,) if self._only_caption else (self.outline, self.bytes)
        return [pane for pane in panes if pane.display]

    def show(self, told: Shown, fields: FieldNames | None, setting: Setting) -> None:
        """Shows the place, each pane in its room."""
        self._tried = told.tries
        measures = Measures(
            head=lambda width: self.head.measured(told.head, width),
            pile=lambda width, height: self._piled(told, setting.large, width, height),
            bytes=lambda width: self._byte_lines(told, width),
            words=lambda width, piled: self.words.measured(self._words(told, piled), width),
        )
        found = self.arrangement = arranged(*setting.room, measures, large=setting.large)
        self._only_caption = not setting.alone and not found.bytes_beside and found.bytes <= 1
        self._place(found, setting)
        self.head.show(told.head, Size(found.width, found.head))
        self.bytes.show(self.raw, told.spans, told.caption, None if told.hidden else fields)
        self.words.show(self._words(told, bool(found.pile)), Size(found.width, found.words))
        self.outline.follow()

    def _piled(self, told: Shown, large: bool, width: int, height: int) -> int:
        """How many lines the pile takes, without the tries where they have no room; 0 where the stacks have none."""
        if not told.stacks:
            return 0
        for tries in dict.fromkeys((told.tries, ())):
            self.pile.show(told.stacks, tries, told.hidden, large)
            self._tried = tries
            lines = self.pile.line_count(width, height)
            if lines <= height:
                return lines
        return 0

    def _byte_lines(self, told: Shown, width: int) -> tuple[int, int]:
        """How many lines of bytes are about the place, and how many there are; none of the whole."""
        count = sum(end - start for start, end in told.spans)
        if count >= len(self.raw):
            return 0, 0
        return self.bytes.lines_about(self.raw, told.spans, width)

    def _words(self, told: Shown, piled: bool) -> Document:
        """The words, and before them what has no room in the pile; where it is hidden the question comes first."""
        if not told.stacks:
            return told.document
        tries = () if piled and self._tried else told.tries
        if piled and not tries:
            return told.document
        if told.hidden:
            return (*told.document, Steps((StepRow("", (), True, told.stacks[:1]),)))
        return (Steps((StepRow("", (), True, () if piled else told.stacks, (), tries),)), *told.document)

    def _place(self, found: Arrangement, setting: Setting) -> None:
        alone, beside = setting.alone, bool(found.bytes_beside) and not setting.alone
        self.outline.display = alone == "outline" or (not alone and bool(found.outline))
        self.outline.styles.width = "100%" if alone == "outline" else found.outline or 1
        self.bytes.display = alone == "bytes" or (not alone and (beside or bool(found.bytes)))
        self.bytes.styles.dock = "right" if beside else "none"
        self.bytes.set_class(beside, "beside")
        self.bytes.styles.width = found.bytes_beside if beside else "100%"
        _size(self.bytes, "1fr" if beside or alone == "bytes" else found.bytes, found, 0 if beside else found.gap)
        _size(self.head, found.head, found, found.gap)
        _size(self.pile, found.pile, found, found.gap)
        _size(self.words, "1fr", found, 0)
        self.pile.display = not alone and bool(found.pile)
        self.head.display = self.words.display = not alone


def _size(pane: Widget, height: int | str, found: Arrangement, below: int) -> None:
    pane.styles.height = height or 1
    pane.styles.margin = (0, found.margin, below, found.margin)
