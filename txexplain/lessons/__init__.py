"""The lessons: one TOML file each, built on the bundled examples.

Beside a question stands what the answer `is`: for readers and tests. It is not read here, since answers are computed.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from txexplain.model.errors import InputError
from txexplain.model.lesson import Expected, Experiment, Item, Lesson, Question, Screen, Show
from txexplain.model.whatif import Edit

_FOLDER = Path(__file__).resolve().parent
_LANGUAGES = ("en", "zh")


@cache
def all_lessons() -> tuple[Lesson, ...]:
    """Every lesson, in order."""
    return tuple(sorted(map(_load, _FOLDER.glob("*.toml")), key=lambda lesson: lesson.number))


def lesson_of(text: str) -> Lesson:
    """The lesson of that number or name. Raises InputError("no_such_lesson")."""
    for lesson in all_lessons():
        if text.strip() in (str(lesson.number), lesson.name):
            return lesson
    last = all_lessons()[-1].number
    raise InputError("no_such_lesson", name=text[:40], last=last)


def _load(path: Path) -> Lesson:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    items = tuple(_item(row, table["example"]) for row in table["items"])
    return Lesson(table["number"], path.stem.partition("-")[2], table["example"], items, _texts(table))


def _texts(row: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The words of each language; a text alone is called `text`."""
    found = {language: row[language] for language in _LANGUAGES}
    return {language: {"text": words} if isinstance(words, str) else words for language, words in found.items()}


def _item(row: dict[str, Any], example: str) -> Item:
    example = row.get("example", example)
    texts = _texts(row)
    if row["kind"] == "screen":
        return Screen(example, tuple(_show(words) for words in row.get("show", ())), texts)
    if row["kind"] == "try":
        edits = tuple(Edit(*map(str, edit)) for edit in row["edits"])
        expected = dict(row["expect"])
        vin = int(expected.pop("input", 0))
        return Experiment(example, edits, Expected(vin=vin, **expected), texts)
    see = _show(row["see"]) if "see" in row else None
    return Question(example, row["answer"], tuple(row.get("with", ())), see, texts)


def _show(words: str) -> Show:
    """`step 0 1 3`: a place and its numbers; `proof block170 f418…`: a page and a name."""
    what, *rest = words.split()
    numbers = tuple(int(word) for word in rest if word.isdigit())
    return Show(what, numbers, " ".join(word for word in rest if not word.isdigit()))
