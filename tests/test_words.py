"""No text has a word that misleads, or is not the field's: `words/LANGUAGE.toml` says which, and what to say instead.

`bans` is a regular expression, in which case does not count; code in backquotes is not looked at. `right_in` names
the places where the word is right: `catalogue:dotted.key`, `lesson:name`, `example:name`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT
from test_texts import TOPICS, flat

from txexplain.texts import LANGUAGES

FOLDER = ROOT / "tests" / "words"
PROSE = {"lesson": ROOT / "txexplain" / "lessons", "example": ROOT / "examples"}
CODE = re.compile(r"`[^`]*`")

Places = dict[str, list[str]]


class Word(NamedTuple):
    bans: str
    instead: str
    right_in: tuple[str, ...] = ()


@cache
def words(language: str) -> tuple[Word, ...]:
    rows = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))["word"]
    return tuple(Word(**row | {"right_in": tuple(row.get("right_in", ()))}) for row in rows)


def in_language(value: object, language: str, inside: bool = False) -> Iterator[str]:
    """The texts of one language in the tables of a lesson or an example."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from in_language(part, language, inside or key == language)
    elif isinstance(value, list):
        for part in value:
            yield from in_language(part, language, inside)
    elif isinstance(value, str) and inside:
        yield value


@cache
def places(language: str) -> Places:
    """Every text that a reader of the language may see, by its place."""
    found: Places = {}
    for topic in TOPICS:
        for path, text in flat(language, topic).items():
            if path[-1] != "also":  # names that can be asked, old ones too
                found[f"{topic}:{'.'.join(path)}"] = [text]
    for kind, folder in PROSE.items():
        for file in sorted(Path(folder).rglob("*.toml")):
            table = tomllib.loads(file.read_text(encoding="utf-8"))
            found[f"{kind}:{file.stem}"] = list(in_language(table, language))
    return found


def where(word: Word, among: Places) -> Iterator[tuple[str, str]]:
    """The places that have the word, and what they say."""
    banned = re.compile(word.bans, re.IGNORECASE)
    for place, texts in among.items():
        yield from ((place, each) for each in texts if banned.search(CODE.sub("`", each)))


LISTED = [path.stem for path in sorted(FOLDER.glob("*.toml"))]
ROWS = [pytest.param(language, word, id=f"{language}-{word.bans}") for language in LISTED for word in words(language)]


@pytest.mark.parametrize(("language", "word"), ROWS)
def test_no_text_has_a_banned_word(language: str, word: Word) -> None:
    wrong = [(place, text) for place, text in where(word, places(language)) if place not in word.right_in]
    assert not wrong, f"write instead: {word.instead}"


@pytest.mark.parametrize(("language", "word"), ROWS)
def test_every_exception_is_still_needed(language: str, word: Word) -> None:
    assert set(word.right_in) <= {place for place, _ in where(word, places(language))}


@pytest.mark.parametrize("language", LISTED)
def test_a_list_is_of_a_language_and_bans_a_word_once(language: str) -> None:
    assert language in LANGUAGES
    banned = [word.bans for word in words(language)]
    assert len(set(banned)) == len(banned) > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_lessons_and_examples_are_all_read(language: str) -> None:
    read = places(language)
    assert all(read.values())
    assert {place.split(":")[0] for place in read} == {*TOPICS, *PROSE}


def test_a_banned_word_is_found_in_small_and_capital_letters_but_not_in_code() -> None:
    word = Word(r"\bbehind\b", "after")
    read = {"a:b": ["Behind it."], "lesson:c": ["`behind` it", "after it", "what stands behind"]}
    assert [place for place, _ in where(word, read)] == ["a:b", "lesson:c"]
