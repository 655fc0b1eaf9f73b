"""A PSBT as plain data: Core's `decodepsbt` key for key, with what version 2 and newer BIPs have beside it.

Core's side follows decodepsbt (rpc/rawtransaction.cpp), its orders too: Core keeps what it read in sorted maps.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable

from txexplain.data import Amount, Data
from txexplain.data.decode import SCHEMA_VERSION, decode_data, region_data
from txexplain.data.psbt_analysis import analysis_data
from txexplain.data.psbt_members import (
    INPUT_MEMBERS,
    OUTPUT_MEMBERS,
    proprietary,
    unknown,
    xpub,
    xpub_order,
)
from txexplain.data.psbt_new_members import GLOBAL_MEMBERS, NEW_INPUT_MEMBERS, NEW_OUTPUT_MEMBERS
from txexplain.data.script_pubkey import script_pubkey_data
from txexplain.model.bytes import Region
from txexplain.model.psbt import PsbtMap, PsbtReport
from txexplain.model.psbt_analysis import PsbtAnalysis
from txexplain.model.transaction import MAX_MONEY


def psbt_data(
    found: PsbtReport, analysis: PsbtAnalysis | None = None, tree: Region | None = None, example: str | None = None
) -> dict[str, Data]:
    """What `decodepsbt` prints; in version 2 `tx` is the transaction that the fields put together.

    Where an analysis is given, `analysis` is what `analyzepsbt` prints, and our own beside it, and `psbt` the PSBT
    itself; `tree` is the labelled bytes, as `regions`.
    """
    psbt = found.psbt
    data: dict[str, Data] = {
        "tx": decode_data(found.report),
        "global_xpubs": [xpub(entry) for entry in sorted(psbt.globals.all("PSBT_GLOBAL_XPUB"), key=xpub_order)],
        "psbt_version": psbt.version,
        "proprietary": proprietary(psbt.globals, "PSBT_GLOBAL_PROPRIETARY"),
        "unknown": unknown(psbt.globals),
        "inputs": [_input(found, number) for number in range(len(psbt.inputs))],
        "outputs": [_output(each) for each in psbt.outputs],
    }
    for name, make in GLOBAL_MEMBERS.items():
        _put(data, name, make(psbt.globals))
    fee_sat = _fee_sat(found)
    if fee_sat is not None:
        data["fee"] = Amount(fee_sat)
    if analysis is not None:
        data["analysis"] = analysis_data(analysis)
        data["psbt"] = b64encode(psbt.raw).decode()
        data["schema_version"] = SCHEMA_VERSION
    if example is not None:
        data["example"] = example
    if tree is not None:
        data["regions"] = region_data(tree, psbt.raw)
    return data


def _fee_sat(found: PsbtReport) -> int | None:
    """Inputs less outputs, where every sum on the way is an amount that there can be (Core: MoneyRange)."""
    inputs = [item.spent and item.spent.value_sat for item in found.report.inputs]
    sums = [_sum_in_range(inputs), _sum_in_range([each.value_sat for each in found.report.outputs])]
    return None if None in sums else (sums[0] or 0) - (sums[1] or 0)


def _sum_in_range(amounts: Iterable[int | None]) -> int | None:
    total = 0
    for amount in amounts:
        if amount is None or not 0 <= amount <= MAX_MONEY or total + amount > MAX_MONEY:
            return None
        total += amount
    return total


def _input(found: PsbtReport, number: int) -> Data:
    each, parent, claimed = found.psbt.inputs[number], found.parents[number], found.claimed[number]
    data: dict[str, Data] = {}
    if claimed is not None and claimed.value_sat != -1:
        data["witness_utxo"] = {
            "amount": Amount(claimed.value_sat),
            "scriptPubKey": script_pubkey_data(claimed),
        }
    if parent is not None:
        data["non_witness_utxo"] = decode_data(parent)
    for name, make in (*INPUT_MEMBERS.items(), *NEW_INPUT_MEMBERS.items()):
        _put(data, name, make(each))
    return data


def _output(each: PsbtMap) -> Data:
    data: dict[str, Data] = {}
    for name, make in (*OUTPUT_MEMBERS.items(), *NEW_OUTPUT_MEMBERS.items()):
        _put(data, name, make(each))
    return data


def _put(data: dict[str, Data], name: str, value: Data) -> None:
    if value not in (None, [], {}, ""):
        data[name] = value
