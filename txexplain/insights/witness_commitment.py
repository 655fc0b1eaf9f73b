"""A coinbase's commitment to the witnesses of its block (BIP141), which counts with its reserved value only."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Facts, Finding, Level, Report


def find(report: Report) -> Iterator[Finding]:
    """A finding at the output that counts."""
    if not report.tx.is_coinbase:
        return
    from txexplain.wire.block import commitment_of  # most transactions are no coinbase

    found = commitment_of(report.tx)
    if found is not None and found.reserved is not None:
        span = report.tx.outputs[found.vout].script_pubkey.span
        yield Finding("witness_commitment", Level.FACT, facts=Facts(vout=found.vout), spans=(span,))
