"""The outputs: their types, the data in them, how little they hold (Core: IsStandardTx)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.policy import PolicyReason
from txexplain.model.report import Facts
from txexplain.model.script import NONSTANDARD
from txexplain.policy.view import Dust, View

_MULTISIG, _NULLDATA = "multisig", "nulldata"
_MAX_STANDARD_KEYS = 3


def scriptpubkey(view: View) -> Iterator[PolicyReason]:
    """A script of no known type (Core: IsStandard)."""
    for index, output in enumerate(view.report.outputs):
        if output.type.key == NONSTANDARD:
            from txexplain.policy.alike import likely_form  # hardly any is

            facts = Facts(likely_form(output.script.slice.data) | {"type": NONSTANDARD})
            yield PolicyReason("scriptpubkey", "", "scriptpubkey", "output", index, "0.3.18", facts)


def scriptpubkey_multisig(view: View) -> Iterator[PolicyReason]:
    """A multisig of more keys than three (Core: IsStandard)."""
    for index, output in enumerate(view.report.outputs):
        if output.type.key != _MULTISIG:
            continue
        required, keys = int(output.type.facts["required"]), int(output.type.facts["total"])
        if keys > _MAX_STANDARD_KEYS:
            facts = Facts(required=required, keys=keys, limit=_MAX_STANDARD_KEYS)
            yield PolicyReason("scriptpubkey", "", "scriptpubkey_multisig", "output", index, "0.6", facts)


def datacarrier(view: View) -> Iterator[PolicyReason]:
    """More data than -datacarriersize, of all outputs together; before Core 30 of each."""
    limit = left = view.node.data_carrier_bytes
    name = "datacarrier" if view.node.names_data_carriers else "scriptpubkey"
    for index, output in enumerate(view.report.outputs):
        if output.type.key != _NULLDATA:
            continue
        size = len(output.script.slice.data)
        if size > left:
            facts = Facts(size_bytes=size, left_bytes=left, limit_bytes=limit)
            yield PolicyReason(name, "", "datacarrier", "output", index, "0.9", facts)
        elif view.node.names_data_carriers:
            left -= size


def bare_multisig(view: View) -> Iterator[PolicyReason]:
    """A multisig that no hash hides, where -permitbaremultisig is off."""
    if view.node.permit_bare_multisig:
        return
    for index, output in enumerate(view.report.outputs):
        if output.type.key == _MULTISIG:
            yield PolicyReason("bare-multisig", "", "bare_multisig", "output", index, "0.10")


def dust_each(view: View) -> Iterator[PolicyReason]:
    """Core 27 and 28 refuse each output that is dust as they come to it."""
    if not view.node.dust_outputs:
        yield from _dust(view, view.dust)


def dust_too_many(view: View) -> Iterator[PolicyReason]:
    """Since 29.0 one output may be dust (Core: MAX_DUST_OUTPUTS_PER_TX)."""
    if view.node.dust_outputs and len(view.dust) > view.node.dust_outputs:
        yield from _dust(view, view.dust)


def multi_op_return(view: View) -> Iterator[PolicyReason]:
    """More outputs with data than the one that was passed on before Core 30."""
    limit = view.node.data_outputs
    count = sum(output.type.key == _NULLDATA for output in view.report.outputs)
    if limit is not None and count > limit:
        yield PolicyReason(
            "multi-op-return", rule="multi_op_return", since="0.9", facts=Facts(count=count, limit=limit)
        )


def _dust(view: View, found: tuple[Dust, ...]) -> Iterator[PolicyReason]:
    for each in found:
        facts = dust_facts(each) | {"count": len(view.dust), "allowed": view.node.dust_outputs}
        yield PolicyReason("dust", "", "dust", "output", each.vout, "0.8.2", Facts(facts))


def dust_facts(each: Dust) -> dict[str, int | str]:
    """What is said of an output that is dust."""
    return {"value_sat": each.value_sat, "limit_sat": each.limit_sat, "type": each.type}
