"""The panes of the stepper between its status and its keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size
from textual.widget import Widget

from txexplain.explain.document import StackLine, Steps
from txexplain.explain.parts.field_names import FieldNames
from txexplain.explain.walk.tour import Tour
from txexplain.tui.arrangement import Arrangement, arranged
from txexplain.tui.bytes_pane import BytesPane
from txexplain.tui.drawn import DocumentPane
from txexplain.tui.outline import Outline
from txexplain.tui.pile_pane import PilePane
from txexplain.tui.showing import Shown


class Setting(NamedTuple):
    """In which room the place is shown, which pane has all of it, and whether in large type."""

    room: Size
    alone: str = ""
    large: bool = False


class Body(Vertical):
    """Outline, head, bytes, pile and words of a place, each as far as there is room for it."""

    DEFAULT_CSS = "Body { height: 1fr; } Body Outline { dock: left; }"

    def __init__(self, tour: Tour, is_secret: Callable[[int], bool]) -> None:
        super().__init__()
        self.raw = tour.story.report.tx.raw
        self.outline = Outline(tour, is_secret)
        self.head = DocumentPane("head")
        self.head.can_focus = False
        self.bytes = BytesPane("bytes")
        self.pile = PilePane("pile")
        self.words = DocumentPane("words")
        self.words.can_focus = False  # the keys that scroll it are those of the screen
        self.arrangement: Arrangement | None = None

    def compose(self) -> ComposeResult:
        yield self.outline
        yield self.head
        yield self.bytes
        yield self.pile
        yield self.words

    def show(self, told: Shown, fields: FieldNames | None, setting: Setting) -> None:
        """Shows the place, each pane in its room."""
        self.pile.show(told.stacks, told.tries, told.hidden, setting.large)
        found = self.arrangement = arranged(
            *setting.room,
            head=lambda width: self.head.measured(told.head, width),
            pile=lambda width, height: self.pile.line_count(width, height) if told.stacks else 0,
            about_bytes=0 < sum(end - start for start, end in told.spans) < len(self.raw),
            large=setting.large,
        )
        self._place(found, setting)
        self.head.show(told.head, Size(found.width, found.head))
        self.bytes.show(self.raw, told.spans, told.caption, fields)
        words = told.document if found.pile or not told.stacks else (*_stacks(told.stacks), *told.document)
        self.words.show(words, Size(found.width, found.words))
        self.outline.follow()

    def _place(self, found: Arrangement, setting: Setting) -> None:
        alone, beside = setting.alone, bool(found.bytes_beside) and not setting.alone
        self.outline.display = alone == "outline" or (not alone and bool(found.outline))
        self.outline.styles.width = "100%" if alone == "outline" else found.outline or 1
        self.bytes.display = alone == "bytes" or (not alone and (beside or bool(found.bytes)))
        self.bytes.styles.dock = "right" if beside else "none"
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


def _stacks(stacks: tuple[StackLine, ...]) -> tuple[Steps, ...]:
    """The stacks as words have them, where there is no room for a pile."""
    from txexplain.explain.document import StepRow

    return (Steps((StepRow("", (), True, stacks),)),)
