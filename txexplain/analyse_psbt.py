"""A PSBT to a PsbtReport: read, and the transaction to be signed analysed with the spent outputs that it brings."""

from __future__ import annotations

from txexplain.analyse import coin_report, report_of
from txexplain.model.arguments import check_type
from txexplain.model.networks import MAIN, Network
from txexplain.model.psbt import Psbt, PsbtMap, PsbtReport
from txexplain.model.report import OutputReport, Report, SpentOutput
from txexplain.wire.cursor import Cursor
from txexplain.wire.psbt import read_psbt
from txexplain.wire.transaction import read_either


def analyse_psbt(raw: bytes, network: Network = MAIN) -> PsbtReport:
    """Everything that a PSBT tells without checking a signature. Raises DecodeError where the bytes are not one."""
    check_type("raw", raw, bytes)
    check_type("network", network, Network)
    psbt = read_psbt(raw)
    parents = tuple(_parent(each, network) for each in psbt.inputs)
    spent = [_spent(psbt, number, parents[number]) for number in range(len(psbt.inputs))]
    claimed = tuple(_claimed(each, network) for each in psbt.inputs)
    return PsbtReport(psbt, report_of(psbt.tx, spent, network), parents, claimed)


def _claimed(each: PsbtMap, network: Network) -> OutputReport | None:
    found = each.claimed_output
    return found and coin_report(found, network)


def _parent(each: PsbtMap, network: Network) -> Report | None:
    """The whole transaction that the input spends from, where the PSBT brings it."""
    entry = each.one("PSBT_IN_NON_WITNESS_UTXO")
    return None if entry is None else report_of(read_either(Cursor(entry.value.data)), (), network)


def _spent(psbt: Psbt, number: int, parent: Report | None) -> SpentOutput | None:
    """What an input spends: from the whole transaction where that is the right one, else what is claimed (BIP174)."""
    outpoint = psbt.tx.inputs[number].outpoint
    if parent is not None and parent.tx.txid == outpoint.txid and outpoint.vout < len(parent.outputs):
        found = parent.outputs[outpoint.vout]
        return SpentOutput(found.value_sat, found.script.slice.data)
    return psbt.inputs[number].claimed_output
