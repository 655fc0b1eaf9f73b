"""What the screens of the lessons share."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from txexplain.explain.walk.cards import LessonMaterial
from txexplain.model.lesson import Lesson


class Course(NamedTuple):
    """The lessons in order, what they are made from, which are done, and who is to be told that another one is."""

    lessons: tuple[Lesson, ...]
    material: LessonMaterial
    done: Callable[[], frozenset[int]]
    on_done: Callable[[int], None]
