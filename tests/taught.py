"""Lessons on the screen, driven by the pilot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from piloted import drawn, piloted
from textual.pilot import Pilot

from txexplain.lessons import all_lessons, lesson_of
from txexplain.lessons.material import lesson_material
from txexplain.model.lesson import Experiment, Lesson, Question
from txexplain.texts import Texts
from txexplain.tui.app import TellingApp
from txexplain.tui.course import Course
from txexplain.tui.lesson import LessonScreen
from txexplain.tui.lessons_screen import LessonsScreen
from txexplain.tui.sitting import Sitting


class Class:
    """A course on a screen: which lessons are done, and what is drawn."""

    def __init__(self, lesson: Lesson | str | None, language: str = "en", lessons: tuple[Lesson, ...] = ()) -> None:
        self.done: list[int] = []
        self.left = (0, 0)
        self.states: dict[int, str] = {}
        self.scores: dict[str, tuple[int, int]] = {}
        course = Course(
            lessons or all_lessons(),
            lesson_material(),
            lambda: frozenset(self.done),
            self.done.append,
            lambda: self.left,
            self.leave_at,
            lambda: self.states,
            self.note_states,
            lambda: self.scores,
            self.note_score,
        )
        first = lesson_of(lesson) if isinstance(lesson, str) else lesson
        self.screen = LessonScreen(first, course) if first else LessonsScreen(course)
        self.app: TellingApp[Any] = TellingApp(Texts(language), self.screen, "learn")

    def leave_at(self, lesson: int, card: int) -> None:
        self.left = lesson, card

    def note_states(self, states: Mapping[int, str]) -> None:
        self.states = dict(states)

    def note_score(self, name: str, right: int, asked: int) -> None:
        self.scores.setdefault(name, (right, asked))

    @property
    def sitting(self) -> Sitting:
        screen = self.app.screen
        assert isinstance(screen, LessonScreen)
        return screen.sitting

    @property
    def text(self) -> str:
        return "\n".join(drawn(self.app))

    def play(self, play: Callable[[Pilot[Any]], Awaitable[None]], size: tuple[int, int] = (80, 24)) -> None:
        piloted(self.app, play, size)

    async def go(self, pilot: Pilot[Any], kind: str) -> None:
        """To the first card of that kind."""
        self.sitting.go(next(at for at, card in enumerate(self.sitting.cards) if card.kind == kind))
        await self.again(pilot)

    async def again(self, pilot: Pilot[Any]) -> None:
        """Draws the card as it is now."""
        self.app.retell()
        await pilot.pause()


def right_keys(sitting: Sitting) -> list[str]:
    """The keys that answer the card rightly; none where nothing is asked."""
    item = sitting.card.item
    if not sitting.waits:
        return []
    if isinstance(item, Experiment):
        return [{"valid": "v", "unknown": "u"}.get(item.expected.verdict, "i")]
    assert isinstance(item, Question)
    value = lesson_material().answer(item)
    if item.right:
        return [item.right]
    return ["yn"[not value]] if isinstance(value, bool) else [*str(value), "enter"]


def wrong_keys(sitting: Sitting) -> list[str]:
    """The keys that answer it wrongly."""
    item = sitting.card.item
    if not sitting.waits:
        return []
    if isinstance(item, Experiment):
        return ["i" if item.expected.verdict == "valid" else "v"]
    assert isinstance(item, Question)
    value = lesson_material().answer(item)
    if item.right:
        return ["12"[item.right == "1"]]
    return ["yn"[value]] if isinstance(value, bool) else [*str(int(value) + 1), "enter"]
