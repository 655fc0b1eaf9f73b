"""What lessons are made from: sessions of examples, experiments, answers, and pages of other commands."""

from __future__ import annotations

from functools import cache

from txexplain.bundled import load_block, load_example
from txexplain.explain.document import Document
from txexplain.explain.walk.cards import LessonMaterial
from txexplain.explain.walk.story import Story
from txexplain.lessons.answers import answer
from txexplain.model.bytes import Region
from txexplain.model.lesson import Answer, Experiment, Question, Show
from txexplain.model.policy import Policy
from txexplain.model.subject import subject_of, subject_of_block
from txexplain.model.whatif import WhatIf
from txexplain.session.block import BlockSession
from txexplain.session.transaction import Session
from txexplain.session.views import VIEWS, Choices
from txexplain.texts import Texts

KEPT_STEPS = 500


def lesson_material() -> LessonMaterial:
    return LessonMaterial(_story, _try_out, _policies, _answer, _page, _tree)


@cache
def session_of(name: str) -> Session:
    """The session of an example."""
    return Session(subject_of(load_example(name)))


@cache
def _story(name: str) -> Story:
    return session_of(name).story(KEPT_STEPS, diagnosis=False)


@cache
def block_session_of(name: str) -> BlockSession:
    """The session of a bundled block."""
    return BlockSession(subject_of_block(load_block(name)))


def _try_out(item: Experiment) -> WhatIf:
    return session_of(item.example).whatif(item.edits)


def _policies(item: Experiment) -> tuple[Policy | None, Policy | None]:
    return session_of(item.example).policies(_try_out(item))


def _answer(item: Question) -> Answer:
    return answer(item.answer, session_of(item.example), item.numbers)


def _tree(name: str) -> Region:
    return session_of(name).regions


def _page(example: str, show: Show, texts: Texts) -> Document:
    """A page that is no place of the walkthrough."""
    if show.what == "bytes":
        return VIEWS["decode"].page(session_of(example), Choices(bytes=True), texts)
    if show.what == "verify":
        return VIEWS["verify"].page(session_of(example), Choices(diagnosis=False), texts)
    name, *words = show.name.split()
    session = block_session_of(name)
    if show.what == "block":
        return session.document(texts)
    if show.what == "proof":
        return session.proof_document(session.proof(words[0]), texts)
    if show.what == "tree":
        from txexplain.explain.pages.block_tree import block_tree_page
        from txexplain.wire.block import merkle_levels

        return block_tree_page(name, list(merkle_levels(session.report.layout.txids)), texts)
    from txexplain.explain.pages.block_trial import block_trial_page
    from txexplain.lessons.blocks import block_trial

    return block_trial_page(block_trial(session.report.layout, words[0], show.numbers), texts)
