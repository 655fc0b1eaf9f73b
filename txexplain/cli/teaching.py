"""What lessons are made from: stories of examples, experiments, answers, and pages of other commands."""

from __future__ import annotations

from functools import cache, partial

from txexplain.analyse import analyse, regions
from txexplain.bundled import load_example
from txexplain.explain.document import Document
from txexplain.explain.pages.byte_map import byte_map
from txexplain.explain.pages.lesson import LessonMaterial
from txexplain.explain.pages.verify import verify_page
from txexplain.explain.walk.story import Story
from txexplain.lessons.answers import answer
from txexplain.model.lesson import Answer, Experiment, Question, Show
from txexplain.model.networks import MAIN, NETWORKS
from txexplain.model.whatif import WhatIf
from txexplain.texts import Texts
from txexplain.verify import Verifier
from txexplain.whatif import whatif

KEPT_STEPS = 500


def lesson_material() -> LessonMaterial:
    return LessonMaterial(_story, _try_out, _answer, _page)


@cache
def _judge(name: str) -> Verifier:
    """The judge of an example, by the rules of its block."""
    example = load_example(name)
    report = analyse(example.raw, example.spent_outputs, NETWORKS[example.network])
    return Verifier(report, None, example.block_height if example.network == MAIN.name else None)


@cache
def _story(name: str) -> Story:
    judge = _judge(name)
    return Story(judge.verification(), cache(partial(judge.trace, keep_steps=KEPT_STEPS)), load_example(name))


def _try_out(item: Experiment) -> WhatIf:
    judge = _judge(item.example)
    return whatif(judge.report, item.edits, None, judge.height)


def _answer(item: Question) -> Answer:
    return answer(item.answer, _judge(item.example), item.numbers)


def _page(example: str, show: Show, texts: Texts) -> Document:
    """A page that is no place of the walkthrough."""
    report = _judge(example).report
    if show.what == "bytes":
        return byte_map(report, regions(report), texts)
    if show.what == "verify":
        return verify_page(_judge(example).verification(), texts, example=load_example(example))
    from txexplain.cli.block_pages import block_page_of, proof_page_of, read_block_report

    name, *words = show.name.split()
    if show.what == "block":
        return block_page_of(name, texts)
    if show.what == "proof":
        return proof_page_of(name, words[0], texts)
    from txexplain.explain.pages.block_trial import block_trial_page
    from txexplain.lessons.blocks import block_trial

    return block_trial_page(block_trial(read_block_report(name, None)[0].layout, words[0], show.numbers), texts)
