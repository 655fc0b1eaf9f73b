"""The lessons: one TOML file each, built on the bundled examples.

Beside a question stands what the answer `is`: for readers and tests. It is not read here, since answers are computed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from os.path import abspath, dirname
from typing import Any

from txexplain.model.errors import InputError
from txexplain.model.frozen import frozen
from txexplain.model.lesson import Expected, Experiment, Item, Lesson, LessonTexts, Question, Screen, Show
from txexplain.model.whatif import Edit
from txexplain.tables import read_table, table_names

_FOLDER = dirname(abspath(__file__))
_OFF_PAPER = re.compile(r"\[\[.*?\]\]", re.DOTALL)


@cache
def all_lessons() -> tuple[Lesson, ...]:
    """Every lesson, in order."""
    return tuple(sorted(map(_load, table_names(_FOLDER)), key=lambda lesson: lesson.number))


def lesson_names() -> list[str]:
    """The name of every lesson, in order, without reading them."""
    return [name.partition("-")[2] for name in table_names(_FOLDER)]


def lesson_of(text: str) -> Lesson:
    """The lesson of that number, name or title, in any language, or of how only its own begins.

    Raises InputError("no_such_lesson").
    """
    asked = text.strip().casefold()
    begun = [lesson for lesson in all_lessons() if any(name.startswith(asked) for name in _called(lesson))]
    for lesson in all_lessons():
        if asked in _called(lesson) or (asked and begun == [lesson]):
            return lesson
    last = all_lessons()[-1].number
    raise InputError("no_such_lesson", name=text[:40], last=last)


def _called(lesson: Lesson) -> list[str]:
    """What the lesson goes by, in small letters."""
    titles = (str(words["title"]).casefold() for words in lesson.texts.values())
    return [str(lesson.number), lesson.name, *titles]


def _load(name: str) -> Lesson:
    table = read_table(f"{_FOLDER}/{name}")
    languages = [key for key, part in table.items() if isinstance(part, dict) and "title" in part]
    short = name.partition("-")[2]
    items = tuple(_item(row, table["example"], languages, f"{short}{at}") for at, row in enumerate(table["items"]))
    course = table.get("minutes", 0), table.get("core", False), tuple(table.get("needs", ()))
    return Lesson(table["number"], short, table["example"], items, _texts(table, languages), *course)


def _texts(row: dict[str, Any], languages: Sequence[str]) -> LessonTexts:
    """The words of each language; a text alone is called `text`."""
    found = {language: row[language] for language in languages}
    return frozen({language: _words(words) if isinstance(words, str) else words for language, words in found.items()})


def _words(written: str) -> dict[str, str]:
    """The text, and as `sheet` the same without what is between `[[` and `]]`, which no pupil's sheet has."""
    if "[[" not in written:
        return {"text": written}
    sheet = re.sub(" {2,}", " ", _OFF_PAPER.sub("", written)).strip()
    return {"text": written.replace("[[", "").replace("]]", ""), "sheet": sheet}


def _item(row: dict[str, Any], example: str, languages: Sequence[str], name: str) -> Item:
    example = row.get("example", example)
    right = _shuffle(row, languages, name)
    texts, off_paper = _texts(row, languages), tuple(map(_show, row.get("off_paper", ())))
    if row["kind"] == "screen":
        return Screen(example, tuple(_show(words) for words in row.get("show", ())), texts, off_paper)
    if row["kind"] == "try":
        edits = tuple(Edit(*map(str, edit)) for edit in row["edits"])
        expected = dict(row["expect"])
        vin = int(expected.pop("input", 0))
        return Experiment(example, edits, Expected(vin=vin, **expected), texts)
    see = _show(row["see"]) if "see" in row else None
    beside = tuple(map(_show, row["beside"])) if "beside" in row else (see,) if see else ()
    return Question(example, row.get("answer", ""), tuple(row.get("with", ())), see, beside, texts, right, off_paper)


def _shuffle(row: dict[str, Any], languages: Sequence[str], name: str) -> str:
    """Gives the choices, of which the right one is written first, an order by the name; its digit then."""
    count = len(row[languages[0]].get("choices", ())) if row["kind"] == "ask" else 0
    order = sorted(range(count), key=lambda at: sha256(f"{name} {at}".encode()).digest())
    for language in languages if count else ():
        choices = row[language].pop("choices")
        row[language] |= {f"choice{digit}": choices[at] for digit, at in enumerate(order, 1)}
    return str(order.index(0) + 1) if count else ""


def _show(words: str) -> Show:
    """`step 0 1 3`: a place and its numbers; `proof block170 f418…`: a page and a name."""
    what, *rest = words.split()
    numbers = tuple(int(word) for word in rest if word.isdigit())
    return Show(what, numbers, " ".join(word for word in rest if not word.isdigit()))
