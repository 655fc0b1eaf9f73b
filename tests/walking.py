"""What the tests of the walkthrough share: stories of examples and of other transactions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from conftest import PSBTS, session_of

from txexplain.explain.document import Block, Document
from txexplain.explain.walk.story import Choice, Story
from txexplain.model.report import SpentOutput
from txexplain.model.subject import Subject, psbt_subject_of
from txexplain.session.psbt import PsbtSession
from txexplain.session.transaction import Session
from txexplain.texts import Line

FULL_STORY = Choice(details=True)


@cache
def story_of(name: str) -> Story:
    """The story of a bundled example, as `explain` tells it."""
    return session_of(name).story()


@cache
def story_of_psbt(name: str) -> Story:
    """The story of a bundled PSBT."""
    return PsbtSession(psbt_subject_of(PSBTS[name])).story()


def story_from(raw: bytes, spent: Sequence[SpentOutput | None] = ()) -> Story:
    return Session(Subject(raw, tuple(spent))).story()


def words(line: Line) -> str:
    return "".join(chunk.text for chunk in line)


def lines_in(value: object) -> list[str]:
    """Every text in a document, a block or a part of one."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, tuple):
        return []
    if value and all(type(each).__name__ == "Chunk" for each in value):
        return [words(value)]
    return [text for each in value for text in lines_in(each)]


def text_of(blocks: Document | tuple[Block, ...]) -> str:
    return "\n".join(lines_in(blocks))
