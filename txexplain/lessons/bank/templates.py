"""The bank of questions: templates, one TOML file a lesson, filled in from examples that the lesson does not show.

A template names its `cases`, which say of what examples it can be asked, with which figures, and its `answer`, which
is computed (`lessons/answers.py`); where it has choices, the case says which of them is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from os.path import abspath, dirname
from typing import Any, NamedTuple

from txexplain.bundled import example_names, is_example
from txexplain.lessons.answers import answer
from txexplain.lessons.bank.cases import CASES, PLAIN, Case
from txexplain.lessons.sessions import session_of
from txexplain.model.frozen import frozen
from txexplain.model.lesson import Answer, Lesson, Question
from txexplain.model.rules import CONSENSUS
from txexplain.model.spend import Verdict
from txexplain.model.subject import judged_by
from txexplain.session.transaction import Session
from txexplain.tables import read_table, table_names
from txexplain.texts import Texts

_FOLDER = dirname(abspath(__file__))
_ANY_EXAMPLE = "first"  # where the numbers are from none, and that of the lesson is no transaction
_A_LOT = 6  # cases of one template and one example
_LONG = 1_000  # an answer of four digits
_WORDS = ("ask", "hint", "after")


class Template(NamedTuple):
    """A question with places for figures.

    `texts` are, by language, `ask`, `hint` and `after`, and `words` for figures and choices that have a word.
    """

    lesson: str
    cases: str
    answer: str
    texts: Mapping[str, Mapping[str, Any]]


@cache
def banked_lessons() -> tuple[str, ...]:
    """The names of the lessons for which there are templates."""
    return tuple(table_names(_FOLDER))


@cache
def templates_of(lesson: str) -> tuple[Template, ...]:
    """The templates for the lesson of that name; none where there is no file for it."""
    rows = read_table(f"{_FOLDER}/{lesson}")["templates"] if lesson in banked_lessons() else ()
    return tuple(Template(lesson, row["cases"], row.get("answer", ""), _texts(row)) for row in rows)


def _texts(row: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {language: words for language, words in row.items() if isinstance(words, dict)}


def filled(template: Template, lesson: Lesson) -> Iterator[tuple[str, Question]]:
    """Each question that can be made of the template, with a name of its own."""
    if template.cases in PLAIN:
        example = lesson.example if is_example(lesson.example) else _ANY_EXAMPLE
        found = [(example, case) for case in PLAIN[template.cases]()]
    else:
        examples = [name for name in example_names() if name not in _shown(lesson) and _stands(name)]
        cases = {name: islice(CASES[template.cases](session_of(name)), _A_LOT) for name in examples}
        found = [(name, case) for name, some in cases.items() for case in some]
    for at, (example, case) in enumerate(found):
        question = _question(template, example, case)
        if question is not None:
            yield f"{template.cases} {template.answer} {example} {at}", question


@cache
def _stands(example: str) -> bool:
    """Whether it is not invalid: neither by the rules that it was judged by, nor by all of today's."""
    session = session_of(example)
    today = Session(judged_by(session.subject, CONSENSUS, None))
    return all(each.verify(diagnosis=False).verdict is not Verdict.INVALID for each in (session, today))


@cache
def answered(name: str, example: str, numbers: tuple[int, ...]) -> Answer:
    """The answer of that name for the example, computed once."""
    return answer(name, session_of(example), numbers)


def _shown(lesson: Lesson) -> set[str]:
    """The examples that the lesson shows."""
    return {lesson.example, *(item.example for item in lesson.items)}


def _question(template: Template, example: str, case: Case) -> Question | None:
    """The question with its words filled in for every language; of choices the first is the right one.

    None where they give the number away that they ask for.
    """
    right = "1" if case.choices else ""
    plain = Question(example, template.answer, case.numbers, None, (), frozen({}), right)
    figures: dict[str, object] = {"example": example, **case.figures}
    if template.answer:
        figures["answer"] = answered(template.answer, example, case.numbers)
    texts = {language: _filled(words, figures, case.choices, language) for language, words in template.texts.items()}
    gives_away = any(_says(words["ask"], figures.get("answer")) for words in texts.values())
    return None if gives_away else plain._replace(texts=frozen(texts))


def _says(words: str, answer: object) -> bool:
    """Whether the words have that number, where it is a long one."""
    return (
        isinstance(answer, int)
        and answer >= _LONG
        and re.search(rf"(?<![\d,]){answer:,}(?![\d,])", words) is not None
    )


def _filled(
    row: Mapping[str, Any], figures: Mapping[str, object], choices: tuple[str, ...], language: str
) -> dict[str, str]:
    words: Mapping[str, str] = row.get("words", {})
    between = Texts(language).plain("page", "between")
    shown = {name: _shown_as(value, words, between) for name, value in figures.items()}
    told = {key: row[key].format_map(shown) for key in _WORDS}
    return told | {f"choice{digit}": words.get(choice, choice) for digit, choice in enumerate(choices, 1)}


def _shown_as(value: object, words: Mapping[str, str], between: str) -> str:
    if isinstance(value, tuple):
        return between.join(value)
    if isinstance(value, int):
        return f"{value:,}"
    return words.get(str(value), str(value))
