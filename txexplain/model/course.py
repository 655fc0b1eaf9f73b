"""In which order the lessons are taken: those on the core path, then the electives, and the test at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from txexplain.model.frozen import FrozenDict
from txexplain.model.lesson import Lesson

FINAL_TEST = "test"
"""What it goes by, as a lesson does by its name."""
NUMBER_OF_TEST = 0
QUESTIONS = 20
"""How many it has."""


class LeftAt(NamedTuple):
    """Where a lesson was left in its middle: the card, how cards were answered, and which choices of them were tried.

    Of the final test, which has the number 0, `seed` tells which questions it has. `made` is what the lesson was:
    `Lesson.made` and how many cards it had; of a lesson that is another now, nothing else here holds.
    """

    card: int = 0
    states: Mapping[int, str] = FrozenDict()
    tried: Mapping[int, str] = FrozenDict()
    seed: int | None = None
    made: str = ""

    @property
    def is_begun(self) -> bool:
        return bool(self.card or self.states)

    def is_of(self, lesson: Lesson) -> bool:
        """Whether the lesson still asks what it did."""
        return self.made.partition(".")[0] == lesson.made


def core_path(lessons: Iterable[Lesson]) -> tuple[Lesson, ...]:
    """The lessons on it, by their numbers."""
    return tuple(lesson for lesson in lessons if lesson.core)


def electives(lessons: Iterable[Lesson]) -> tuple[Lesson, ...]:
    """The lessons beside the core path, by their numbers."""
    return tuple(lesson for lesson in lessons if not lesson.core)


def in_course_order(lessons: Sequence[Lesson]) -> tuple[Lesson, ...]:
    """The lessons on the core path, then the others."""
    return (*core_path(lessons), *electives(lessons))


def minutes_of(lessons: Iterable[Lesson]) -> int:
    return sum(lesson.minutes for lesson in lessons)


def following(lesson: Lesson, lessons: Sequence[Lesson]) -> Lesson | None:
    """The next one on the core path, after its last one the first elective; None after the last of these.

    None too after the final test. `lessons` need not hold the lesson itself.
    """
    if lesson.drawn_from:
        return None
    others = [each for each in in_course_order(lessons) if _place(each) > _place(lesson)]
    return others[0] if others else None


def _place(lesson: Lesson) -> tuple[bool, int]:
    return not lesson.core, lesson.number
