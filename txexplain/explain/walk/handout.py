"""A lesson on paper: for pupils without answers and with room to write, or for the teacher with every answer."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Paragraph, Section
from txexplain.explain.walk.cards import Card, cards, lesson_words
from txexplain.explain.walk.handout_cards import CardWriter, Sheet
from txexplain.texts import plain

LESSON = "lesson"  # the key of the section with which a lesson begins, on a page of its own
_ON_STUDENTS_SHEET = ("goal", "example")


def handout_page(sheet: Sheet) -> Document:
    """The handout as one document."""
    blocks: list[Block] = []
    for section in handout_sections(sheet):
        blocks += [section.heading] if section.heading else []
        blocks += section.blocks
    return tuple(blocks)


def handout_sections(sheet: Sheet) -> Iterator[Section]:
    """The lesson card by card."""
    first, *others = cards(sheet.lesson, sheet.course, sheet.material, sheet.texts)
    yield _opening(sheet, first)
    *others, last = others
    writer = CardWriter(sheet, others)
    for card in others:
        yield from writer.sections(card)
    if sheet.teacher and sheet.lesson.drawn_from:
        yield Section(Heading(last.title, 3), last.words)


def _opening(sheet: Sheet, card: Card) -> Section:
    """Whose sheet it is and what it is for; the teacher's begins with the misconception."""
    texts = sheet.texts
    facts = [row for block in card.words if isinstance(block, Facts) for row in block.rows]
    if sheet.lesson.drawn_from:
        return _opening_of_test(sheet, card)
    if sheet.teacher:
        belief = texts.plain("learn", "belief")
        others = (row for row in facts if row.label != belief)
        rows = (_fact(sheet, "belief"), _fact(sheet, "truth"), *others, _fact(sheet, "source"))
        title = texts.line("handout", "for_teacher", title="".join(chunk.text for chunk in card.title))
        return Section(Heading(title, 1), (Facts(rows),), key=LESSON)
    labels = {texts.plain("learn", key) for key in _ON_STUDENTS_SHEET}
    kept = tuple(row for row in facts if row.label in labels)
    head = Paragraph(texts.line("handout", "name_and_date"))
    return Section(Heading(card.title, 1), (head, Facts(kept)), key=LESSON)


def _opening_of_test(sheet: Sheet, card: Card) -> Section:
    """The same of the final test, with its number; the teacher's names the command that gives the same questions."""
    texts, lesson = sheet.texts, sheet.lesson
    title = texts.line("handout", "test", title=plain(card.title), seed=lesson.seed)
    if sheet.teacher:
        title = texts.line("handout", "for_teacher", title=plain(title))
        return Section(Heading(title, 1), card.words, key=LESSON)
    head = Paragraph(texts.line("handout", "name_and_date"))
    about = Paragraph(texts.line("handout", "about_test", count=len(lesson.items)))
    return Section(Heading(title, 1), (head, about), key=LESSON)


def _fact(sheet: Sheet, key: str) -> Fact:
    words = lesson_words(sheet.lesson, sheet.texts)[key]
    return Fact(sheet.texts.plain("learn", key), (sheet.texts.marked(words),))
