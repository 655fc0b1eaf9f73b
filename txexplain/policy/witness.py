"""Witnesses: where none belongs, and how large they may be (Core: IsWitnessStandard)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.model.bytes import ByteSlice
from txexplain.model.policy import PolicyReason
from txexplain.model.report import Facts
from txexplain.policy.view import View
from txexplain.wire.output_scripts import (
    PAY_TO_ANCHOR,
    is_pay_to_script_hash,
    is_pay_to_taproot,
    witness_program,
)

_MAX_P2WSH_SCRIPT_SIZE = 3_600
_MAX_P2WSH_STACK_ITEMS = 100
_MAX_ITEM_SIZE = 80  # in P2WSH and in tapscript
_SCRIPT_HASH_SIZE = 32
_SINCE = {"annex": "0.21", "tapscript_item_size": "0.21", "control_block_empty": "0.21", "witness_p2a": "28.0"}
_SINCE_SEGWIT = "0.13.1"

_Found = tuple[str, Facts]


def bad_witness(view: View) -> Iterator[PolicyReason]:
    """What is wrong with the witness of each input that has one, and whose spent output is known."""
    for index, item in enumerate(view.report.inputs):
        if not item.txin.witness or item.spent is None:
            continue
        script = item.spent.script.slice.data
        for rule, facts in _of_input(view, script, item.txin.script_sig.data, item.txin.witness):
            since = _SINCE.get(rule, _SINCE_SEGWIT)
            yield PolicyReason("bad-witness-nonstandard", "", rule, "input", index, since, facts)


def _of_input(view: View, script: bytes, script_sig: bytes, witness: Sequence[ByteSlice]) -> Iterator[_Found]:
    if script == PAY_TO_ANCHOR and view.node.knows_anchors:
        yield "witness_p2a", Facts()
        return
    if is_pay_to_taproot(script):
        yield from _taproot(witness)
        return
    if is_pay_to_script_hash(script):
        from txexplain.policy.pushed import pushed_by  # most spend no script hash

        pushed = pushed_by(script_sig)
        if pushed is None:
            return
        if pushed.last is None:
            yield "witness_p2sh", Facts()
            return
        script = pushed.last
    found = witness_program(ByteSlice(0, script))
    if found is None:
        yield "witness_no_program", Facts()
    elif found.version == 0 and len(found.program.data) == _SCRIPT_HASH_SIZE:
        yield from _script_hash(witness)


def _script_hash(witness: Sequence[ByteSlice]) -> Iterator[_Found]:
    items, script = witness[:-1], witness[-1]
    if len(script.data) > _MAX_P2WSH_SCRIPT_SIZE:
        yield "witness_script_size", Facts(size_bytes=len(script.data), limit_bytes=_MAX_P2WSH_SCRIPT_SIZE)
    if len(items) > _MAX_P2WSH_STACK_ITEMS:
        yield "witness_items", Facts(count=len(items), limit=_MAX_P2WSH_STACK_ITEMS)
    yield from _too_large("witness_item_size", items)


def _taproot(witness: Sequence[ByteSlice]) -> Iterator[_Found]:
    from txexplain.wire.taproot import LEAF_VERSION_TAPSCRIPT, leaf_version, split_annex

    items, annex = split_annex(witness)
    if annex:
        yield "annex", Facts()
    if len(items) < 2:
        return
    arguments, control = items[:-2], items[-1]
    if not control.data:
        yield "control_block_empty", Facts()
    elif leaf_version(control.data) == LEAF_VERSION_TAPSCRIPT:
        yield from _too_large("tapscript_item_size", arguments)


def _too_large(rule: str, items: Sequence[ByteSlice]) -> Iterator[_Found]:
    """The first item that is."""
    for number, item in enumerate(items):
        if len(item.data) > _MAX_ITEM_SIZE:
            yield rule, Facts(item=number, size_bytes=len(item.data), limit_bytes=_MAX_ITEM_SIZE)
            return
