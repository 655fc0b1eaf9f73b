"""The outline of a walkthrough: which places there are, in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from txexplain.explain.parts.findings import noticed
from txexplain.explain.walk.story import CHAPTER, DETAIL, SECTION, STEP, Choice, Place, Story
from txexplain.explain.walk.words import with_terms
from txexplain.model.messages import messages
from txexplain.model.spend import InputVerdict, Stage, Step

SHOWN_GROUPS = 8  # kinds of input before the rest is counted
SHOWN_OUTPUTS = 10
SHOWN_MESSAGES = 3  # of one input
SHOWN_SIGNATURES = 1  # over one message


def outline(story: Story, choice: Choice) -> tuple[Place, ...]:
    """Every place that the choice leads through, in the order of telling."""
    return with_terms(_places(story, choice), story)


def _places(story: Story, choice: Choice) -> Iterator[Place]:
    report = story.report
    chosen = bool(choice.inputs or choice.outputs)
    yield Place("summary", CHAPTER)
    if not chosen and not choice.brief:
        yield Place("actors", CHAPTER)
        yield Place("layout", CHAPTER)
    inputs = choice.inputs if chosen else told_inputs(story, choice)
    told: set[tuple[str, int, str]] = set()
    for vin in inputs:
        yield from _input(story, vin, choice, told)
    if not chosen and len(report.inputs) and not choice.whole:
        left = len(report.inputs) - sum(len(group) for group in story.groups[:SHOWN_GROUPS])
        if left:
            yield Place("more_inputs", CHAPTER, length=left)
    limit = len(report.outputs) if choice.whole else SHOWN_OUTPUTS
    for vout in choice.outputs if chosen else range(min(limit, len(report.outputs))):
        yield Place("output", CHAPTER, vout)
    if not chosen:
        if len(report.outputs) > limit:
            yield Place("more_outputs", CHAPTER, length=len(report.outputs) - limit)
        yield from _ending(story)


def _ending(story: Story) -> Iterator[Place]:
    yield Place("sizes", CHAPTER)
    yield Place("timing", CHAPTER)
    if noticed(story.report):
        yield Place("notes", CHAPTER)
    yield Place("verdict", CHAPTER)


def told_inputs(story: Story, choice: Choice) -> Sequence[int]:
    """Those told in full: all, or one of each kind, the first kinds only."""
    if choice.whole:
        return range(len(story.report.inputs))
    first = [group[0] for group in story.groups[:SHOWN_GROUPS]]
    return sorted({*first, *choice.also})


def _input(story: Story, vin: int, choice: Choice, told: set[tuple[str, int, str]]) -> Iterator[Place]:
    if story.report.tx.is_coinbase:
        yield Place("coinbase", CHAPTER, vin)
        return
    yield Place("input", CHAPTER, vin)
    yield Place("lock", SECTION, vin)
    if not choice.brief:
        yield Place("brings", SECTION, vin)
        spend = story.trace(vin)
        for number, stage in enumerate(spend.run.stages):
            yield Place("stage", SECTION, vin, number)
            yield from _steps(vin, number, stage)
        yield from _signatures(vin, spend, choice, told)
    yield Place("outcome", SECTION, vin)


def _steps(vin: int, number: int, stage: Stage) -> Iterator[Place]:
    """A place a step; steps that are passed over, one after the other, share one, and so do those not kept."""
    expected = first = 0
    for executed, group in groupby(stage.steps, key=_is_told):
        steps = list(group)
        if executed:
            for place, step in enumerate(steps, first):
                if step.position != expected:
                    yield Place("skipped", STEP, vin, number, place, step.position - expected)
                yield Place("step", STEP, vin, number, place)
                expected = step.position + 1
        else:
            yield Place("passed", STEP, vin, number, first, len(steps))
            expected = steps[-1].position + 1
        first += len(steps)


def _is_told(step: Step) -> bool:
    return step.executed or bool(step.failure)


def _signatures(vin: int, spend: InputVerdict, choice: Choice, told: set[tuple[str, int, str]]) -> Iterator[Place]:
    """The messages that were signed, with the signatures over them; of those built alike the first in full."""
    found = messages(spend.run.checks)
    in_full = choice.details or choice.why
    limit = len(found) if choice.whole or in_full else SHOWN_MESSAGES
    passing = [message for message in found if message.checks[0].passes]
    told_first = [*passing, *(message for message in found if message not in passing)][:limit]
    for number, message in enumerate(found):
        if message not in told_first:
            continue
        form = (message.sighash.algorithm, message.sighash.hash_type, message.sighash.quirk)
        if form in told and not in_full:
            yield Place("message_again", DETAIL, vin, step=number)
            continue
        told.add(form)
        yield Place("message", DETAIL, vin, step=number)
        for place in range(len(message.checks) if in_full else SHOWN_SIGNATURES):
            yield Place("check", DETAIL, vin, stage=place, step=number)
    if len(found) > limit:
        yield Place("more_messages", DETAIL, vin, length=len(found) - limit)
