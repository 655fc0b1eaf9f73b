"""What the spent outputs add up to, where they are known (Core: Consensus::CheckTxInputs)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Finding, Level, Report
from txexplain.model.transaction import MAX_MONEY


def find(report: Report) -> Iterator[Finding]:
    for index, item in enumerate(report.inputs):
        if item.spent is not None and not 0 <= item.spent.value_sat <= MAX_MONEY:
            facts = {"index": index, "value_sat": item.spent.value_sat}
            yield Finding("bad-txns-inputvalues-outofrange", Level.INVALID, facts=facts)
            return
    if report.fee_sat is not None and report.fee_sat < 0:
        facts = {"input_sat": report.input_sat or 0, "output_sat": report.tx.output_sat}
        yield Finding("bad-txns-in-belowout", Level.INVALID, facts=facts)
