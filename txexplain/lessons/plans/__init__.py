"""How to teach the lessons: a TOML file each, called as the lesson's."""

from __future__ import annotations

from functools import cache
from os.path import abspath, dirname
from typing import Any

from txexplain.model.frozen import frozen
from txexplain.model.lesson import Lesson, LessonTexts
from txexplain.model.plan import ClassQuestion, Homework, Plan, PlanStep
from txexplain.tables import read_table
from txexplain.texts import LANGUAGES

_FOLDER = dirname(abspath(__file__))


@cache
def plan_of(lesson: Lesson) -> Plan:
    """The plan for the lesson."""
    table = read_table(f"{_FOLDER}/{lesson.number:02}-{lesson.name}")
    return Plan(
        tuple(PlanStep(row["minutes"], _texts(row)) for row in table["steps"]),
        frozen({language: tuple(table["board"][language].strip("\n").split("\n")) for language in LANGUAGES}),
        tuple(ClassQuestion(_texts(row), _texts(row["answer"])) for row in table["questions"]),
        tuple(Homework(row["command"], _texts(row), _texts(row["answer"])) for row in table["homework"]),
    )


def _texts(row: dict[str, Any]) -> LessonTexts:
    """The words of each language; a text alone is called `text`."""
    found = {language: row[language] for language in LANGUAGES}
    return frozen({each: {"text": words} if isinstance(words, str) else words for each, words in found.items()})
