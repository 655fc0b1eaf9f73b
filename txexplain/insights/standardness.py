"""What nodes do not pass on (Core: IsStandardTx), and what is too large for any block."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Certainty, Facts, Finding, Level, Report
from txexplain.model.transaction import (
    MAX_BLOCK_WEIGHT,
    MAX_STANDARD_TX_WEIGHT,
    MIN_STANDARD_TX_NONWITNESS_SIZE,
    STANDARD_VERSIONS,
)

TWO_HASHES_SIZE = 64  # what is hashed at each place of a Merkle tree (CVE-2017-12842)


def find(report: Report) -> Iterator[Finding]:
    """A finding for each limit of relay, or of blocks, that it breaks."""
    tx = report.tx
    if tx.version not in STANDARD_VERSIONS and not tx.is_coinbase:
        yield Finding("unusual_version", Level.ODD, facts=Facts(version=tx.version))
    yield from decide(report)
    if MAX_STANDARD_TX_WEIGHT < tx.weight_wu <= MAX_BLOCK_WEIGHT and not tx.is_coinbase:
        yield Finding("weight_above_policy", Level.ODD, facts=Facts(weight_wu=tx.weight_wu))
    if tx.base_size_bytes == TWO_HASHES_SIZE:
        yield Finding("size_of_two_hashes", Level.FACT)
    yield from _annexes(report)
    if tx.base_size_bytes < MIN_STANDARD_TX_NONWITNESS_SIZE and not tx.is_coinbase:
        yield Finding("size_below_policy", Level.ODD, facts=Facts(size_bytes=tx.base_size_bytes))


def decide(report: Report) -> Iterator[Finding]:
    """The finding that no block has room for it."""
    weight_wu = report.tx.weight_wu
    if weight_wu > MAX_BLOCK_WEIGHT:
        yield Finding("weight_above_block", Level.INVALID, facts=Facts(weight_wu=weight_wu))


def _annexes(report: Report) -> Iterator[Finding]:
    """Core: IsWitnessStandard. Whether it is an annex is certain only where the spent output is known."""
    for index, item in enumerate(report.inputs):
        if item.certainty is Certainty.PROVEN:
            for annex in item.kind.pieces("annex"):
                yield Finding("annex", Level.ODD, facts=Facts(vin=index), spans=(annex.span,))
