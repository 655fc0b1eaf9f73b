"""A quiz on lessons, in one language."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.lessons.drawing import Drawn, answer_of, choices_of, draw
from txexplain.model.lesson import Answer, Lesson
from txexplain.model.quiz import Quiz, QuizQuestion

ALL = "all"


def quiz_on(lessons: Sequence[Lesson], count: int, seed: int, language: str) -> Quiz:
    """So many questions on these lessons; fewer where there are no more."""
    name = lessons[0].name if len(lessons) == 1 else ALL
    return Quiz(name, seed, count, tuple(_told(each, language) for each in draw(lessons, count, seed)))


def _told(drawn: Drawn, language: str) -> QuizQuestion:
    question, answer = drawn.question, answer_of(drawn.question)
    words = question.texts[language]
    return QuizQuestion(
        lesson=drawn.lesson,
        kind=_kind(answer),
        ask=words["ask"],
        choices=choices_of(question, language),
        answer=answer,
        why=words.get("after", ""),
        example=question.example,
    )


def _kind(answer: Answer) -> str:
    if isinstance(answer, str):
        return "choice"
    return "yes_no" if isinstance(answer, bool) else "number"
