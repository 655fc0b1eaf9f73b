"""Lessons as cards, one after another: something to read, a guess and what comes of it, a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import (
    Block,
    Callout,
    Document,
    Fact,
    Facts,
    Listing,
    Paragraph,
    text,
)
from txexplain.explain.parts.changes import changes, edit_fact
from txexplain.explain.parts.consequence import consequence
from txexplain.explain.parts.errors import error_facts, error_title
from txexplain.explain.parts.lesson_title import lesson_title
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.outcome import input_changes, new_faults, verdict_before, verdict_change
from txexplain.explain.walk.changed_bytes import changed_fields
from txexplain.explain.walk.final_test import after_test, before_test
from txexplain.explain.walk.lesson_scenes import LessonMaterial, coins, shown_scene, witness_items
from txexplain.explain.walk.place import Scene
from txexplain.explain.walk.story import Story
from txexplain.model.course import FINAL_TEST, following
from txexplain.model.lesson import Answer, Experiment, Item, Lesson, Question, Screen, Show
from txexplain.model.whatif import Edit, InputDifference, WhatIf
from txexplain.texts import Line, Texts, plain

_INPUT, _WITNESS_ITEM = re.compile(r"vin\[(\d+)\]"), re.compile(r"vin\[(\d+)\]\.witness\[(\d+)\]")


class Card(NamedTuple):
    """One card of a lesson. `kind` is `read`, `guess` (valid or not?) or `ask`; `item` is what it belongs to.

    `words` are the lesson's own, which a card shares with the one before it where it is not `fresh`. `shown` is what
    they are about, told of `example`: to read, or beside a guess or a question. `place` is the kind of place that is
    read, which is `show`; `tried` where that is what came of a guess.
    """

    kind: str
    title: Line
    words: Document
    example: str
    item: Item | None = None
    shown: tuple[Scene, ...] = ()
    fresh: bool = True
    place: str = ""
    show: Show | None = None


def lesson_words(lesson: Lesson, texts: Texts) -> dict[str, str]:
    return dict(lesson.texts[texts.language])


def cards(lesson: Lesson, course: Sequence[Lesson], material: LessonMaterial, texts: Texts) -> Iterator[Card]:
    """Every card of the lesson; after a guess stands what came of it, at the end the next lesson of the course."""
    yield _opening(lesson, material, texts)
    last: tuple[Scene, ...] = ()
    for item in lesson.items:
        if isinstance(item, Screen):
            for card in _screen(item, material, texts):
                last = card.shown
                yield card
        elif isinstance(item, Experiment):
            yield _guess(item, material, texts)
            yield _outcome(item, material, texts)
        else:
            yield _question(item, last, material, texts)
    yield _closing(lesson, course, texts)


def _opening(lesson: Lesson, material: LessonMaterial, texts: Texts) -> Card:
    """What the reader will be able to do, what on, and what most people get wrong."""
    words, title = lesson_words(lesson, texts), lesson_title(lesson, texts)
    if lesson.drawn_from:
        return Card("read", title, before_test(lesson, texts), lesson.example)
    goal, belief = (_fact(key, words[key], texts) for key in ("goal", "belief"))
    rows = (goal, _example(lesson, material, texts), _contents(lesson, texts), belief)
    return Card("read", title, (Facts(rows),), lesson.example)


def _fact(key: str, words: str, texts: Texts) -> Fact:
    return Fact(texts.plain("learn", key), (texts.marked(words),))


def _example(lesson: Lesson, material: LessonMaterial, texts: Texts) -> Fact:
    example = material.story(lesson.example).example
    title = text(example.texts[texts.language][0]) if example else ()
    return Fact(texts.plain("learn", "example"), (text(lesson.example, "code"),), title)


def _contents(lesson: Lesson, texts: Texts) -> Fact:
    """How many things there are to read, to try and to answer."""
    kinds = [type(item) for item in lesson.items]
    counts = {"screens": kinds.count(Screen), "trials": kinds.count(Experiment), "questions": kinds.count(Question)}
    return Fact(texts.plain("learn", "contents"), (texts.line("learn", "counts", **counts),))


def _closing(lesson: Lesson, course: Sequence[Lesson], texts: Texts) -> Card:
    """The misconception and what is true, where to read on, and the next lesson of the course."""
    if lesson.drawn_from:
        return Card("read", texts.line("course", "test_where"), after_test(lesson, course, texts), lesson.example)
    words = lesson_words(lesson, texts)
    blocks: list[Block] = [Facts(tuple(_fact(key, words[key], texts) for key in ("belief", "truth", "source")))]
    blocks.append(Listing(tuple(_leads_to(lesson, course, texts))))
    return Card("read", texts.line("learn", "heading_end"), tuple(blocks), lesson.example)


def _leads_to(lesson: Lesson, course: Sequence[Lesson], texts: Texts) -> Iterator[tuple[str, Line]]:
    """The next lesson; after the core path, and at the end of all, the final test."""
    after = next_lesson(lesson, course)
    if after is not None:
        title = texts.line("learn", "next_lesson", title=lesson_words(after, texts)["title"])
        yield f"txexplain learn {after.number}", title
    if after is None or after.core != lesson.core:
        yield f"txexplain learn {FINAL_TEST}", texts.line("course", "test_leads", title=texts.plain("course", "test"))


def next_lesson(lesson: Lesson, course: Sequence[Lesson]) -> Lesson | None:
    """The one that is taken after it."""
    return following(lesson, course)


def _screen(item: Screen, material: LessonMaterial, texts: Texts) -> Iterator[Card]:
    """A card for each thing shown, all with the same words."""
    words: Document = (Paragraph(texts.marked(item.texts[texts.language]["text"])),)
    if not item.shows:
        yield Card("read", (), words, item.example, item)
    for number, show in enumerate(item.shows):
        scene = shown_scene(item.example, show, material, texts)
        yield Card("read", scene.title, words, item.example, item, (scene,), not number, show.what, show)


def _guess(item: Experiment, material: LessonMaterial, texts: Texts) -> Card:
    """What is changed, and what the reader is asked; beside it what stands there now, and the bytes of it."""
    words = item.texts[texts.language]
    edits = tuple(_edit(edit, texts) for edit in item.edits)
    asked = Callout("odd", "", texts.marked(words["guess"]))
    changed = (Facts(edits, long_labels=True),) if edits else ()
    blocks = (Paragraph(texts.marked(words["do"])), *changed, asked)
    story, found = material.story(item.example), material.try_out(item)
    spans = changed_fields(story.report.tx, found.raw, found.after and found.after.report.tx)
    title = texts.line("learn", "before_change" if edits else "coins_of", example=item.example)
    beside = Scene(title, (_changed(item, story, texts),), spans)
    return Card("guess", texts.line("learn", "heading_try"), blocks, item.example, item, (beside,))


def _edit(edit: Edit, texts: Texts) -> Fact:
    """The change as it is typed; which byte a bit lies in is said besides."""
    fact = edit_fact(edit, texts)
    if edit.action != "flip" or edit.path.isdigit():
        return fact
    bit = int(edit.value)
    return fact._replace(note=texts.line("learn", "which_bit", bit=grouped(bit), byte=grouped(bit // 8)))


def _changed(item: Experiment, story: Story, texts: Texts) -> Block:
    """The items of a witness that are changed; else the money, the inputs that are changed before the others."""
    paths = [edit.path for edit in item.edits]
    found = [match for path in paths if (match := _WITNESS_ITEM.fullmatch(path))]
    if found and len(found) == len(paths) and len({match[1] for match in found}) == 1:
        return witness_items(story, int(found[0][1]), [int(match[2]) for match in found], texts).blocks[0]
    first = [f"#{match[1]}" for path in paths if (match := _INPUT.match(path))]
    return coins(story, texts, fee=True, first=first)


def _outcome(item: Experiment, material: LessonMaterial, texts: Texts) -> Card:
    """What came of it, in a line, by verdicts and in a sentence; then the rules broken now, and what was changed."""
    found = material.try_out(item)
    if not item.edits:
        return _as_it_is(item, found, texts)
    told = Callout("fact", "", texts.marked(item.texts[texts.language]["after"]))
    policies = material.policies(item) if found.error is None else (None, None)
    more = (*new_faults(found, policies, texts), *changes(found, texts)) if found.error is None else ()
    in_short = Paragraph(consequence(found, policies, texts))
    blocks = (in_short, *_verdicts(found, texts), told, *more)
    return Card("read", texts.line("learn", "heading_outcome"), blocks, item.example, item, place="tried")


def _as_it_is(item: Experiment, found: WhatIf, texts: Texts) -> Card:
    """What is to be said of a transaction in which nothing was changed."""
    told = Callout("fact", "", texts.marked(item.texts[texts.language]["after"]))
    blocks = (Paragraph(texts.line("consequence", "unchanged")), verdict_before(found, texts), told)
    return Card("read", texts.line("learn", "heading_outcome"), blocks, item.example, item, place="tried")


def _verdicts(found: WhatIf, texts: Texts) -> Document:
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


def _question(item: Question, last: tuple[Scene, ...], material: LessonMaterial, texts: Texts) -> Card:
    """The question, and beside it what it is about, or what was shown last."""
    choices = tuple((digit, texts.marked(words)) for digit, words in choices_of(item, texts))
    words: Document = (Paragraph(texts.marked(item.texts[texts.language]["ask"])),)
    if choices:
        words = (*words, Listing(choices))
    beside = tuple(_beside(item, show, material, texts) for show in item.beside) or last
    return Card("ask", texts.line("learn", "heading_question"), words, item.example, item, beside)


def _beside(item: Question, show: Show, material: LessonMaterial, texts: Texts) -> Scene:
    """What is shown beside a question; of which input, where there are several to compare."""
    scene = shown_scene(item.example, show, material, texts)
    if len(item.beside) == 1 or not show.numbers or show.what == "raw":
        return scene
    return scene._replace(title=texts.line("learn", "of_input", vin=show.numbers[0], title=plain(scene.title)))


def choices_of(item: Question, texts: Texts) -> Iterator[tuple[str, str]]:
    """The choices of a question, each with its digit; none where a number, or yes or no, is asked for."""
    words = item.texts[texts.language]
    for digit in "1234":
        if f"choice{digit}" in words:
            yield digit, words[f"choice{digit}"]


def answer_words(value: Answer, texts: Texts) -> str:
    """A number, or yes or no, or the digit of a choice."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return texts.plain("learn", "yes" if value else "no")
    return grouped(value)


def hint_line(item: Question, texts: Texts) -> Line:
    return texts.marked(item.texts[texts.language]["hint"])


def after_line(item: Question, texts: Texts) -> Line:
    """Why the answer is what it is, where the lesson says so."""
    return texts.marked(item.texts[texts.language].get("after", ""))
