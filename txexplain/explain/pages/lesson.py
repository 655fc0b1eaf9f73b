"""A lesson as a page, and the list of all."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.explain.document import Block, Document, Heading, Listing, Paragraph, text
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.walk.cards import LessonMaterial, answer_words, cards, lesson_words
from txexplain.model.lesson import Lesson, Question
from txexplain.texts import Chunk, Line, Texts


def lesson_page(lesson: Lesson, course: Sequence[Lesson], material: LessonMaterial, texts: Texts) -> Document:
    """The lesson from beginning to end, for reading or for a class; answers stand at its end."""
    blocks: list[Block] = []
    answers: list[tuple[str, Line]] = []
    for card in cards(lesson, course, material, texts):
        title = card.title
        if card.kind == "ask":
            number = f"{lesson.number}.{len(answers) + 1}"
            title = (*title, Chunk(f" {number}"))
            assert isinstance(card.item, Question)
            answers.append((number, text(answer_words(material.answer(card.item), texts), "strong")))
        if title:
            blocks.append(Heading(title, 3 if blocks else 1))
        blocks += card.words if card.fresh else ()
        if card.kind == "read":
            blocks += [block for scene in card.shown for block in scene.blocks]
    if answers:
        blocks += [Heading(texts.line("learn", "heading_answers"), 3), Listing(tuple(answers))]
    return tuple(blocks)


def lessons_page(lessons: Sequence[Lesson], done: frozenset[int], texts: Texts) -> Document:
    """All lessons by number and name, those that are done with a mark."""
    rows = tuple(
        (
            f"{'✓' if lesson.number in done else ' '} {lesson.number:>2}  {lesson.name}",
            text(lesson_words(lesson, texts)["title"]),
        )
        for lesson in lessons
    )
    intro = Paragraph(texts.line("learn", "intro", count=grouped(len(lessons))))
    return (Heading(texts.line("learn", "heading"), 1), intro, Listing(rows))
