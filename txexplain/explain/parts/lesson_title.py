"""What a lesson is called."""

from __future__ import annotations

from txexplain.model.lesson import Lesson
from txexplain.texts import Line, Texts


def title_of(lesson: Lesson, texts: Texts) -> str:
    """Its title alone."""
    return lesson.texts[texts.language]["title"]


def lesson_title(lesson: Lesson, texts: Texts) -> Line:
    """Its number and its title; of the final test the title."""
    if lesson.drawn_from:
        return texts.line("course", "test")
    return texts.line("learn", "lesson", number=lesson.number, title=title_of(lesson, texts))
