"""A lesson as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import Block, Document, Heading, Listing, Paragraph, Section, text
from txexplain.explain.parts.lesson_title import number_in
from txexplain.explain.walk.cards import Card, after_line, answer_words, cards, choices_of
from txexplain.explain.walk.lesson_scenes import LessonMaterial
from txexplain.explain.walk.veil import hides, unexplained
from txexplain.model.lesson import Answer, Lesson, Question
from txexplain.texts import Chunk, Line, Texts, plain

ANSWER = "answer"  # the key of a section that a reader opens when it was predicted
ANSWERS = "answers"  # of one that stands at the end of a lesson
_ENDS = (".", "?", "!", "。", "？", "！")  # of a sentence
_BLANK = "_" * 24


class _Asked(NamedTuple):
    """What stands at the end of the lesson: the outcomes of what was tried, and the answers."""

    outcomes: list[Section]
    answers: list[tuple[str, Line]]


def lesson_page(lesson: Lesson, course: Sequence[Lesson], material: LessonMaterial, texts: Texts) -> Document:
    """The lesson from beginning to end, for reading or for a class; outcomes and answers stand at its end."""
    blocks: list[Block] = []
    for section in lesson_sections(lesson, course, material, texts):
        blocks += [section.heading] if section.heading else []
        blocks += section.blocks
    return tuple(blocks)


def lesson_sections(
    lesson: Lesson, course: Sequence[Lesson], material: LessonMaterial, texts: Texts, *, written: bool = False
) -> Iterator[Section]:
    """The lesson by its cards; where answers are `written`, with a line to write on."""
    asked = _Asked([], [])
    blank = (Paragraph((*texts.line("learn", "ask_answer"), Chunk(f" {_BLANK}"))),) if written else ()
    level = 1
    seen: list[Document] = []
    for card in cards(lesson, course, material, texts):
        title = card.title
        if card.kind != "read" or card.place == "tried":
            title = (*title, Chunk(f" {_number(lesson, card, asked)}"))
        section = Section(
            Heading(title, level) if title else None, _blocks(card, seen), key=ANSWER if hides(card) else ""
        )
        level = 3
        seen += [scene.blocks for scene in card.shown]
        if card.place == "tried":
            asked.outcomes.append(section._replace(key=ANSWERS))
            continue
        if card.kind == "ask":
            assert isinstance(card.item, Question)
            told = _answer(card.item, material.answer(card.item), texts)
            asked.answers.append((_number(lesson, card, asked), told))
        yield section if card.kind == "read" else section._replace(blocks=(*section.blocks, *blank))
    if asked.answers:
        heading = Heading(texts.line("learn", "heading_answers"), 3)
        yield Section(heading, (Listing(tuple(asked.answers)),), key=ANSWERS)
    yield from asked.outcomes


def _answer(item: Question, value: Answer, texts: Texts) -> Line:
    """The answer, of a choice its digit and its words; and why it is so, where the lesson says that."""
    told = text(answer_words(value, texts), "strong")
    words = dict(choices_of(item, texts)).get(item.right)
    if words is not None:
        told = (*told, *texts.line("learn", "between_digit_and_choice"), *texts.marked(words))
    after = after_line(item, texts)
    if not after:
        return told
    ends = plain(told).endswith(_ENDS)
    between = texts.line("page", "between_sentences") if ends else texts.line("learn", "between_answer_and_reason")
    return (*told, *between, *after)


def _beside(card: Card, seen: Sequence[Document]) -> Iterator[Block]:
    """What a question is about, without what explains it, unless it was seen."""
    for scene in card.shown:
        if scene.blocks and scene.blocks not in seen:
            yield from (Paragraph(scene.title), *unexplained(scene).blocks)


def _number(lesson: Lesson, card: Card, asked: _Asked) -> str:
    """Questions and experiments are each counted."""
    count = len(asked.answers) if card.kind == "ask" else len(asked.outcomes)
    return number_in(lesson, count + 1)


def _blocks(card: Card, seen: Sequence[Document]) -> Document:
    """The words of the card and what they are about, which stands first where they look ahead to the next step.

    What a question is about stands before it, unless it was `seen`.
    """
    words = card.words if card.fresh else ()
    if card.kind == "ask":
        return (*_beside(card, seen), *words)
    shown = [block for scene in card.shown for block in scene.blocks] if card.kind == "read" else []
    return (*shown, *words) if card.place == "step" and hides(card) else (*words, *shown)
