"""Lessons as web pages: one, all in one file, or the list of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from txexplain.explain.document import Block, Document, Heading
from txexplain.explain.pages.lesson import lesson_page, lessons_page
from txexplain.lessons import all_lessons
from txexplain.lessons.material import lesson_material
from txexplain.model.lesson import Lesson
from txexplain.session.commands import plain_command
from txexplain.session.sharing import shared_document
from txexplain.texts import Texts
from txexplain.web.page import WebPage


def shared_lessons(chosen: Sequence[Lesson], texts: Texts) -> WebPage:
    """The lessons below each other, without any the list of all; it opens in the language of the texts."""
    if not chosen:
        return _shared("", texts, lambda each: lessons_page(all_lessons(), frozenset(), each))
    if len(chosen) == 1:
        return _shared(str(chosen[0].number), texts, lambda each: _lesson(chosen[0], each))
    return _shared("--all", texts, lambda each: _course(chosen, each))


def _shared(asked: str, texts: Texts, made: Callable[[Texts], Document]) -> WebPage:
    return shared_document(plain_command("learn", asked), texts, made)


def _course(chosen: Sequence[Lesson], texts: Texts) -> Document:
    blocks: list[Block] = [Heading(texts.line("learn", "heading"), 1)]
    for lesson in chosen:
        blocks += _lesson(lesson, texts)
    return tuple(blocks)


def _lesson(lesson: Lesson, texts: Texts) -> Document:
    """The lesson; what belongs to a card is no chapter of its own."""
    page = lesson_page(lesson, all_lessons(), lesson_material(), texts)
    return tuple(
        block._replace(level=3) if isinstance(block, Heading) and block.level == 2 else block for block in page
    )
