"""The order of a page: the answer first, then as far as a reader wants; and nothing is lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import EXAMPLES, session_of
from walking import text_of

from txexplain.texts import LANGUAGES, Texts

FIRST_LINES = 20


def place_of_label(lines: list[str], label: str) -> int:
    """How manieth line begins with that label, from 1; one too many where none does."""
    return next((number for number, line in enumerate(lines, 1) if line.startswith(f"  {label} ")), len(lines) + 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["decode", "verify", "explain"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_verdict_and_fee_stand_within_the_first_lines(name: str, view: str, language: str) -> None:
    texts = Texts(language)
    first = session_of(name).page(view, language).text(80).split("\n")[:FIRST_LINES]
    assert place_of_label(first, texts.plain("verify", "verdict")) <= FIRST_LINES
    assert place_of_label(first, texts.plain("page", "fee")) <= FIRST_LINES


FACTS: dict[str, list[str]] = json.loads((Path(__file__).parent / "facts_told.json").read_text(encoding="utf-8"))
ONLY_HEX = re.compile(r"[0-9a-f]{6,}")


def is_told(fact: str, page: str, words: set[str]) -> bool:
    """Whether the page has it; bytes that were cut may stand there whole."""
    if fact in page:
        return True
    head, cut, tail = fact.partition("…")
    return bool(cut) and any(word.startswith(head) and word.endswith(tail) for word in words)


@pytest.mark.parametrize("name", FACTS)
def test_the_long_form_has_every_fact_that_was_ever_told(name: str) -> None:
    page = text_of(session_of(name).page("explain", why=True).blocks)
    words = set(ONLY_HEX.findall(page))
    assert [fact for fact in FACTS[name] if not is_told(fact, page, words)] == []
