"""The outline of a walkthrough of a PSBT; what is finished is walked through as the transaction that it is."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.walk.closing_places import TimingPlace
from txexplain.explain.walk.input_places import MoreInputsPlace
from txexplain.explain.walk.output_places import MoreOutputsPlace
from txexplain.explain.walk.place import Place
from txexplain.explain.walk.psbt_places import (
    PsbtCheckPlace,
    PsbtInputPlace,
    PsbtKeysPlace,
    PsbtMessagePlace,
    PsbtNextPlace,
    PsbtOutputPlace,
    PsbtRolesPlace,
    PsbtSummaryPlace,
    told_psbt,
)
from txexplain.explain.walk.story import Choice, Story

SHOWN_INPUTS = 8
SHOWN_OUTPUTS = 10
SHOWN_MESSAGES = 3  # of one input


def psbt_places(story: Story, choice: Choice) -> Iterator[Place]:
    """Every place that the choice leads through, in the order of telling."""
    ins, outs = len(story.report.inputs), len(story.report.outputs)
    chosen = bool(choice.inputs or choice.outputs)
    yield PsbtSummaryPlace()
    if not chosen and not choice.brief:
        yield PsbtRolesPlace()
    limit = ins if choice.whole else SHOWN_INPUTS
    also = [vin for vin in choice.also if vin >= limit]
    for vin in choice.inputs if chosen else (*range(min(limit, ins)), *also):
        yield from _input(story, vin, choice)
    if not chosen and ins > limit:
        yield MoreInputsPlace(ins - limit)
    limit = outs if choice.whole else SHOWN_OUTPUTS
    for vout in choice.outputs if chosen else range(min(limit, outs)):
        yield PsbtOutputPlace(vout)
    if not chosen:
        if outs > limit:
            yield MoreOutputsPlace(outs - limit)
        yield TimingPlace()
        yield PsbtNextPlace()


def _input(story: Story, vin: int, choice: Choice) -> Iterator[Place]:
    yield PsbtInputPlace(vin)
    yield PsbtKeysPlace(vin)
    if choice.brief:
        return
    messages = told_psbt(story).messages(vin).messages
    for number, message in enumerate(messages if choice.details else messages[:SHOWN_MESSAGES]):
        yield PsbtMessagePlace(vin, number)
        for signature in range(len(message.checks) if choice.details else min(1, len(message.checks))):
            yield PsbtCheckPlace(vin, number, signature)
