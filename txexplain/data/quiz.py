"""A quiz as plain data: what `learn --quiz --json` prints."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.data import Data
from txexplain.model.quiz import Quiz, QuizQuestion


def quiz_data(quiz: Quiz, unmarked: Callable[[str], str]) -> Data:
    """The questions in their order; `unmarked` takes the marks off words."""
    return {"seed": quiz.seed, "questions": [_question(each, unmarked) for each in quiz.questions]}


def _question(question: QuizQuestion, unmarked: Callable[[str], str]) -> Data:
    answer = int(question.answer) if isinstance(question.answer, str) else question.answer
    return {
        "lesson": question.lesson,
        "kind": question.kind,
        "ask": unmarked(question.ask),
        "choices": [unmarked(words) for words in question.choices],
        "answer": answer,
        "why": unmarked(question.why),
        "example": question.example,
    }
