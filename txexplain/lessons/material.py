"""What lessons are made from: sessions of examples, experiments, answers, and pages of other commands."""

from __future__ import annotations

from functools import cache

from txexplain.explain.document import Document
from txexplain.explain.walk.lesson_scenes import LessonMaterial
from txexplain.explain.walk.story import Story
from txexplain.lessons.answers import answer
from txexplain.lessons.pages import PAGES
from txexplain.lessons.sessions import session_of, shown_session_of
from txexplain.model.bytes import Region
from txexplain.model.lesson import Answer, Experiment, Question, Show
from txexplain.model.policy import Policy
from txexplain.model.whatif import WhatIf
from txexplain.texts import Texts

KEPT_STEPS = 500


def lesson_material() -> LessonMaterial:
    return LessonMaterial(_story, _try_out, _policies, _answer, _page, _tree)


@cache
def _story(name: str) -> Story:
    return shown_session_of(name).story(KEPT_STEPS, diagnosis=False)


def _try_out(item: Experiment) -> WhatIf:
    return session_of(item.example).whatif(item.edits)


def _policies(item: Experiment) -> tuple[Policy | None, Policy | None]:
    return session_of(item.example).policies(_try_out(item))


def _answer(item: Question) -> Answer:
    return item.right or answer(item.answer, shown_session_of(item.example), item.numbers)


def _tree(name: str) -> Region:
    """Of the transaction: of a PSBT, of that which is to be signed or is finished."""
    fields = _story(name).fields
    assert fields is not None
    return fields()


def _page(example: str, show: Show, texts: Texts) -> Document:
    """A page that is no place of the walkthrough."""
    return PAGES[show.what](example, show, texts)
