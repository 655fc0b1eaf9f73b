"""What the final test says before its questions and after them, where a lesson tells its goal and what is true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from txexplain.explain.document import Document, Heading, Listing, Paragraph
from txexplain.explain.parts.lesson_title import title_of
from txexplain.model.lesson import Lesson
from txexplain.texts import Texts


def before_test(test: Lesson, texts: Texts) -> Document:
    """What it is, and how to get the same questions again."""
    words = test.texts[texts.language]
    again = Listing(((f"txexplain learn {words['again']}", texts.line("course", "test_again")),))
    return (Paragraph(texts.marked(words["goal"])), again)


def after_test(test: Lesson, course: Sequence[Lesson], texts: Texts) -> Document:
    """For whoever takes it on paper: which lesson each question is from."""
    rows = []
    for lesson in _asked_about(test, course):
        numbers = [str(at) for at, name in enumerate(test.drawn_from, 1) if name == lesson.name]
        key = "test_from" if len(numbers) == 1 else "test_from_several"
        told = texts.line("course", key, numbers=", ".join(numbers), title=title_of(lesson, texts))
        rows.append((_command(lesson), told))
    return (Paragraph(texts.line("course", "test_on_paper")), Listing(tuple(rows)))


def to_read_again(test: Lesson, course: Sequence[Lesson], states: Mapping[int, str], texts: Texts) -> Document:
    """The lessons with an answer that was wrong or shown; `states` are those of the cards, the first asks nothing."""
    missed = [name for at, name in enumerate(test.drawn_from, 1) if states.get(at) in ("wrong", "shown")]
    rows = []
    for lesson in _asked_about(test, course):
        count = missed.count(lesson.name)
        if count:
            key = "test_missed_one" if count == 1 else "test_missed_many"
            rows.append((_command(lesson), texts.line("course", key, count=count, title=title_of(lesson, texts))))
    if not rows:
        return (Paragraph(texts.line("course", "test_nothing_to_read")),)
    return (Heading(texts.line("course", "test_read_again"), 3), Listing(tuple(rows)))


def _asked_about(test: Lesson, course: Sequence[Lesson]) -> Iterator[Lesson]:
    return (lesson for lesson in course if lesson.name in test.drawn_from)


def _command(lesson: Lesson) -> str:
    return f"txexplain learn {lesson.name}"
