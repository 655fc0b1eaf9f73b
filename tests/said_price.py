"""What the pages of lessons on change and on sizes say where no lesson shows it on a screen."""

from __future__ import annotations

from conftest import session_of

from txexplain.explain.pages.change_hints import change_hints_page
from txexplain.lessons import lesson_of
from txexplain.lessons.change import change_guess
from txexplain.lessons.shared import shared_lessons
from txexplain.texts import LANGUAGES, Texts
from txexplain.web.page import web_page


def say_that_hints_differ() -> None:
    """Of a transaction whose outputs each look like change by another hint."""
    for language in LANGUAGES:
        change_hints_page("sale", change_guess(session_of("sale")), Texts(language))


def name_a_table_on_a_web_page() -> None:
    """In all languages: a table of numbers, which is none of what a signature covers."""
    web_page(shared_lessons([lesson_of("price")], Texts()))
