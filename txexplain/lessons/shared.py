"""Lessons as web pages: one, all in one file, or the list of them."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.explain.document import Block, Document, Heading
from txexplain.explain.pages.lesson import lesson_page, lessons_page
from txexplain.lessons import all_lessons
from txexplain.lessons.material import lesson_material
from txexplain.model.lesson import Lesson
from txexplain.session.sharing import shared_document
from txexplain.texts import Texts
from txexplain.web.page import WebPage


def shared_lessons(chosen: Sequence[Lesson], texts: Texts) -> WebPage:
    """The lessons below each other, without any the list of all; it opens in the language of the texts."""
    if not chosen:
        return shared_document("txexplain learn", b"", texts, lambda each: lessons_page(all_lessons(), frozenset(), each))
    if len(chosen) == 1:
        return shared_document(f"txexplain learn {chosen[0].number}", b"", texts, lambda each: _lesson(chosen[0], each))
    return shared_document("txexplain learn --all", b"", texts, lambda each: _course(chosen, each))


def _course(chosen: Sequence[Lesson], texts: Texts) -> Document:
    blocks: list[Block] = [Heading(texts.line("learn", "heading"), 1)]
    for lesson in chosen:
        blocks += _lesson(lesson, texts)
    return tuple(blocks)


def _lesson(lesson: Lesson, texts: Texts) -> Document:
    """The lesson; what belongs to a card is no chapter of its own."""
    page = lesson_page(lesson, all_lessons(), lesson_material(), texts)
    return tuple(block._replace(level=3) if isinstance(block, Heading) and block.level == 2 else block for block in page)
