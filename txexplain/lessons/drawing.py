"""Questions drawn over lessons."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from txexplain.model.lesson import Lesson, Question


class Drawn(NamedTuple):
    """A question, and the name of the lesson that it is about."""

    lesson: str
    question: Question


def draw(lessons: Sequence[Lesson], count: int, seed: int) -> tuple[Drawn, ...]:
    """So many questions of the lessons themselves."""
    found = [Drawn(each.name, item) for each in lessons for item in each.items if isinstance(item, Question)]
    lots = sorted(found, key=lambda each: sha256(f"{seed} {each.question.texts}".encode()).digest())[:count]
    return tuple(sorted(lots, key=found.index))
