"""Lessons as web pages: one, all in one file, or the list of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from txexplain.explain.document import Document, Heading, Paragraph, Section, StackItem, Steps, sections_of
from txexplain.explain.pages.lesson import ANSWER, ANSWERS, lesson_sections
from txexplain.explain.pages.lessons import Taken, lessons_page
from txexplain.explain.parts.lesson_title import lesson_title
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
        return _shared("", texts, lambda each: lessons_page(all_lessons(), Taken(), each))
    page = _shared(_asked(chosen, texts), texts, lambda each: (_heading(chosen, each),))
    told = (each._replace(sections=tuple(_sections(chosen, each.texts))) for each in page.told)
    return page._replace(told=tuple(told))


def _asked(chosen: Sequence[Lesson], texts: Texts) -> str:
    """What is typed after the command for these."""
    if len(chosen) > 1:
        return "--all"
    (lesson,) = chosen
    return lesson.texts[texts.language]["again"] if lesson.drawn_from else str(lesson.number)


def _shared(asked: str, texts: Texts, made: Callable[[Texts], Document]) -> WebPage:
    return shared_document(plain_command("learn", asked), texts, made)


def _heading(chosen: Sequence[Lesson], texts: Texts) -> Heading:
    """What the page is called: as its lesson, or where there are several as the course."""
    if len(chosen) == 1:
        return Heading(lesson_title(chosen[0], texts), 1)
    return Heading(texts.line("learn", "heading"), 1)


def _sections(chosen: Sequence[Lesson], texts: Texts) -> Iterator[Section]:
    if len(chosen) > 1:
        yield Section(_heading(chosen, texts), ())
    for lesson in chosen:
        yield from _lesson(lesson, texts)


def _lesson(lesson: Lesson, texts: Texts) -> Iterator[Section]:
    """The lesson; what belongs to a card is no chapter of its own, and answers are not taken apart."""
    for section in lesson_sections(lesson, all_lessons(), lesson_material(), texts, written=True):
        blocks = tuple(
            each._replace(level=3) if isinstance(each, Heading) and each.level == 2 else each
            for each in section.blocks
        )
        head = (section.heading,) if section.heading else ()
        if section.key in (ANSWER, ANSWERS):
            yield _asking(section._replace(blocks=blocks), texts)
        else:
            yield from sections_of((*head, *blocks))


def _asking(section: Section, texts: Texts) -> Section:
    """An answer that is a step, below the question what it does and the stack that it finds."""
    first = section.blocks[0] if section.blocks else None
    if section.key != ANSWER or not isinstance(first, Steps) or len(first.rows) != 1:
        return section
    row = first.rows[0]
    found = tuple(pile._replace(items=tuple(map(_unmarked, pile.items))) for pile in row.stacks[:1])
    before = row._replace(stacks=found, remarks=(), tries=())
    after = row._replace(position="", line=(), stacks=row.stacks[1:], spans=())
    question = Paragraph(texts.line("learn", "ask_stack"))
    told = (question, Steps((before,)), Steps((after,)), *section.blocks[1:])
    return section._replace(blocks=told, asked=2)


def _unmarked(item: StackItem) -> StackItem:
    """The item without a mark, which would say what the step does to it."""
    return item._replace(mark="", behind=tuple(map(_unmarked, item.behind)))
