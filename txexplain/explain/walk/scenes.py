"""Who tells which place."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.explain.parts.terms import term_callouts
from txexplain.explain.walk import tell_inputs, tell_running, tell_signing, tell_whole
from txexplain.explain.walk.story import Place, Scene, Story
from txexplain.texts import Texts

Teller = Callable[[Place, Story, Texts, bool], Scene]

_TELLERS: dict[str, Teller] = {
    "summary": tell_whole.summary_scene,
    "actors": tell_whole.actors_scene,
    "layout": tell_whole.layout_scene,
    "input": tell_inputs.input_scene,
    "coinbase": tell_inputs.coinbase_scene,
    "lock": tell_inputs.lock_scene,
    "brings": tell_inputs.brings_scene,
    "stage": tell_running.stage_scene,
    "step": tell_running.step_scene,
    "passed": tell_running.passed_scene,
    "skipped": tell_running.skipped_scene,
    "message": tell_signing.message_scene,
    "message_again": tell_signing.again_scene,
    "check": tell_signing.check_scene,
    "more_messages": tell_signing.more_messages_scene,
    "outcome": tell_inputs.outcome_scene,
    "more_inputs": tell_whole.more_inputs_scene,
    "output": tell_whole.output_scene,
    "more_outputs": tell_whole.more_outputs_scene,
    "sizes": tell_whole.sizes_scene,
    "timing": tell_whole.timing_scene,
    "notes": tell_whole.notes_scene,
    "verdict": tell_whole.verdict_scene,
}


def scene(place: Place, story: Story, texts: Texts, *, why: bool = False) -> Scene:
    """What is told at the place; `why` adds the long form. Words that are new there are explained at its end."""
    told = _TELLERS[place.key](place, story, texts, why)
    if not place.terms:
        return told
    return told._replace(blocks=(*told.blocks, *term_callouts(place.terms, texts)))
