"""What the screens of the lessons share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from txexplain.explain.walk.lesson_scenes import LessonMaterial
from txexplain.model.lesson import Lesson


class Course(NamedTuple):
    """The lessons in order, what they are made from, which are done, and who is to be told that another one is.

    `left_at` gives the lesson and the card at which one left off, and `on_card` is told of each that one comes to;
    `states_left` and `on_states` are the same of how its cards were answered. `scores` gives by the name of a lesson
    how many questions were right at the first try, of how many, when it was taken to its end for the first time;
    `on_score` is told of each time, and keeps the first. `final_test` draws the test at the end anew.
    """

    lessons: tuple[Lesson, ...]
    material: LessonMaterial
    done: Callable[[], frozenset[int]]
    on_done: Callable[[int], None]
    left_at: Callable[[], tuple[int, int]] = lambda: (0, 0)
    on_card: Callable[[int, int], None] = lambda _lesson, _card: None
    states_left: Callable[[], Mapping[int, str]] = dict
    on_states: Callable[[Mapping[int, str]], None] = lambda _states: None
    scores: Callable[[], Mapping[str, tuple[int, int]]] = dict
    on_score: Callable[[str, int, int], None] = lambda _name, _right, _asked: None
    final_test: Callable[[], Lesson] | None = None
