"""A PSBT to a PsbtReport: read, and the transaction to be signed analysed with the spent outputs that it brings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from txexplain.analyse import coin_report, inner_script, report_of
from txexplain.model.arguments import check_type
from txexplain.model.bytes import ByteSlice
from txexplain.model.networks import MAIN, Network
from txexplain.model.psbt import Psbt, PsbtMap, PsbtReport
from txexplain.model.report import Coin, InnerScript, OutputReport, Report, SpentOutput
from txexplain.model.transaction import Transaction
from txexplain.wire.cursor import Cursor
from txexplain.wire.psbt import read_psbt
from txexplain.wire.transaction import read_either

if TYPE_CHECKING:
    from txexplain.model.chain import Lookup

_FIELDS_OF_SCRIPTS = {
    "redeem_script": ("PSBT_IN_REDEEM_SCRIPT", "PSBT_OUT_REDEEM_SCRIPT"),
    "witness_script": ("PSBT_IN_WITNESS_SCRIPT", "PSBT_OUT_WITNESS_SCRIPT"),
    "leaf_script": ("PSBT_IN_TAP_LEAF_SCRIPT",),
}
_OF_SIZE = ("size_below_policy", "size_of_two_hashes")


def analyse_psbt(
    raw: bytes,
    network: Network = MAIN,
    spent_outputs: Sequence[Coin | None] = (),
    lookup: Lookup | None = None,
) -> PsbtReport:
    """Everything that a PSBT tells without checking a signature.

    `spent_outputs` are what was told beside it, in input order: they stand in where it brings none itself. `lookup`
    is what a server told of the transaction in it. Raises DecodeError where the bytes are not one.
    """
    check_type("raw", raw, bytes)
    check_type("network", network, Network)
    psbt = read_psbt(raw)
    parents = tuple(_parent(each, network) for each in psbt.inputs)
    told = [*spent_outputs, *[None] * (len(psbt.inputs) - len(spent_outputs))]
    spent = [coin or other for coin, other in zip(coins_brought(psbt), told, strict=True)]
    claimed = tuple(_claimed(each, network) for each in psbt.inputs)
    ins, outs = (tuple(map(_scripts, maps)) for maps in (psbt.inputs, psbt.outputs))
    report = _without_waiting(report_of(psbt.tx, spent, network, lookup), psbt)
    return PsbtReport(psbt, report, parents, claimed, ins, outs)


def _without_waiting(report: Report, psbt: Psbt) -> Report:
    """Without what is noticed of an output whose script is still to be computed (BIP375), and of the size until
    then."""
    waiting = {each.number for each in psbt.outputs if each.waits_for_script}
    kept = (each for each in report.findings if each.facts.get("vout") not in waiting and each.key not in _OF_SIZE)
    return report._replace(findings=tuple(kept)) if waiting else report


def _scripts(each: PsbtMap) -> tuple[InnerScript, ...]:
    """Those that the map states, by the role that they have."""
    return tuple(
        inner_script(role, entry.value if role != "leaf_script" else _without_version(entry.value))
        for role, fields in _FIELDS_OF_SCRIPTS.items()
        for field in fields
        for entry in each.all(field)
    )


def _without_version(leaf: ByteSlice) -> ByteSlice:
    """A leaf script; behind it stands its version (BIP371)."""
    return ByteSlice(leaf.start, leaf.data[:-1])


def _claimed(each: PsbtMap, network: Network) -> OutputReport | None:
    found = each.claimed_output
    return found and coin_report(found, network)


def _parent(each: PsbtMap, network: Network) -> Report | None:
    parent = _parent_of(each)
    return None if parent is None else report_of(parent, (), network)


def _parent_of(each: PsbtMap) -> Transaction | None:
    """The whole transaction that the input spends from, where the PSBT brings it."""
    entry = each.one("PSBT_IN_NON_WITNESS_UTXO")
    return None if entry is None else read_either(Cursor(entry.value.data))


def coins_brought(psbt: Psbt) -> tuple[SpentOutput | None, ...]:
    """What the inputs spend as the PSBT tells it, in input order."""
    return tuple(_coin(psbt, each) for each in psbt.inputs)


def coins_proven(psbt: Psbt) -> frozenset[int]:
    """The inputs whose coin a whole transaction in the PSBT proves."""
    return frozenset(each.number for each in psbt.inputs if _proven_coin(psbt, each) is not None)


def _coin(psbt: Psbt, each: PsbtMap) -> SpentOutput | None:
    """From the whole transaction where that is the right one, else what is claimed (BIP174)."""
    return _proven_coin(psbt, each) or each.claimed_output


def _proven_coin(psbt: Psbt, each: PsbtMap) -> SpentOutput | None:
    parent, outpoint = _parent_of(each), psbt.tx.inputs[each.number].outpoint
    if parent is None or parent.txid != outpoint.txid or outpoint.vout >= len(parent.outputs):
        return None
    value_sat, script = parent.outputs[outpoint.vout]
    return SpentOutput(value_sat, script.data)
