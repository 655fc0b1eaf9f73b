"""A plan for teaching a lesson: what happens when, the board, questions for the class, homework."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.frozen import FrozenDict
from txexplain.model.lesson import LessonTexts


class PlanStep(NamedTuple):
    """What happens for so many minutes. Texts: `text`."""

    minutes: int
    texts: LessonTexts


class ClassQuestion(NamedTuple):
    """A question to ask. Texts: `ask`, and `belief`, the misconception that it brings to light; `answer`: `text`."""

    texts: LessonTexts
    answer: LessonTexts


class Homework(NamedTuple):
    """A command to run at home. Texts: `text`, what to find out with it; the answer's are `text`."""

    command: str
    texts: LessonTexts
    answer: LessonTexts


class Plan(NamedTuple):
    """`board` are the lines to draw on the board, language → lines."""

    steps: tuple[PlanStep, ...]
    board: FrozenDict[str, tuple[str, ...]]
    questions: tuple[ClassQuestion, ...]
    homework: tuple[Homework, ...]
