"""Signature checks that cost more than a block has room for (Core: ConnectBlock), or than nodes pass on."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Facts, Finding, Level, Report
from txexplain.model.transaction import MAX_BLOCK_SIGOPS_COST, MAX_STANDARD_TX_SIGOPS_COST


def find(report: Report) -> Iterator[Finding]:
    """A finding where the cost, as far as it is known, is above a limit."""
    yield from decide(report)
    is_above_policy = MAX_STANDARD_TX_SIGOPS_COST < report.sigop_cost <= MAX_BLOCK_SIGOPS_COST
    if is_above_policy and not report.tx.is_coinbase:
        yield Finding("sigops_above_policy", Level.ODD, facts=Facts(sigop_cost=report.sigop_cost))


def decide(report: Report) -> Iterator[Finding]:
    """The finding that no block has room for them."""
    if report.sigop_cost > MAX_BLOCK_SIGOPS_COST:
        yield Finding("bad-blk-sigops", Level.INVALID, facts=Facts(sigop_cost=report.sigop_cost))
