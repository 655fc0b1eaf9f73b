"""Lessons as cards, one after another: something to read, a guess and what comes of it, a question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import Block, Callout, Document, Fact, Facts, Heading, Listing, Paragraph, text
from txexplain.explain.parts.changes import changes, edit_fact
from txexplain.explain.parts.errors import error_facts, error_title
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.outcome import input_changes, new_faults, verdict_change
from txexplain.explain.walk.outline import place_of
from txexplain.explain.walk.place import Scene, Telling
from txexplain.explain.walk.story import Story
from txexplain.model.lesson import Answer, Experiment, Lesson, Question, Screen, Show
from txexplain.model.policy import Policy
from txexplain.model.whatif import InputDifference, WhatIf
from txexplain.texts import Chunk, Line, Texts


class LessonMaterial(NamedTuple):
    """What the cards are made from, by those who find it out.

    `story` gives that of an example, `try_out` makes an experiment, `policies` are what relay says before and
    after it, `answer` computes that of a question, and `page` gives pages that are no places of a walkthrough:
    the byte map, a block, a proof.
    """

    story: Callable[[str], Story]
    try_out: Callable[[Experiment], WhatIf]
    policies: Callable[[Experiment], tuple[Policy | None, Policy | None]]
    answer: Callable[[Question], Answer]
    page: Callable[[str, Show, Texts], Document]


class Card(NamedTuple):
    """One screen of a lesson. `kind` is `read`, `guess` (valid or not?) or `ask`; `item` is what it belongs to."""

    kind: str
    scene: Scene
    item: Screen | Experiment | Question | None = None


def lesson_words(lesson: Lesson, texts: Texts) -> dict[str, str]:
    return dict(lesson.texts[texts.language])


def cards(lesson: Lesson, course: Sequence[Lesson], material: LessonMaterial, texts: Texts) -> Iterator[Card]:
    """Every card of the lesson; after a guess stands what came of it, at the end the next lesson of the course."""
    yield Card("read", _opening(lesson, texts))
    for item in lesson.items:
        if isinstance(item, Screen):
            yield from _screen(item, material, texts)
        elif isinstance(item, Experiment):
            yield Card("guess", _guess(item, texts), item)
            yield Card("read", _outcome(item, material, texts), item)
        else:
            yield Card("ask", _question(item, texts), item)
    following = next((each for each in course if each.number > lesson.number), None)
    yield Card("read", _closing(lesson, following, texts))


def _opening(lesson: Lesson, texts: Texts) -> Scene:
    words = lesson_words(lesson, texts)
    title = texts.line("learn", "lesson", number=lesson.number, title=words["title"])
    facts = [(key, words[key]) for key in ("goal", "belief", "source") if words.get(key)]
    rows = tuple(Fact(texts.plain("learn", key), (texts.marked(told),)) for key, told in facts)
    example = Fact(texts.plain("learn", "example"), (text(lesson.example, "code"),))
    return Scene(title, (Facts((*rows, example)),))


def _closing(lesson: Lesson, following: Lesson | None, texts: Texts) -> Scene:
    words = lesson_words(lesson, texts)
    belief = Fact(texts.plain("learn", "belief"), (texts.marked(words["belief"]),))
    truth = Fact(texts.plain("learn", "truth"), (texts.marked(words["truth"]),))
    blocks: list[Block] = [Facts((belief, truth))]
    if following is not None:
        blocks.append(Listing(((f"txexplain learn {following.number}", texts.line("learn", "next_lesson")),)))
    return Scene(texts.line("learn", "heading_end"), tuple(blocks))


def _screen(item: Screen, material: LessonMaterial, texts: Texts) -> Iterator[Card]:
    """A card for each thing shown, the words above the first."""
    words: tuple[Block, ...] = (Paragraph(texts.marked(item.texts[texts.language]["text"])),)
    if not item.shows:
        yield Card("read", Scene((), words), item)
    for show in item.shows:
        told = shown_scene(item.example, show, material, texts)
        yield Card("read", told._replace(blocks=(*words, *told.blocks)), item)
        words = ()


def shown_scene(example: str, show: Show, material: LessonMaterial, texts: Texts) -> Scene:
    """The place of the walkthrough, or the page."""
    place = place_of(show.what, show.numbers)
    if place is not None:
        return place.tell(Telling(material.story(example), texts))
    title, *blocks = material.page(example, show, texts)
    line = title.line if isinstance(title, Heading) else ()
    return Scene(line, tuple(blocks))


def _guess(item: Experiment, texts: Texts) -> Scene:
    words = item.texts[texts.language]
    edits = tuple(edit_fact(edit, texts) for edit in item.edits)
    asked = Callout("odd", "", texts.marked(words["guess"]))
    blocks = (Paragraph(texts.marked(words["do"])), Facts(edits, long_labels=True), asked)
    return Scene(texts.line("learn", "heading_try"), blocks)


def _outcome(item: Experiment, material: LessonMaterial, texts: Texts) -> Scene:
    """What came of it, in short and in a sentence; then the rules that are broken now, and what was changed."""
    found = material.try_out(item)
    told = Callout("fact", "", texts.marked(item.texts[texts.language]["after"]))
    more = (*new_faults(found, material.policies(item), texts), *changes(found, texts)) if found.error is None else ()
    return Scene(texts.line("learn", "heading_outcome"), (*_in_short(found, texts), told, *more))


def _in_short(found: WhatIf, texts: Texts) -> Document:
    """The verdict, and the inputs that are judged otherwise."""
    if found.error is not None:
        return (Paragraph(error_title(found.error, texts)), error_facts(found.error, texts))
    told = [each for each in found.inputs if _is_other(each)] or list(found.inputs[:1])
    left = len(found.inputs) - len(told)
    rest = (Paragraph(texts.line("learn", "same_inputs", count=grouped(left))),) if left else ()
    return (verdict_change(found, texts), *input_changes(told, texts), *rest)


def _is_other(difference: InputDifference) -> bool:
    before, after = difference.before, difference.after
    if before is None or after is None:
        return True
    return before.verdict is not after.verdict or before.policy != after.policy


def _question(item: Question, texts: Texts) -> Scene:
    line = texts.marked(item.texts[texts.language]["ask"])
    return Scene(texts.line("learn", "heading_question"), (Paragraph(line),))


def answer_words(value: Answer, texts: Texts) -> str:
    """A number, or yes or no."""
    if isinstance(value, bool):
        return texts.plain("learn", "yes" if value else "no")
    return grouped(value)


def hint_line(item: Question, texts: Texts) -> Line:
    return texts.marked(item.texts[texts.language]["hint"])


def lesson_page(lesson: Lesson, course: Sequence[Lesson], material: LessonMaterial, texts: Texts) -> Document:
    """The lesson from beginning to end, for reading or for a class; answers stand at its end."""
    blocks: list[Block] = []
    answers: list[tuple[str, Line]] = []
    for card in cards(lesson, course, material, texts):
        level = 3 if blocks else 1
        if card.scene.title:
            title = card.scene.title
            if card.kind == "ask":
                number = f"{lesson.number}.{len(answers) + 1}"
                title = (*title, Chunk(f" {number}"))
                assert isinstance(card.item, Question)
                answers.append((number, text(answer_words(material.answer(card.item), texts), "strong")))
            blocks.append(Heading(title, level))
        blocks += card.scene.blocks
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
