"""A lesson on paper: for pupils without answers and with room to write, or for the teacher with every answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Listing, Paragraph, Section, text
from txexplain.explain.parts.choice_letters import choice_letter
from txexplain.explain.parts.lesson_title import number_in
from txexplain.explain.walk.cards import Card, answer_words, cards, choices_of, hint_line, lesson_words
from txexplain.explain.walk.lesson_scenes import LessonMaterial, shown_scene
from txexplain.explain.walk.paper import (
    Paper,
    boxes,
    bytes_alone,
    veiled_scene,
    without_commands,
    without_numbers,
    without_secrets,
)
from txexplain.explain.walk.place import Scene
from txexplain.explain.walk.veil import hides, unexplained
from txexplain.model.lesson import Lesson, Question
from txexplain.texts import Chunk, Line, Texts

LESSON = "lesson"  # the key of the section with which a lesson begins, on a page of its own
WORK = "work"  # of one with something to do
_ON_STUDENTS_SHEET = ("goal", "example")
_PREDICTED = ("outcome", "blockif")  # kinds of place whose end pupils are to predict


class Sheet(NamedTuple):
    """Whose handout it is, and what it is made from."""

    lesson: Lesson
    course: Sequence[Lesson]
    material: LessonMaterial
    texts: Texts
    teacher: bool = False


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
    writer = _Writer(sheet, others)
    for card in others:
        yield from writer.sections(card)
    if sheet.teacher:
        told = last.words if sheet.lesson.drawn_from else (Facts((_fact(sheet, "source"),)),)
        yield Section(Heading(last.title, 3), told)


def _opening(sheet: Sheet, card: Card) -> Section:
    """Whose sheet it is and what it is for; the teacher's begins with the misconception."""
    texts = sheet.texts
    facts = [row for block in card.words if isinstance(block, Facts) for row in block.rows]
    if sheet.lesson.drawn_from:
        return _opening_of_test(sheet, card)
    if sheet.teacher:
        belief = texts.plain("learn", "belief")
        rows = (_fact(sheet, "belief"), _fact(sheet, "truth"), *(row for row in facts if row.label != belief))
        title = texts.line("handout", "for_teacher", title="".join(chunk.text for chunk in card.title))
        return Section(Heading(title, 1), (Facts(rows),), key=LESSON)
    labels = {texts.plain("learn", key) for key in _ON_STUDENTS_SHEET}
    kept = tuple(row for row in facts if row.label in labels)
    head = Paragraph(texts.line("handout", "name_and_date"))
    return Section(Heading(card.title, 1), (head, Facts(kept)), key=LESSON)


def _opening_of_test(sheet: Sheet, card: Card) -> Section:
    """The same of the final test; the teacher's names the command that gives the same questions."""
    texts = sheet.texts
    if sheet.teacher:
        title = texts.line("handout", "for_teacher", title="".join(chunk.text for chunk in card.title))
        return Section(Heading(title, 1), card.words, key=LESSON)
    head = Paragraph(texts.line("handout", "name_and_date"))
    return Section(Heading(card.title, 1), (head, card.words[0]), key=LESSON)


def _fact(sheet: Sheet, key: str) -> Fact:
    words = lesson_words(sheet.lesson, sheet.texts)[key]
    return Fact(sheet.texts.plain("learn", key), (sheet.texts.marked(words),))


class _Writer:
    """Writes the cards of a lesson one after another; questions and experiments are each counted."""

    def __init__(self, sheet: Sheet, others: Sequence[Card]) -> None:
        self.sheet = sheet
        self.texts = sheet.texts
        self._paper = Paper.of(sheet.texts, [card for card in others if hides(card)])
        self._shown: list[Document] = []
        self._secret: list[Document] = []  # what shows the answer to a question that was asked before it
        self._answers: list[str] = []  # the numbers that were asked for
        self._counts = {"ask": 0, "guess": 0}
        self._is_told = False  # whether the card before showed how something ends, which pupils shall find out

    def sections(self, card: Card) -> Iterator[Section]:
        """What of the card is on the sheet."""
        if card.kind == "ask":
            yield from self._question(card)
        elif card.kind == "guess":
            yield self._experiment(card)
        elif card.place == "tried":
            if self.sheet.teacher:
                yield self._titled(card, self._numbered(card, "guess"), (*card.words, *_blocks(card.shown)))
        else:
            yield self._read(card)

    def _numbered(self, card: Card, kind: str) -> Line:
        """The title with its number in the lesson."""
        return (*card.title, Chunk(f" {number_in(self.sheet.lesson, self._counts[kind])}"))

    def _titled(self, card: Card, title: Line, blocks: Document, key: str = "") -> Section:
        self._shown += [scene.blocks for scene in card.shown]
        return Section(Heading(title, 3) if title else None, blocks, key=key)

    def _read(self, card: Card) -> Section:
        words = card.words if card.fresh else ()
        shown = _blocks(card.shown)
        is_step, is_end = hides(card) == "stack", card.place in _PREDICTED
        told, self._is_told = self._is_told, is_end
        if self.sheet.teacher:
            blocks = (*shown, *words) if is_step and card.place == "step" else (*words, *shown)
            return self._titled(card, card.title, blocks)
        if is_end:
            return self._titled(card, card.title, self._paper.room("how_it_ends", 2), WORK)
        if is_step:
            veiled = [veiled_scene(scene, self._paper) for scene in card.shown]
            return self._titled(card, card.title, (*_blocks(veiled), *self._paper.room("draw_stack", 3)), WORK)
        if told and not card.shown:
            return self._titled(card, card.title, self._paper.room("found_out", 2), WORK)
        title, words = (without_numbers(each, self._answers) for each in (card.title, words))
        return self._titled(card, title, (*words, *_blocks(self._open(card))))

    def _open(self, card: Card) -> list[Scene]:
        """What is shown to pupils: nothing that was asked for before, nor a stack that they are to find out."""
        bare = (bytes_alone(scene) if scene.blocks in self._secret else scene for scene in card.shown)
        return [without_secrets(scene, self._paper) for scene in bare]

    def _experiment(self, card: Card) -> Section:
        """The change and the question; for pupils the verdicts to choose from, and room for what happens."""
        self._counts["guess"] += 1
        blocks = card.words
        if not self.sheet.teacher:
            verdicts = (f"short_verdict_{name}" for name in ("valid", "invalid", "unknown"))
            guesses = boxes([self.texts.plain("learn", key) for key in verdicts])
            guess = Paragraph((*self.texts.line("handout", "guess"), *guesses))
            blocks = (*blocks, guess, *self._paper.room("why", 1), *self._paper.room("happened", 2))
        return Section(Heading(self._numbered(card, "guess"), 3), blocks, key=WORK)

    def _question(self, card: Card) -> Iterator[Section]:
        """The question, below what it is about where that was not shown yet."""
        self._counts["ask"] += 1
        assert isinstance(card.item, Question)
        seen = ((), *self._shown, *self._secret)
        beside = tuple(scene for scene in map(self._beside, card.shown) if scene.blocks not in seen)
        told = self._answered(card.item) if self.sheet.teacher else self._asked(card.item)
        blocks: list[Block] = []
        for scene in beside:
            blocks += [Heading(scene.title, 4), *scene.blocks]
        paragraph = card.words[0]
        self._shown += [scene.blocks for scene in beside]
        self._keep_secret(card.item)
        yield Section(Heading(self._numbered(card, "ask"), 3), (*blocks, paragraph, *told), key=WORK)

    def _keep_secret(self, item: Question) -> None:
        """Remembers the answer and what shows it, unless that was shown before, so that pupils find it there."""
        right = self.sheet.material.answer(item)
        if not isinstance(right, bool | str):
            self._answers.append(answer_words(right, self.texts))
        if self.sheet.teacher or item.see is None or item.see in item.beside:
            return
        blocks = shown_scene(item.example, item.see, self.sheet.material, self.texts).blocks
        if blocks not in self._shown:
            self._secret.append(blocks)

    def _beside(self, scene: Scene) -> Scene:
        """What is shown beside a question; for pupils no stack, which they draw themselves."""
        if self.sheet.teacher or scene.blocks in self._shown:
            return scene
        return veiled_scene(unexplained(scene), self._paper, keep_steps=False)

    def _asked(self, item: Question) -> Document:
        """What to answer on: boxes, or a line."""
        choices = list(choices_of(item, self.texts))
        if choices:
            return (
                Listing(tuple((f"□ {choice_letter(digit)}", self.texts.marked(words)) for digit, words in choices)),
            )
        if isinstance(self.sheet.material.answer(item), bool):
            names = [self.texts.plain("learn", key) for key in ("yes", "no")]
            return (Paragraph((*self.texts.line("learn", "ask_answer"), Chunk(" "), *boxes(names))),)
        return self._paper.room("answer", 1)

    def _answered(self, item: Question) -> Document:
        """The answer, why it is so, and the hint."""
        texts, right = self.texts, self.sheet.material.answer(item)
        choices = [
            (f"{'■' if digit == right else '□'} {choice_letter(digit)}", texts.marked(words))
            for digit, words in choices_of(item, texts)
        ]
        words = item.texts[texts.language]
        answer = choice_letter(right) if isinstance(right, str) else answer_words(right, texts)
        rows = [Fact(texts.plain("handout", "answer_label"), (text(answer, "strong"),))]
        if "after" in words:
            rows.append(Fact(texts.plain("handout", "because"), (texts.marked(words["after"]),)))
        rows.append(Fact(texts.plain("handout", "hint"), (hint_line(item, texts),)))
        return (*([Listing(tuple(choices))] if choices else []), Facts(tuple(rows)))


def _blocks(scenes: Sequence[Scene]) -> Document:
    """What is shown, but for commands to type next, which paper has no use for."""
    return tuple(block for scene in scenes for block in without_commands(scene.blocks))
