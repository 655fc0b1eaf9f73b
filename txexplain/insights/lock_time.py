"""Whether the lock time counts, and what it waits for (Core: IsFinalTx; BIP113)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Finding, Level, Report
from txexplain.model.transaction import LOCK_TIME_THRESHOLD, SEQUENCE_FINAL


def find(report: Report) -> Iterator[Finding]:
    """One of: lock_time_none, lock_time_ignored, lock_time_height, lock_time_time."""
    tx = report.tx
    if tx.lock_time == 0:
        key = "lock_time_none"
    elif all(txin.sequence == SEQUENCE_FINAL for txin in tx.inputs):
        key = "lock_time_ignored"
    else:
        key = "lock_time_height" if tx.lock_time < LOCK_TIME_THRESHOLD else "lock_time_time"
    yield Finding(key, Level.FACT, facts={"lock_time": tx.lock_time})
