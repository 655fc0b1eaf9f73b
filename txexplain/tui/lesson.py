"""The classroom: a lesson on the screen, a card at a time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Key, Paste

from txexplain.explain.document import Document, Heading, Listing
from txexplain.explain.walk.cards import lesson_words, next_lesson
from txexplain.model.lesson import Lesson
from txexplain.model.spend import Verdict
from txexplain.render.layout import layout
from txexplain.texts import Chunk, Line
from txexplain.tui.acts import Act
from txexplain.tui.cards import Choices, MarkBar, answer_line, wrapped
from txexplain.tui.course import Course
from txexplain.tui.drawn import DocumentPane, LinesPane
from txexplain.tui.material_pane import MaterialPane
from txexplain.tui.sitting import Sitting
from txexplain.tui.telling_screen import TellingScreen

WIDE = 110  # columns from which words and material stand beside each other
_SIDE_SHARE = 5, 12  # of them for the words
_LEAST_MATERIAL = 3  # lines
_SCROLLS = (
    ("down", ("down", "j"), 1, 0),
    ("up", ("up", "k"), -1, 0),
    ("page_down", ("pagedown",), 0, 1),
    ("page_up", ("pageup",), 0, -1),
)


class LessonScreen(TellingScreen[None]):
    """A lesson: the card, what it is about beside it, and what was answered."""

    DEFAULT_CSS: ClassVar[str] = """
    LessonScreen #status, LessonScreen #bar { height: 1; }
    LessonScreen #body { height: 1fr; }
    LessonScreen #side { dock: top; }
    """

    def __init__(self, lesson: Lesson, course: Course) -> None:
        super().__init__()
        self.course = course
        self._lesson = lesson
        self.status = LinesPane("status")
        self.bar = MarkBar("bar")
        self.body = Container(id="body")
        self.side = Container(id="side")
        self.words = DocumentPane("words")
        self.reply = Choices("reply")
        self.remark = LinesPane("remark")
        self.material = MaterialPane()

    def compose(self) -> ComposeResult:
        yield self.status
        yield self.bar
        with self.body:
            with self.side:
                yield self.words
                yield self.reply
                yield self.remark
            yield self.material
        yield self.foot

    def on_mount(self) -> None:
        self.begin(self._lesson)

    def begin(self, lesson: Lesson) -> None:
        """The lesson from its first card on."""
        self.sitting = Sitting(lesson, self.course.lessons, self.course.material, self.texts)
        self.retell()

    def acts(self) -> Iterator[Act]:
        sitting = self.sitting
        yield from self._answers()
        if sitting.hidden:
            yield Act("reveal", ("space",), self._doing(sitting.reveal), topic="learn")
        if sitting.is_at_end and not sitting.waits:
            yield Act("next_lesson", ("enter", "right", "l"), self.go_on, topic="learn")
        yield Act("read", ("space",), self.read_on, not sitting.hidden, "learn")
        yield Act("forward", ("right", "enter", "l"), self.go_on, not sitting.is_at_end, "learn")
        yield Act("back", ("left", "backspace", "h", "p"), self._doing(sitting.back), sitting.at > 0, "learn")
        yield Act("where", ("s",), self.point, sitting.can_point, "learn")
        yield Act("project", ("P",), self._doing(sitting.project), topic="learn")
        yield Act("lessons", ("o",), self.list_lessons, topic="learn")
        for name, keys, lines, pages in _SCROLLS:
            yield Act(name, keys, partial(self._scroll, lines, pages), False)

    def _answers(self) -> Iterator[Act]:
        """What answers the card; where these are drawn beside it, the foot need not have them."""
        sitting = self.sitting
        if sitting.waits_for == "verdict":
            for verdict, keys in zip(Verdict, (("v", "y"), ("i", "n"), ("u",)), strict=True):
                do = self._doing(partial(sitting.guess, verdict))
                yield Act(f"verdict_{verdict.value}", keys, do, False, "learn")
        elif sitting.waits_for == "yes_no":
            yield Act("answer_yes", ("y", "Y", "是"), self._doing(partial(sitting.answer, True)), False, "learn")
            yield Act("answer_no", ("n", "N", "否"), self._doing(partial(sitting.answer, False)), False, "learn")
        elif sitting.typed:
            yield Act("check", ("enter",), self._doing(sitting.check), topic="learn")
            yield Act("rub_out", ("backspace",), self._doing(sitting.rub_out), False, "learn")

    def _doing(self, do: partial[object] | object) -> partial[None]:
        return partial(self._do, do)

    def on_key(self, event: Key) -> None:
        """What is typed where a number is asked for."""
        if event.character is not None and self.sitting.type(event.character):
            event.stop()
            event.prevent_default()
            self.retell()
