"""The names in a question or a sentence: `what is a UTXO` asks for one, `cannot send, dust output` has two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from txexplain.explain.parts.names import entries_of
from txexplain.texts import ANY_LANGUAGE, LANGUAGES, Texts, catalogue

_WORD = re.compile(r"[0-9A-Za-z][\w/'-]*")
_LONGEST_RUN = 4  # words of a name
_FAMILIES = ("bip", "term", "node", "type", "spend", "script_error")
_LEAST = 3  # letters of a name
_MOST_READ = 400  # characters
_LONGEST_QUESTION = 240  # characters
_LONGEST_WORD = 40  # characters: what is longer was copied, and is no question
_MOST_NAMES, _MOST_WORDS = 3, 8  # of a question without a topic
_ENDS = "?!.\uff1f\uff01\u3002 "


class Topic(NamedTuple):
    """What a question is about: the names that answer it, the command that shows it, the key of its own answer."""

    names: tuple[str, ...]
    command: str
    key: str = ""


_ANY_TOPIC = "verify TX --prevouts FILE"  # the command where a question only has names in it


def topic_of(asked: str, texts: Texts) -> Topic | None:
    """What people ask without a name for it, as `tx stuck in mempool`; otherwise the telling names that it has."""
    if len(asked) > _LONGEST_QUESTION or any(len(word) > _LONGEST_WORD for word in asked.split() if word.isascii()):
        return None
    for key, pattern, names, command in _topics():
        if pattern.search(asked):
            return Topic(names, command, key)
    telling = tuple(name for name in names_within(asked, texts) if name.casefold() not in _common())
    return Topic(telling[:_MOST_NAMES], _ANY_TOPIC) if telling and len(asked.split()) <= _MOST_WORDS else None


@cache
def _topics() -> tuple[tuple[str, re.Pattern[str], tuple[str, ...], str], ...]:
    """Of each topic its key, how it is asked, its names and its command."""
    found = []
    topics = catalogue(ANY_LANGUAGE, "questions")["topics"]
    assert not isinstance(topics, str)
    for key, row in topics.items():
        assert not isinstance(row, str)
        asks = re.compile(str(row["asks"]), re.IGNORECASE)
        found.append((key, asks, tuple(str(row["names"]).split(" | ")), str(row["try"])))
    return tuple(found)


def name_asked(asked: str) -> str | None:
    """What a question asks for, as in `what is dust` and `dust is what`; None where it is none."""
    question = " ".join(asked[:_MOST_READ].rstrip(_ENDS).split())
    found = (pattern.fullmatch(question) for pattern in _questions())
    return next((each["name"] for each in found if each is not None), None)


@cache
def _questions() -> tuple[re.Pattern[str], ...]:
    """The forms of a question, in every language."""
    asks = catalogue(ANY_LANGUAGE, "questions")["asks"]
    assert not isinstance(asks, str)
    return tuple(re.compile(str(pattern), re.IGNORECASE) for pattern in asks.values())


@cache
def _common() -> frozenset[str]:
    return frozenset(str(catalogue(ANY_LANGUAGE, "questions")["common"]).split())


def names_within(asked: str, texts: Texts) -> list[str]:
    """The names among the words, in their order, the longest of each place; common ones last."""
    found = list(dict.fromkeys((*_of_words(asked[:_MOST_READ], texts), *_of_characters(asked[:_MOST_READ]))))
    return sorted(found, key=lambda name: name.casefold() in _common())


def _of_words(asked: str, texts: Texts) -> Iterator[str]:
    words = _WORD.findall(asked)
    place = 0
    while place < len(words):
        runs = range(min(_LONGEST_RUN, len(words) - place), 0, -1)
        names = ((run, _name_of(" ".join(words[place : place + run]), texts)) for run in runs)
        run, name = next(((run, name) for run, name in names if name), (1, ""))
        if name:
            yield name
        place += run


def _name_of(words: str, texts: Texts) -> str:
    """The term's own name where it is much like the words, otherwise the words; nothing where they name nothing."""
    found = entries_of(words, texts) if len(words) >= _LEAST else ()
    term = next((texts.plain("terms", entry.key, "name") for entry in found if entry.family == "term"), "")
    if words.casefold()[:_LEAST] in term.casefold():
        return term
    return words if any(entry.family in _FAMILIES for entry in found) else ""


def _of_characters(asked: str) -> Iterator[str]:
    """Terms in a text that has no spaces between its words, as Chinese, whatever the language of the page."""
    if asked.isascii():
        return
    terms = (words for language in LANGUAGES for words in catalogue(language, "terms").values())
    names = {str(words["name"]) for words in terms if not isinstance(words, str)}
    within = sorted((name for name in names if not name.isascii() and name in asked), key=len, reverse=True)
    longest = [name for place, name in enumerate(within) if not any(name in other for other in within[:place])]
    yield from sorted(longest, key=asked.index)
