"""When it may be mined and whether it may be replaced: lock time (Core: IsFinalTx) and BIP125's signal."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Finding, Level, Report
from txexplain.model.transaction import LOCK_TIME_THRESHOLD, SEQUENCE_FINAL, Transaction

MAX_BIP125_RBF_SEQUENCE = SEQUENCE_FINAL - 2


def find(report: Report) -> Iterator[Finding]:
    """One of lock_time_none, _ignored, _height, _time; and replaceable or not_replaceable, but for a coinbase."""
    tx = report.tx
    yield Finding(_lock_time_key(tx), Level.FACT, facts={"lock_time": tx.lock_time})
    if tx.is_coinbase or not tx.inputs:
        return
    signalling = [index for index, txin in enumerate(tx.inputs) if txin.sequence <= MAX_BIP125_RBF_SEQUENCE]
    if signalling:
        yield Finding("replaceable", Level.FACT, facts={"count": len(signalling), "vin": signalling[0]})
    else:
        yield Finding("not_replaceable", Level.FACT)


def _lock_time_key(tx: Transaction) -> str:
    if tx.lock_time == 0:
        return "lock_time_none"
    if all(txin.sequence == SEQUENCE_FINAL for txin in tx.inputs):
        return "lock_time_ignored"
    return "lock_time_height" if tx.lock_time < LOCK_TIME_THRESHOLD else "lock_time_time"
