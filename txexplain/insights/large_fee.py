"""Fees that Bitcoin Core asks about before it sends: by its limits, and compared with what is paid."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Facts, Finding, Level, Report

MAX_FEE_RATE_SAT = 10_000  # per virtual byte: 0.10 BTC per kvB (Core: DEFAULT_MAX_RAW_TX_FEE_RATE)
MAX_FEE_SAT = 10_000_000  # 0.10 BTC (Core: DEFAULT_TRANSACTION_MAXFEE, of its wallet)


def find(report: Report) -> Iterator[Finding]:
    """Where all amounts are known: a fee above a limit, and one above all outputs together."""
    fee = report.fee_sat
    if fee is None or fee <= 0 or report.has_impossible_amount:
        return
    vsize = report.tx.vsize_vb
    facts = Facts(fee_sat=fee, vsize_vb=vsize, output_sat=report.tx.output_sat)
    if fee > MAX_FEE_RATE_SAT * vsize:
        yield Finding("fee_rate_above_limit", Level.ODD, facts=Facts(facts, rate=fee // vsize))
    elif fee > MAX_FEE_SAT:
        yield Finding("fee_above_limit", Level.ODD, facts=facts)
    if fee > report.tx.output_sat > 0:
        yield Finding("fee_above_outputs", Level.ODD, facts=facts)
