"""What is worth pointing out about a transaction: one file a finding, facts and places, never sentences."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.insights import (
    check_transaction,
    genesis_output,
    hashes_of_none,
    inscription_tag,
    keys_without_signatures,
    known_keys,
    known_nonce,
    large_fee,
    left_free,
    lightning_commitment,
    open_outputs,
    reused_nonce,
    reversed_field,
    sigops,
    sloppy_signatures,
    standardness,
    timing,
    unspendable_outputs,
    witness_commitment,
)
from txexplain.model.report import Finding, Level, Report

_INSIGHTS = (
    check_transaction,
    inscription_tag,
    reversed_field,
    timing,
    large_fee,
    unspendable_outputs,
    hashes_of_none,
    open_outputs,
    keys_without_signatures,
    known_keys,
    genesis_output,
    sloppy_signatures,
    known_nonce,
    reused_nonce,
    left_free,
    lightning_commitment,
    witness_commitment,
    standardness,
    sigops,
)


def deciding(report: Report) -> Iterator[Finding]:
    """Those of the findings, in their order, by which the transaction as a whole is invalid.

    A file that has such findings yields them, and others if need be, by its `decide`.
    """
    for insight in _INSIGHTS:
        if hasattr(insight, "decide"):
            yield from (finding for finding in insight.decide(report) if finding.level is Level.INVALID)


def findings(report: Report) -> Iterator[Finding]:
    """What each insight has to say, in the order above."""
    for insight in _INSIGHTS:
        yield from insight.find(report)
