"""The outline of a walkthrough: which places there are, in which order."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import groupby

from txexplain.explain.parts.findings import noticed
from txexplain.explain.walk.closing_places import NotesPlace, SizesPlace, TimingPlace, VerdictPlace
from txexplain.explain.walk.input_places import (
    BringsPlace,
    CoinbasePlace,
    InputPlace,
    LockPlace,
    MoreInputsPlace,
    OutcomePlace,
)
from txexplain.explain.walk.opening_places import ActorsPlace, LayoutPlace, SummaryPlace
from txexplain.explain.walk.output_places import MoreOutputsPlace, OutputPlace
from txexplain.explain.walk.place import PLACES, Place
from txexplain.explain.walk.signing_places import CheckPlace, MessageAgainPlace, MessagePlace, MoreMessagesPlace
from txexplain.explain.walk.stage_places import StagePlace
from txexplain.explain.walk.step_places import PassedPlace, SkippedPlace, StepPlace
from txexplain.explain.walk.story import Choice, Story
from txexplain.model.messages import Message, messages
from txexplain.model.spend import InputVerdict, Stage, Step

SHOWN_GROUPS = 8  # kinds of input before the rest is counted
SHOWN_OUTPUTS = 10
SHOWN_MESSAGES = 3  # of one input
SHOWN_SIGNATURES = 1  # over one message


def place_of(key: str, numbers: Sequence[int]) -> Place | None:
    """The place of that kind with these numbers, in the order of its fields; None where there is no such kind."""
    if key.startswith("psbt"):
        import txexplain.explain.walk.psbt_outline  # noqa: F401 -- which has the places that only a PSBT has
    return PLACES[key](*numbers) if key in PLACES else None


def outline(story: Story, choice: Choice) -> tuple[Place, ...]:
    """Every place that the choice leads through, in the order of telling."""
    if story.psbt is None:
        return tuple(_places(story, choice))
    from txexplain.explain.walk.psbt_outline import psbt_places  # which only a PSBT has

    return tuple(psbt_places(story, choice))


def _places(story: Story, choice: Choice) -> Iterator[Place]:
    report = story.report
    chosen = bool(choice.inputs or choice.outputs)
    yield SummaryPlace()
    if not chosen and not choice.brief:
        yield ActorsPlace()
        yield LayoutPlace(may_be_skipped=True)
    inputs = choice.inputs if chosen else told_inputs(story, choice)
    told: dict[Hashable, MessagePlace] = {}
    for vin in inputs:
        yield from _input(story, vin, choice, told)
    if not chosen and len(report.inputs) and not choice.whole:
        left = len(report.inputs) - sum(len(group) for group in story.groups[:SHOWN_GROUPS])
        if left:
            yield MoreInputsPlace(left)
    limit = len(report.outputs) if choice.whole else SHOWN_OUTPUTS
    for vout in choice.outputs if chosen else range(min(limit, len(report.outputs))):
        yield OutputPlace(vout)
    if not chosen and len(report.outputs) > limit:
        yield MoreOutputsPlace(len(report.outputs) - limit)
    yield from (OutputPlace(vout) for vout in choice.also_outputs)
    if not chosen:
        yield from _ending(story)


def _ending(story: Story) -> Iterator[Place]:
    yield SizesPlace()
    yield TimingPlace()
    if noticed(story.report):
        yield NotesPlace()
    yield VerdictPlace()


def told_inputs(story: Story, choice: Choice) -> Sequence[int]:
    """Those told in full: all, or one of each kind, the first kinds only."""
    if choice.whole:
        return range(len(story.report.inputs))
    first = [group[0] for group in story.groups[:SHOWN_GROUPS]]
    return sorted({*first, *choice.also})


def _input(story: Story, vin: int, choice: Choice, told: dict[Hashable, MessagePlace]) -> Iterator[Place]:
    if story.report.tx.is_coinbase:
        yield CoinbasePlace(vin)
        return
    yield InputPlace(vin)
    yield LockPlace(vin)
    if not choice.brief:
        yield BringsPlace(vin)
        spend = story.trace(vin)
        for number, stage in enumerate(spend.run.stages):
            yield StagePlace(vin, number)
            yield from _steps(vin, number, stage)
        yield from _signatures(vin, spend, choice, told)
    yield OutcomePlace(vin)


def _steps(vin: int, number: int, stage: Stage) -> Iterator[Place]:
    """A place a step; steps that are passed over, one after the other, share one, and so do those not kept."""
    expected = first = 0
    for executed, group in groupby(stage.steps, key=_is_told):
        steps = list(group)
        if executed:
            for place, step in enumerate(steps, first):
                if step.position != expected:
                    yield SkippedPlace(vin, number, step.position - expected)
                yield StepPlace(vin, number, place)
                expected = step.position + 1
        else:
            yield PassedPlace(vin, number, first, len(steps))
            expected = steps[-1].position + 1
        first += len(steps)


def _is_told(step: Step) -> bool:
    return step.executed or bool(step.failure)


def _form(message: Message) -> Hashable:
    """What messages have in common that are built alike: how, about an output or none, and how much of a script."""
    sighash = message.sighash
    has_output = any(cover.field == "output" for part in sighash.parts for cover in part.covers)
    return sighash.algorithm, sighash.hash_type, sighash.quirk, has_output, message.checks[0].omitted


def _signatures(vin: int, spend: InputVerdict, choice: Choice, told: dict[Hashable, MessagePlace]) -> Iterator[Place]:
    """The messages that were signed, with the signatures over them; of those built alike the first in full."""
    found = messages(spend.run.checks)
    in_full = choice.details or choice.why
    limit = len(found) if choice.whole or in_full else SHOWN_MESSAGES
    passing = [message for message in found if message.checks[0].passes]
    told_first = [*passing, *(message for message in found if message not in passing)][:limit]
    for number, message in enumerate(found):
        if message not in told_first:
            continue
        form = _form(message)
        if form in told and not in_full:
            yield MessageAgainPlace(vin, number, *told[form])
            continue
        told[form] = MessagePlace(vin, number)
        yield told[form]
        for place in _as_tried(message, spend) if in_full else range(SHOWN_SIGNATURES):
            yield CheckPlace(vin, number, place)
    if len(found) > limit:
        yield MoreMessagesPlace(vin, len(found) - limit)


def _as_tried(message: Message, spend: InputVerdict) -> list[int]:
    """The numbers of the checks over the message, in the order in which they were made."""
    order = {id(check): place for place, check in enumerate(spend.run.checks)}
    return sorted(range(len(message.checks)), key=lambda place: order[id(message.checks[place])])
