"""The list of lessons: the core path, the electives, the test at the end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from txexplain.explain.document import Block, Document, Heading, Listing, Paragraph, join, styled, text
from txexplain.explain.parts.lesson_title import title_of
from txexplain.explain.parts.numbers import grouped
from txexplain.model.course import FINAL_TEST, QUESTIONS, core_path, electives, minutes_of
from txexplain.model.frozen import FrozenDict
from txexplain.model.lesson import Lesson
from txexplain.texts import Line, Texts

_BETWEEN = " · "


class Taken(NamedTuple):
    """The numbers of the lessons that are done; by the name of a lesson, how many answers were right, of how many."""

    done: Collection[int] = frozenset()
    scores: Mapping[str, tuple[int, int]] = FrozenDict()


def lessons_page(lessons: Sequence[Lesson], taken: Taken, texts: Texts) -> Document:
    """All lessons by number and name with their minutes, what to know before them, and what was taken of them."""
    intro = Paragraph(texts.line("learn", "intro", count=grouped(len(lessons))))
    marks = [texts.line("course", "marks")]
    if taken.done or taken.scores:
        marks.append(texts.line("course", "marks_taken"))
    told = Paragraph(join(*marks, by=texts.plain("page", "between_sentences")))
    blocks: list[Block] = [Heading(texts.line("learn", "heading"), 1), intro, told]
    for key, chosen in (("core", core_path(lessons)), ("electives", electives(lessons))):
        if chosen:
            blocks.append(Heading(part_line(key, chosen, texts), 2))
            blocks.append(Listing(tuple(_row(lesson, taken, texts) for lesson in chosen)))
        if key == "core":
            blocks.append(Paragraph(texts.line("course", "portions")))
    blocks += [Heading(texts.line("course", "test"), 2), Listing((_test_row(taken, texts),))]
    return tuple(blocks)


def part_line(key: str, chosen: Sequence[Lesson], texts: Texts) -> Line:
    """The heading of the core path or of the electives: how many lessons, and their minutes together."""
    return texts.line("course", key, count=len(chosen), minutes=minutes_of(chosen))


def _row(lesson: Lesson, taken: Taken, texts: Texts) -> tuple[str, Line]:
    mark = "✓" if lesson.number in taken.done else " "
    details = join(*map(_quiet, _details(lesson, taken, texts)), by=_BETWEEN)
    title = text(title_of(lesson, texts))
    return f"{mark} {lesson.number:>2}  {lesson.name}", join(title, details, by=_BETWEEN)


def _test_row(taken: Taken, texts: Texts) -> tuple[str, Line]:
    told = texts.line("course", "test_about", count=QUESTIONS)
    return f"     {FINAL_TEST}", join(told, *map(_quiet, _score(FINAL_TEST, taken, texts)), by=_BETWEEN)


def _quiet(line: Line) -> Line:
    return styled(line, "label")


def _details(lesson: Lesson, taken: Taken, texts: Texts) -> Iterator[Line]:
    if lesson.minutes:
        yield texts.line("course", "minutes", minutes=lesson.minutes)
    if lesson.needs:
        yield texts.line("course", "needs", names=", ".join(lesson.needs))
    yield from _score(lesson.name, taken, texts)


def _score(name: str, taken: Taken, texts: Texts) -> Iterator[Line]:
    if name in taken.scores:
        right, asked = taken.scores[name]
        yield texts.line("course", "score", right=right, asked=asked)
