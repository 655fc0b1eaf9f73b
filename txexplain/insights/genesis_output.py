"""The output of the first block, which nodes never put on their list of coins (Core: ConnectBlock)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Facts, Finding, Level, Report

GENESIS_TXID = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"


def find(report: Report) -> Iterator[Finding]:
    """A finding where the transaction is that one."""
    if display_hex(report.tx.txid) == GENESIS_TXID:
        yield Finding("genesis_output", Level.ODD, facts=Facts(vout=0), spans=(report.outputs[0].script.slice.span,))
