"""The order of a page: the answer first, then as far as a reader wants; and nothing is lost."""

from __future__ import annotations

import pytest
from conftest import EXAMPLES, session_of

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
