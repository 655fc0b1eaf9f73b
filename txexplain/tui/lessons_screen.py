"""The list of lessons, where one is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.events import Click

from txexplain.explain.document import Document, Fact, Facts, Heading
from txexplain.explain.walk.cards import lesson_words
from txexplain.model.lesson import Lesson
from txexplain.texts import Chunk, Line
from txexplain.tui.acts import Act
from txexplain.tui.course import Course
from txexplain.tui.drawn import DocumentPane, LinesPane
from txexplain.tui.telling_screen import TellingScreen

_AROUND = 5  # lines of the screen that are not of the list: what is asked, and the keys
_LEAST_ABOUT = 4


class LessonList(LinesPane):
    """A line a lesson; one that is clicked is begun."""

    def __init__(self, pick: Callable[[int], None]) -> None:
        super().__init__("lessons")
        self._pick = pick
        self.top = 0

    def on_click(self, event: Click) -> None:
        self._pick(self.top + event.y)


class LessonsScreen(TellingScreen[Lesson]):
    """All lessons, those that are done with a mark; gives the one that is chosen, or begins it where it is first."""

    DEFAULT_CSS: ClassVar[str] = """
    LessonsScreen #status { height: 2; }
    LessonsScreen #about { height: 1fr; margin-top: 1; }
    """

    def __init__(self, course: Course, here: Lesson | None = None) -> None:
        super().__init__()
        self.course = course
        self.at = course.lessons.index(here) if here else self._first_undone()
        self._opens = here is None
        self.status = LinesPane("status")
        self.list = LessonList(self.pick)
        self.about = DocumentPane("about")

    def _first_undone(self) -> int:
        """The first lesson that is not done, or the very first."""
        done = self.course.done()
        return next((at for at, lesson in enumerate(self.course.lessons) if lesson.number not in done), 0)

    def compose(self) -> ComposeResult:
        yield self.status
        yield self.list
        yield self.about
        yield self.foot

    def on_mount(self) -> None:
        self.retell()

    def acts(self) -> Iterator[Act]:
        last = len(self.course.lessons) - 1
        yield Act("begin", ("enter", "space", "right", "l"), lambda: self.pick(self.at), topic="learn")
        yield Act("down", ("down", "j"), partial(self._move, 1), self.at < last, "learn")
        yield Act("up", ("up", "k"), partial(self._move, -1), self.at > 0, "learn")
        yield Act("first", ("home", "pageup"), partial(self._move, -last), False)
        yield Act("last", ("end", "pagedown"), partial(self._move, last), False)
        if not self._opens:
            yield Act("leave_list", ("escape", "o"), lambda: self.dismiss(None), topic="learn")

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
            self.dismiss(lesson)
            return
        from txexplain.tui.lesson import LessonScreen

        self.app.push_screen(LessonScreen(lesson, self.course))

    def on_screen_resume(self) -> None:
        self.retell()

    def on_resize(self) -> None:
        self.retell()

    def retell(self) -> None:
        texts, done, lessons = self.texts, self.course.done(), self.course.lessons
        count = sum(lesson.number in done for lesson in lessons)
        told = texts.plain("learn", "list_status", done=count, count=len(lessons))
        self.status.show([(Chunk(texts.plain("learn", "choose"), "title"), Chunk(f"  {told}", "label")), ()])
        free = self.size.height - _AROUND
        room = max(1, min(len(lessons), free))
        self.about.display = free - room >= _LEAST_ABOUT
        self.list.top = max(0, min(self.at - room // 2, len(lessons) - room))
        rows = [self._row(at, lesson, done) for at, lesson in enumerate(lessons)]
        self.list.styles.height = room
        self.list.show(rows[self.list.top : self.list.top + room])
        self.about.show(self._about(lessons[self.at]))
        self.foot.show(self.all_acts())

    def _row(self, at: int, lesson: Lesson, done: frozenset[int]) -> Line:
        is_done, title = lesson.number in done, lesson_words(lesson, self.texts)["title"]
        style = "cursor" if at == self.at else ""
        return (
            Chunk("▸ " if at == self.at else "  ", "key"),
            Chunk("✓ " if is_done else "  ", "valid"),
            Chunk(f" {lesson.number:>2}  {title} ", style),
        )

    def _about(self, lesson: Lesson) -> Document:
        """What the marked lesson is for."""
        words = lesson_words(lesson, self.texts)
        facts = tuple(
            Fact(self.texts.plain("learn", key), (self.texts.marked(words[key]),)) for key in ("goal", "belief")
        )
        return (Heading((Chunk(words["title"]),), 3), Facts(facts))
