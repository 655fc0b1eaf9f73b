"""Whether the transaction signals that it may be replaced (BIP125): any sequence below fffffffe."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Finding, Level, Report
from txexplain.model.transaction import SEQUENCE_FINAL

MAX_BIP125_RBF_SEQUENCE = SEQUENCE_FINAL - 2


def find(report: Report) -> Iterator[Finding]:
    signalling = [index for index, txin in enumerate(report.tx.inputs) if txin.sequence <= MAX_BIP125_RBF_SEQUENCE]
    if report.tx.is_coinbase or not report.tx.inputs:
        return
    if signalling:
        yield Finding("replaceable", Level.FACT, facts={"count": len(signalling), "index": signalling[0]})
    else:
        yield Finding("not_replaceable", Level.FACT)
