"""A quiz: drawn questions in one language, to be printed or given to a learning platform."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.lesson import Answer


class QuizQuestion(NamedTuple):
    """A question on the lesson of that name. Words have marks as those of lessons have: code and bold.

    `kind` is `number`, `yes_no` or `choice`. The answer of a choice is its digit, which counts the `choices` from 1.
    `example` is the one that the question is about, or that the lesson is built on where its numbers are made. The
    words name it where it matters, and give what of it is needed.
    """

    lesson: str
    kind: str
    ask: str
    choices: tuple[str, ...]
    answer: Answer
    why: str
    example: str


class Quiz(NamedTuple):
    """Questions as they were drawn by `seed`, of `wanted` ones; the name of the lesson, or `all`."""

    name: str
    seed: int
    wanted: int
    questions: tuple[QuizQuestion, ...]
