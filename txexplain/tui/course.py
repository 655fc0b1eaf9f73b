"""What the screens of the lessons share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from txexplain.explain.document import Document
from txexplain.explain.walk.lesson_scenes import LessonMaterial
from txexplain.model.course import LeftAt
from txexplain.model.lesson import Lesson


class Course(NamedTuple):
    """The lessons in order, what they are made from, which are done, and who is to be told that another one is.

    `places` gives by their numbers where the lessons were left that were not taken to their end, and `on_place` is
    told of each card that one comes to; `last` gives the number of the lesson that one was in last. `scores` gives by
    the name of a lesson how many questions were right at the first try, of how many, when it was taken to its end for
    the first time; `on_score` is told of each time, and keeps the first. `final_test` gives the test at the end: the
    one that was left, or else one that is drawn anew; `on_result` is given what came of it, once all is answered.
    """

    lessons: tuple[Lesson, ...]
    material: LessonMaterial
    done: Callable[[], frozenset[int]]
    on_done: Callable[[int], None]
    places: Callable[[], Mapping[int, LeftAt]] = dict
    on_place: Callable[[int, LeftAt], None] = lambda _lesson, _place: None
    last: Callable[[], int | None] = lambda: None
    scores: Callable[[], Mapping[str, tuple[int, int]]] = dict
    on_score: Callable[[str, int, int], None] = lambda _name, _right, _asked: None
    final_test: Callable[[], Lesson] | None = None
    on_result: Callable[[Document], None] = lambda _told: None
