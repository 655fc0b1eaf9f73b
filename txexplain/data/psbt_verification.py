"""The verdict on a PSBT, and the messages of an input, as plain data: what `verify` and `sighash` print of one."""

from __future__ import annotations

from txexplain.data import Data
from txexplain.data.decode import SCHEMA_VERSION
from txexplain.data.psbt_analysis import analysis_data
from txexplain.data.sighash import message_data
from txexplain.data.verify import verify_data
from txexplain.model.hexadecimal import display_hex
from txexplain.model.messages import Message
from txexplain.model.psbt import PsbtReport
from txexplain.model.psbt_analysis import PsbtMessages, PsbtVerification


def psbt_verify_data(found: PsbtReport, told: PsbtVerification) -> dict[str, Data]:
    """The verdict, who comes next, every signature; where it is complete the finished transaction and its verdict."""
    done = told.verification if told.complete else None
    lookup = found.report.lookup
    data: dict[str, Data] = {
        "psbt_version": found.psbt.version,
        "txid": display_hex(found.report.tx.txid),
        "verdict": told.verdict.value,
        "complete": told.complete,
        "failing_inputs": list(told.failing_inputs),
        "analysis": analysis_data(told.analysis),
        "final_txid": None if done is None else display_hex(done.report.tx.txid),
        "hex": None if done is None else done.report.tx.raw.hex(),
        "transaction": None if done is None else verify_data(done),
        "schema_version": SCHEMA_VERSION,
    }
    if lookup is not None:
        from txexplain.data.chain import lookup_data

        data["lookup"] = lookup_data(lookup)
    return data


def psbt_sighash_data(found: PsbtReport, told: PsbtMessages) -> dict[str, Data]:
    """Each message once, with the signatures over it, and the keys that may still sign it."""
    tx = found.report.tx
    rows: list[Data] = []
    for each in told.messages:
        data = message_data(Message(each.sighash, each.checks), tx, told.vin)
        may_sign: list[Data] = [key.hex() for key in each.may_sign]
        rows.append({**data, "leaf_hash": each.leaf_hash.hex() or None, "may_sign": may_sign})
    return {
        "psbt_version": found.psbt.version,
        "txid": display_hex(tx.txid),
        "index": told.vin,
        "lacks": told.lacks or None,
        "messages": rows,
        "schema_version": SCHEMA_VERSION,
    }
