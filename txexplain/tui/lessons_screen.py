"""The list of lessons, where one is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from txexplain.explain.document import Document, Fact, Facts, Heading, Paragraph, join, text
from txexplain.explain.pages.lessons import part_line
from txexplain.explain.walk.cards import lesson_words
from txexplain.model.course import FINAL_TEST, NUMBER_OF_TEST, QUESTIONS, core_path, electives, in_course_order
from txexplain.model.lesson import Lesson
from txexplain.render.layout import layout
from txexplain.render.wrap import width_of
from txexplain.texts import Chunk, Line, Texts, plain
from txexplain.tui.acts import Act
from txexplain.tui.course import Course
from txexplain.tui.drawn import DocumentPane, LinesPane
from txexplain.tui.picks import Pick, Picks
from txexplain.tui.telling_screen import TellingScreen

_MARKS = 9  # columns before a title, and a blank after it
_SCORE = 9  # columns that a score, or where it was left, may take
_APART = "  "  # after these, and after a name
_AROUND = 5  # lines of the screen that are not of the list: what is asked, and the keys
_LEAST_ABOUT, _LEAST_LIST = 5, 8
_WIDE = 108  # columns from which what a lesson is for stands beside the list
_LIST_SHARE = 5, 12  # of them for the list


class LessonsScreen(TellingScreen[Lesson]):
    """All lessons in the order of the course, and the final test; those that are done have a mark.

    It gives the one that is chosen, or begins it where it is the first screen.
    """

    DEFAULT_CSS: ClassVar[str] = """
    LessonsScreen #status { height: 2; }
    LessonsScreen #choice { height: 1fr; }
    LessonsScreen #about { height: 1fr; margin-top: 1; }
    LessonsScreen #about.beside { margin: 0; padding: 0 2; border-left: tall $panel; }
    """

    def __init__(self, course: Course, here: Lesson | None = None) -> None:
        super().__init__()
        self.course = course
        self.lessons = in_course_order(course.lessons)
        self.at = self._place_of(here.name) if here else 0
        self._opens = here is None
        self.status = LinesPane("status")
        self.list = Picks("lessons")
        self.about = DocumentPane("about")

    @property
    def names(self) -> list[str]:
        """What can be chosen, in order."""
        return [*(lesson.name for lesson in self.lessons), *([FINAL_TEST] if self.course.final_test else ())]

    def _place_of(self, name: str) -> int:
        return self.names.index(name) if name in self.names else 0

    def _to_go_on(self) -> int:
        """The lesson that was left in its middle, or the first that is not done, or the very first."""
        last = self.course.last()
        if last == NUMBER_OF_TEST and self.course.final_test:
            return len(self.lessons)
        if last is not None:
            return next((at for at, lesson in enumerate(self.lessons) if lesson.number == last), 0)
        done = self.course.done()
        return next((at for at, lesson in enumerate(self.lessons) if lesson.number not in done), 0)

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
        last = len(self.names) - 1
        yield Act("begin", ("enter", "space", "right", "l"), lambda: self.pick(self.at), topic="learn")
        yield Act("down", ("down", "j"), partial(self._move, 1), self.at < last, "learn")
        yield Act("up", ("up", "k"), partial(self._move, -1), self.at > 0, "learn")
        yield Act("first", ("home", "pageup"), partial(self._move, -last), False)
        yield Act("last", ("end", "pagedown"), partial(self._move, last), False)
        if not self._opens:
            yield Act("leave_list", ("escape", "o"), partial(self.leave_with, None), topic="learn")

    def _move(self, by: int) -> None:
        self.at = max(0, min(len(self.names) - 1, self.at + by))
        self.retell()

    def pick(self, at: int) -> None:
        """Begins the lesson of that place, or the final test."""
        if not 0 <= at < len(self.names):
            return
        self.at = at
        if at < len(self.lessons):
            self._begin(self.lessons[at])
        elif self.course.final_test is not None:
            self._begin(self.course.final_test())

    def _begin(self, lesson: Lesson) -> None:
        if not self._opens:
            self.leave_with(lesson)
            return
        from txexplain.tui.lesson import LessonScreen

        self.app.push_screen(LessonScreen(lesson, self.course))

    def on_picks_picked(self, event: Picks.Picked) -> None:
        self.pick(self.names.index(event.value))

    def on_screen_resume(self) -> None:
        self.retell()

    def on_resize(self) -> None:
        self.retell()

    def retell(self) -> None:
        texts, done, lessons = self.texts, self.course.done(), self.lessons
        self._places = self.course.places()
        count = sum(lesson.number in done for lesson in lessons)
        told = texts.plain("learn", "list_status", done=count, count=len(lessons))
        self.status.show([(Chunk(texts.plain("learn", "choose"), "title"), Chunk(f"  {told}", "label")), ()])
        rows = list(self._rows(done))
        width, height = self._place(len(rows))
        values = [row.value for row in rows]
        self.list.show(rows, values.index(self.names[self.at]))
        about = self._about(lessons[self.at]) if self.at < len(lessons) else self._about_test()
        self.about.show(_fitting(about, width, height))
        self.call_after_refresh(self._show_foot)

    def _show_foot(self) -> None:
        """The keys, and how many lines of the list are above and below."""
        above = self.list.scroll_offset.y
        below = max(0, len(self.list.rows) - above - self.list.size.height)
        told = [(key, count) for key, count in (("above", above), ("below", below)) if count]
        self.foot.show(self.all_acts(), "   ".join(self.texts.plain("step", key, count=count) for key, count in told))

    def _place(self, count: int) -> tuple[int, int]:
        """What the marked lesson is for stands beside the list, else below it where there is room; its size."""
        width, height = self.size
        beside, room = width >= _WIDE and not self.telling_app.large, height - _AROUND
        self.about.display = beside or room >= _LEAST_LIST + _LEAST_ABOUT
        self.about.set_class(beside, "beside")
        self.list.styles.dock = "left" if beside else "none"
        listed = self._list_width
        self.list.styles.width = listed if beside else "100%"
        below = min(count, room - _LEAST_ABOUT)
        self.list.styles.height = below if self.about.display and not beside else "1fr"
        return (width - listed - 5, room) if beside else (width, room - below - 1)

    @property
    def _list_width(self) -> int:
        """How many columns the list has."""
        width = self.size.width
        beside = width >= _WIDE and not self.telling_app.large
        return width * _LIST_SHARE[0] // _LIST_SHARE[1] if beside else width

    def _rows(self, done: frozenset[int]) -> Iterator[Pick]:
        """The lessons below their headings, then the final test."""
        for key, chosen in (("core", core_path(self.lessons)), ("electives", electives(self.lessons))):
            if chosen:
                yield Pick((Chunk(plain(part_line(key, chosen, self.texts)), "section"),))
            for lesson in chosen:
                yield Pick(self._row(lesson, done), lesson.name, self._end(lesson))
        if self.course.final_test is not None:
            yield Pick(
                (Chunk(f"      {self.texts.plain('course', 'test')}"),),
                FINAL_TEST,
                self._end_of_test(),
            )

    def _row(self, lesson: Lesson, done: frozenset[int]) -> Line:
        mark = "✓ " if lesson.number in done else "  "
        title = lesson_words(lesson, self.texts)["title"]
        return (Chunk(mark, "valid"), Chunk(f"{lesson.number:>2}  {title}"))

    def _end(self, lesson: Lesson) -> Line:
        """At which card it was left in its middle, or else its score; its name, where all have room; its minutes."""
        texts, room = self.texts, self._list_width - _MARKS
        told = self._score(lesson.name, lesson.number)
        minutes = Chunk(texts.plain("course", "minutes", minutes=f"{lesson.minutes:>2}") + " ", "label")
        name = Chunk(lesson.name.ljust(max(len(each.name) for each in self.lessons)) + _APART, "label")
        needed = width_of(text(lesson_words(lesson, texts)["title"])) + width_of((*told, minutes))
        if self._longest_title + width_of((name, minutes)) + _SCORE <= room and needed + width_of((name,)) <= room:
            return (*told, name, minutes)
        return (*told, minutes) if needed <= room else (Chunk(" "), *told, minutes)

    @property
    def _longest_title(self) -> int:
        return max(width_of(text(lesson_words(each, self.texts)["title"])) for each in self.lessons)

    def _end_of_test(self) -> Line:
        """Its score, in the column of the others."""
        score = self._score(FINAL_TEST, NUMBER_OF_TEST)
        beside = width_of(self._end(self.lessons[0])) - width_of(
            self._score(self.lessons[0].name, self.lessons[0].number)
        )
        return (*score, Chunk(" " * beside)) if score else ()

    def _score(self, name: str, number: int) -> Line:
        place = self._places.get(number)
        if place is not None:
            return (Chunk(self.texts.plain("learn", "left_card", card=place.card + 1) + _APART, "label"),)
        score = self.course.scores().get(name)
        return (Chunk(f"{score[0]}/{score[1]}{_APART}", "label"),) if score else ()

    def _about(self, lesson: Lesson) -> Document:
        """How long the marked lesson takes, what to know before it, and what it is for."""
        words, texts = lesson_words(lesson, self.texts), self.texts
        before = [_titled(each, texts) for each in self.course.lessons if each.name in lesson.needs]
        rows = [
            Fact(texts.plain("learn", "goal"), (texts.marked(words["goal"]),)),
            Fact(texts.plain("course", "about_needs"), tuple(before)),
            Fact(texts.plain("learn", "belief"), (texts.marked(words["belief"]),)),
        ]
        told = texts.line("course", "minutes", minutes=lesson.minutes)
        heading = join(text(words["title"]), text(lesson.name, "code"), told, by=" · ")
        return (Heading(heading, 3), Facts(tuple(row for row in rows if row.values)))

    def _about_test(self) -> Document:
        told = Paragraph(self.texts.line("course", "test_about", count=QUESTIONS))
        return (Heading(self.texts.line("course", "test"), 3), told)


def _fitting(about: Document, width: int, height: int) -> Document:
    """Without the last facts where not all have room; the first one stays."""
    heading, told = about
    while isinstance(told, Facts) and len(told.rows) > 1 and len(list(layout((heading, told), width))) > height:
        told = Facts(told.rows[:-1])
    return (heading, told)


def _titled(lesson: Lesson, texts: Texts) -> Line:
    return text(f"{lesson.number} {lesson_words(lesson, texts)['title']}")
