"""Outputs that were others when the message was made: in another order, one fewer, before the fee was taken off."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import permutations

from txexplain.diagnosis.setting import Case, Neighbour, Setting
from txexplain.diagnosis.variants import rewritten
from txexplain.model.report import Facts
from txexplain.model.transaction import INT64_LIMIT
from txexplain.wire.draft import Draft, DraftOutput

_PERMUTED = 4  # outputs of which all orders are tried


def outputs(case: Case, setting: Setting) -> Iterator[Neighbour]:
    for key, order, facts in _chosen(case, setting):
        yield Neighbour(key, rewritten(setting, partial(_take, order)), facts)
    fee = case.report.fee_sat or 0
    for vout, output in enumerate(setting.fields.tx.outputs):
        value_sat = output.value_sat + fee
        if fee and -INT64_LIMIT <= value_sat < INT64_LIMIT:
            facts = Facts(case="fee_not_taken_off", vout=vout, value_sat=value_sat)
            yield Neighbour("other_output_amount", rewritten(setting, partial(_pay, vout, value_sat)), facts)


def _take(order: tuple[int, ...], draft: Draft) -> None:
    draft.outputs = [draft.outputs[place] for place in order]


def _pay(vout: int, value_sat: int, draft: Draft) -> None:
    draft.outputs[vout] = DraftOutput(value_sat, draft.outputs[vout].script)


def _chosen(case: Case, setting: Setting) -> Iterator[tuple[str, tuple[int, ...], Facts]]:
    """Orders, by the numbers that the outputs have now, and which one is left out."""
    found = setting.fields.tx.outputs
    places = tuple(range(len(found)))
    if len(places) < 2:
        return
    yield "outputs_reordered", places[::-1], Facts(case="reversed")
    by_bip69 = sorted(places, key=lambda place: (found[place].value_sat, found[place].script_pubkey.data))
    yield "outputs_reordered", tuple(by_bip69), Facts(case="bip69")
    for vout in reversed(places):
        yield "output_missing", (*places[:vout], *places[vout + 1 :]), Facts(vout=vout)
    if len(places) <= _PERMUTED:
        for order in permutations(places):
            yield "outputs_reordered", order, Facts(case="permuted", order=", ".join(f"#{place}" for place in order))
