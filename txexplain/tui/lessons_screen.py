"""The list of lessons, where one is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from txexplain.explain.document import Document, Fact, Facts, Heading
from txexplain.explain.walk.cards import lesson_words
from txexplain.model.lesson import Lesson
from txexplain.texts import Chunk, Line
from txexplain.tui.acts import Act
from txexplain.tui.course import Course
from txexplain.tui.drawn import DocumentPane, LinesPane
from txexplain.tui.picks import Pick, Picks
from txexplain.tui.telling_screen import TellingScreen

_AROUND = 5  # lines of the screen that are not of the list: what is asked, and the keys
_LEAST_ABOUT = 4
_WIDE = 108  # columns from which what a lesson is for stands beside the list
_LIST_SHARE = 5, 12  # of them for the list


class LessonsScreen(TellingScreen[Lesson]):
    """All lessons, those that are done with a mark; gives the one that is chosen, or begins it where it is first."""

    DEFAULT_CSS: ClassVar[str] = """
    LessonsScreen #status { height: 2; }
    LessonsScreen #choice { height: 1fr; }
    LessonsScreen #about { height: 1fr; margin-top: 1; }
    LessonsScreen #about.beside { margin: 0; padding: 0 2; border-left: tall $panel; }
    """

    def __init__(self, course: Course, here: Lesson | None = None) -> None:
        super().__init__()
        self.course = course
        self.at = course.lessons.index(here) if here else 0
        self._opens = here is None
        self.status = LinesPane("status")
        self.list = Picks("lessons")
        self.about = DocumentPane("about")

    def _to_go_on(self) -> int:
        """The lesson that was left in its middle, or the first that is not done, or the very first."""
        number, card = self.course.left_at()
        if card:
            return next((at for at, lesson in enumerate(self.course.lessons) if lesson.number == number), 0)
        done = self.course.done()
        return next((at for at, lesson in enumerate(self.course.lessons) if lesson.number not in done), 0)

    def compose(self) -> ComposeResult:
        yield self.status
        with Container(id="choice"):
            yield self.list
            yield self.about
        yield self.foot

    def on_mount(self) -> None:
        if self._opens:
            self.at = self._to_go_on()
        self.retell()

    def acts(self) -> Iterator[Act]:
        last = len(self.course.lessons) - 1
        yield Act("begin", ("enter", "space", "right", "l"), lambda: self.pick(self.at), topic="learn")
        yield Act("down", ("down", "j"), partial(self._move, 1), self.at < last, "learn")
        yield Act("up", ("up", "k"), partial(self._move, -1), self.at > 0, "learn")
        yield Act("first", ("home", "pageup"), partial(self._move, -last), False)
        yield Act("last", ("end", "pagedown"), partial(self._move, last), False)
        if not self._opens:
            yield Act("leave_list", ("escape", "o"), partial(self.leave_with, None), topic="learn")

    def _move(self, by: int) -> None:
        self.at = max(0, min(len(self.course.lessons) - 1, self.at + by))
        self.retell()

    def pick(self, at: int) -> None:
        """Begins the lesson of that place."""
        if not 0 <= at < len(self.course.lessons):
            return
        self.at = at
        lesson = self.course.lessons[at]
        if not self._opens:
            self.leave_with(lesson)
            return
        from txexplain.tui.lesson import LessonScreen

        self.app.push_screen(LessonScreen(lesson, self.course))

    def on_picks_picked(self, event: Picks.Picked) -> None:
        self.pick(self.course.lessons.index(event.value))

    def on_screen_resume(self) -> None:
        self.retell()

    def on_resize(self) -> None:
        self.retell()

    def retell(self) -> None:
        texts, done, lessons = self.texts, self.course.done(), self.course.lessons
        count = sum(lesson.number in done for lesson in lessons)
        told = texts.plain("learn", "list_status", done=count, count=len(lessons))
        self.status.show([(Chunk(texts.plain("learn", "choose"), "title"), Chunk(f"  {told}", "label")), ()])
        self._place(len(lessons))
        rows = [Pick(self._row(lesson, done), lesson, self._left(lesson)) for lesson in lessons]
        self.list.show(rows, self.at)
        self.about.show(self._about(lessons[self.at]))
        self.foot.show(self.all_acts())

    def _place(self, count: int) -> None:
        """What the marked lesson is for stands beside the list, else below it where there is room."""
        width, height = self.size
        beside = width >= _WIDE and not self.telling_app.large
        self.about.display = beside or height - _AROUND - count >= _LEAST_ABOUT
        self.about.set_class(beside, "beside")
        self.list.styles.dock = "left" if beside else "none"
        self.list.styles.width = width * _LIST_SHARE[0] // _LIST_SHARE[1] if beside else "100%"
        self.list.styles.height = count if self.about.display and not beside else "1fr"

    def _row(self, lesson: Lesson, done: frozenset[int]) -> Line:
        mark = "✓ " if lesson.number in done else "  "
        title = lesson_words(lesson, self.texts)["title"]
        return (Chunk(mark, "valid"), Chunk(f"{lesson.number:>2}  {title}"))

    def _left(self, lesson: Lesson) -> Line:
        """At which card one left off, where that was in this lesson."""
        number, card = self.course.left_at()
        is_here = card and number == lesson.number
        return (Chunk(self.texts.plain("learn", "left_card", card=card + 1), "label"),) if is_here else ()

    def _about(self, lesson: Lesson) -> Document:
        """What the marked lesson is for."""
        words = lesson_words(lesson, self.texts)
        facts = tuple(
            Fact(self.texts.plain("learn", key), (self.texts.marked(words[key]),)) for key in ("goal", "belief")
        )
        return (Heading((Chunk(words["title"]),), 3), Facts(facts))
