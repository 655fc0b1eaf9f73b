"""The handouts of the course as tests read them: section by section, and all their words without spaces."""

from __future__ import annotations

import re
from functools import cache

from txexplain.explain.document import Document, Section
from txexplain.explain.walk.handout import handout_sections
from txexplain.lessons import all_lessons
from txexplain.lessons.handouts import sheet_of
from txexplain.render.plain import plain_text
from txexplain.texts import Texts, plain

LESSONS = {lesson.name: lesson for lesson in all_lessons()}


@cache
def sections(name: str, language: str, *, teacher: bool = False) -> tuple[Section, ...]:
    return tuple(handout_sections(sheet_of(LESSONS[name], Texts(language), teacher=teacher)))


def blocks_of(sections: tuple[Section, ...]) -> Document:
    return tuple(block for section in sections for block in section.blocks)


def words_of(sections: tuple[Section, ...]) -> str:
    heads = [plain(section.heading.line) for section in sections if section.heading]
    return squeezed(" ".join(heads) + plain_text(blocks_of(sections), 100))


def squeezed(words: str) -> str:
    """Without spaces and marks, so that no line break hides what is looked for."""
    return re.sub(r"[\s`*]+", "", words)
