"""What the pages of lessons on change say where no lesson shows it."""

from __future__ import annotations

from conftest import session_of

from txexplain.explain.pages.change_hints import change_hints_page
from txexplain.lessons.change import change_guess
from txexplain.texts import LANGUAGES, Texts


def say_that_hints_differ() -> None:
    """Of a transaction whose outputs each look like change by another hint."""
    for language in LANGUAGES:
        change_hints_page("sale", change_guess(session_of("sale")), Texts(language))
