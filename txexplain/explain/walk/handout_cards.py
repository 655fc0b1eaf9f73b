"""The cards of a lesson on a handout: for pupils with room to write, for the teacher with every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Listing, Paragraph, Section, Steps, text
from txexplain.explain.parts.choice_letters import choice_letter
from txexplain.explain.parts.lesson_title import number_in
from txexplain.explain.walk.cards import Card, answer_words, choices_of, hint_line
from txexplain.explain.walk.lesson_scenes import LessonMaterial, asked_title, shown_scene
from txexplain.explain.walk.paper import (
    Paper,
    boxes,
    bytes_alone,
    names_off_paper,
    numbers_off_paper,
    plainer,
    sentences_off_paper,
    shortened_hex,
    veiled_scene,
    without_blocks,
    without_commands,
    without_numbers,
    without_secrets,
    without_stacks,
    without_texts,
)
from txexplain.explain.walk.place import Scene
from txexplain.explain.walk.veil import TO_READ, hides, unexplained
from txexplain.model.lesson import Experiment, Lesson, Question, Screen
from txexplain.texts import Chunk, Line, Texts

WORK = "work"  # the key of a section with something to do
_PREDICTED = ("outcome", "blockif")  # kinds of place whose end pupils are to predict


class Sheet(NamedTuple):
    """Whose handout it is, and what it is made from. `command` is what makes an experiment, as it is typed."""

    lesson: Lesson
    course: Sequence[Lesson]
    material: LessonMaterial
    texts: Texts
    teacher: bool = False
    command: Callable[[Experiment], str] | None = None


class CardWriter:
    """Writes the cards of a lesson one after another; questions and experiments are each counted."""

    def __init__(self, sheet: Sheet, others: Sequence[Card]) -> None:
        self.sheet = sheet
        self.texts = sheet.texts
        self._paper = Paper.of(sheet.texts, [card for card in others if hides(card)])
        self._shown: list[Document] = []
        self._printed: list[Document] = []
        self._secret: dict[Document, str] = {}  # what shows the answer to a question asked before it: its number
        self._answers: list[str] = []  # the numbers that were asked for
        self._counts = {"ask": 0, "guess": 0}
        self._is_asked = False  # whether pupils shall find out how something ends, of which nothing was read since

    def sections(self, card: Card) -> Iterator[Section]:
        """What of the card is on the sheet."""
        if card.kind == "ask":
            yield from self._question(card)
        elif card.kind == "guess":
            yield self._experiment(card)
        elif card.place == "tried":
            if self.sheet.teacher:
                yield self._titled(card, self._numbered(card, "guess"), (*card.words, *_blocks(card.shown)))
        elif self.sheet.teacher:
            yield self._told(card)
        else:
            yield from self._read(card)

    def _numbered(self, card: Card, kind: str) -> Line:
        """The title with its number in the lesson."""
        return (*card.title, Chunk(f" {number_in(self.sheet.lesson, self._counts[kind])}"))

    def _titled(self, card: Card, title: Line, blocks: Document, key: str = "") -> Section:
        self._shown += [scene.blocks for scene in card.shown]
        return Section(Heading(title, 3) if title else None, blocks, key=key)

    def _told(self, card: Card) -> Section:
        """What the teacher's sheet has of a card that is read; nothing long twice."""
        words, shown = card.words if card.fresh else (), self._fresh(card, card.shown)
        is_step = hides(card) == "stack" and card.place == "step"
        return self._titled(card, shortened_hex(card.title), (*shown, *words) if is_step else (*words, *shown))

    def _fresh(self, card: Card, scenes: Sequence[Scene]) -> Document:
        """What is shown, without what has been printed."""
        blocks: list[Block] = []
        for scene in scenes:
            fresh = () if scene.blocks in self._printed else _blocks((scene,))
            is_longer = card.place == "verify"  # begins as the page of the transaction alone does
            blocks += without_blocks(fresh, self._printed) if is_longer else fresh
            self._printed.append(scene.blocks)
        return tuple(blocks)

    def _read(self, card: Card) -> Iterator[Section]:
        """What a pupil's sheet has of it; nothing of what the lesson keeps `off_paper`."""
        words, off_paper = self._words(card)
        asked, self._is_asked = self._is_asked, card.place in _PREDICTED
        if self._is_asked:
            room = (*self._paper.room("how_it_ends", 2), *self._paper.room("found_out", 2))
            yield self._titled(card, card.title, (*self._paper.trial(card, self.sheet.lesson.number), *room), WORK)
        elif off_paper and not words:
            self._shown += [scene.blocks for scene in card.shown]
        elif hides(card) == "stack":
            veiled = [veiled_scene(scene, self._paper) for scene in card.shown]
            veiled = list(map(without_stacks, veiled)) if "stack" in names_off_paper(card) else veiled
            yield self._titled(card, card.title, (*_blocks(veiled), *self._paper.stack_room()), WORK)
        elif card.shown or not asked:
            card = self._unasked(card)
            opened = [] if off_paper else self._open(card)
            is_withheld = bool(opened) and not any(scene.blocks for scene in opened)
            shown = without_texts(self._fresh(card, opened), tuple(self._lines_off_paper(card)))
            shown = without_numbers(shown, numbers_off_paper(card))
            if shown or (words and not is_withheld):
                title = () if off_paper and self._has_stood(card) else card.title
                title, words = (without_numbers(each, self._answers) for each in (title, words))
                yield self._titled(card, shortened_hex(title), (*words, *plainer(shown, self.texts)))

    def _has_stood(self, card: Card) -> bool:
        """Whether all that the card shows was shown before, be it beside a question."""
        return all(scene.blocks in self._shown for scene in card.shown)

    def _words(self, card: Card) -> tuple[Document, bool]:
        """The lesson's words on a pupil's sheet, and whether what is shown is left off it."""
        item, words = card.item, card.words if card.fresh else ()
        if not isinstance(item, Screen):
            return words, False
        told = item.texts[self.texts.language].get("sheet")
        if words and told is not None:
            words = (Paragraph(self.texts.marked(told)),) if told else ()
        return () if "words" in names_off_paper(card) else words, card.show in item.off_paper

    def _lines_off_paper(self, card: Card) -> Iterator[Line]:
        """The sentences that the lesson leaves off a pupil's sheet, what is told of the example among them."""
        yield from sentences_off_paper(card, self.texts)
        for show in card.item.off_paper if isinstance(card.item, Screen) else ():
            example = self.sheet.material.story(card.example).example if show.what == "story" else None
            if example is not None:
                yield text(example.texts[self.texts.language][1])

    def _open(self, card: Card) -> list[Scene]:
        """What is shown to pupils: nothing that was asked for before, nor a stack that they are to find out."""
        kept = [self._kept(scene, card) for scene in card.shown]
        return kept if card.place in TO_READ else [without_secrets(scene, self._paper) for scene in kept]

    def _kept(self, scene: Scene, card: Card) -> Scene:
        """The scene with a gap where it has the number that was asked for; else its tables, its bytes, or nothing."""
        number = self._secret.get(scene.blocks)
        gapped = without_numbers(scene, [number] if number else [])
        if (number == "" and card.place == "message") or "sentences" in names_off_paper(card):
            return unexplained(gapped)
        return scene if number is None else gapped if gapped != scene else bytes_alone(scene)

    def _unasked(self, card: Card) -> Card:
        """The card with a title that does not tell how a check ends, where that was asked for before."""
        if card.show is None or card.place != "check" or not any(each.blocks in self._secret for each in card.shown):
            return card
        return card._replace(title=asked_title(card.example, card.show, self.sheet.material, self.texts))

    def _experiment(self, card: Card) -> Section:
        """The change and the question; for pupils the verdicts to choose from, and room for what happens."""
        self._counts["guess"] += 1
        blocks = self._change(card)
        if not self.sheet.teacher:
            verdicts = (f"short_verdict_{name}" for name in ("valid", "invalid", "unknown"))
            guesses = boxes([self.texts.plain("learn", key) for key in verdicts])
            guess = Paragraph((*self.texts.line("handout", "guess"), *guesses))
            blocks = (*blocks, guess, *self._paper.room("why", 1), *self._paper.room("happened", 2))
        return Section(Heading(self._numbered(card, "guess"), 3), blocks, key=WORK)

    def _change(self, card: Card) -> Document:
        """What is changed and how it is tried; long bytes, which nobody types, are short on a pupil's sheet."""
        do, *changes, asked = card.words  # no changes where it is judged as it is
        if self.sheet.command is None or not isinstance(card.item, Experiment):
            return card.words
        rows = tuple(row for block in changes if isinstance(block, Facts) for row in block.rows)
        told = rows if self.sheet.teacher else shortened_hex(rows)
        return (do, Facts((*told, self._way(self.sheet.command(card.item))), long_labels=True), asked)

    def _way(self, command: str) -> Fact:
        """How an experiment is made: by the command; where that is too long for pupils to type, in the lesson."""
        if self.sheet.teacher or shortened_hex(command) == command:
            return Fact(self.texts.plain("handout", "command"), (text(command, "code"),))
        way = self.texts.line("handout", "in_lesson", number=self.sheet.lesson.number)
        return Fact(self.texts.plain("handout", "try_it"), (way,))

    def _question(self, card: Card) -> Iterator[Section]:
        """The question, below what it is about where that was not shown yet."""
        self._counts["ask"] += 1
        assert isinstance(card.item, Question)
        seen = ((), *self._shown, *self._secret)
        off_paper = not self.sheet.teacher and bool(card.item.off_paper)
        shown = () if off_paper else map(self._beside, card.shown)
        beside = tuple(scene for scene in shown if scene.blocks not in seen)
        told = self._answered(card.item) if self.sheet.teacher else self._asked(card.item)
        blocks: list[Block] = []
        for scene in beside:
            blocks += [Heading(shortened_hex(scene.title), 4), *_blocks((scene,))]
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
            self._secret[blocks] = "" if isinstance(right, bool | str) else answer_words(right, self.texts)

    def _beside(self, scene: Scene) -> Scene:
        """What is shown beside a question; for pupils no stack, which they draw themselves."""
        if self.sheet.teacher or scene.blocks in self._shown:
            return scene
        if any(isinstance(block, Steps) for block in scene.blocks):
            return scene._replace(blocks=())
        return veiled_scene(unexplained(scene), self._paper)

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
