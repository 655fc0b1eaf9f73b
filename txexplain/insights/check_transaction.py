"""What every node checks before any script runs (Core: CheckTransaction, CheckTxInputs), by Core's names."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Facts, Finding, Level, Report
from txexplain.model.transaction import MAX_BLOCK_WEIGHT, MAX_MONEY, WITNESS_SCALE_FACTOR, OutPoint

MIN_COINBASE_SCRIPT_SIZE = 2
MAX_COINBASE_SCRIPT_SIZE = 100


def find(report: Report) -> Iterator[Finding]:
    """A finding for each rule that is broken, at the first place that breaks it; of the amounts, for the first."""
    tx = report.tx
    if not tx.inputs:
        yield _invalid("bad-txns-vin-empty")
    if not tx.outputs:
        yield _invalid("bad-txns-vout-empty")
    if tx.base_size_bytes * WITNESS_SCALE_FACTOR > MAX_BLOCK_WEIGHT:
        yield _invalid("bad-txns-oversize", size_bytes=tx.base_size_bytes)
    yield from _amounts(report)
    yield from _spent_amounts(report)
    outpoints = [txin.outpoint for txin in tx.inputs]
    if len(set(outpoints)) < len(outpoints):
        yield _invalid("bad-txns-inputs-duplicate", vin=_first_repeated(outpoints))
    yield from _unmade_coin(report)
    if tx.is_coinbase:
        size = len(tx.inputs[0].script_sig.data)
        if not MIN_COINBASE_SCRIPT_SIZE <= size <= MAX_COINBASE_SCRIPT_SIZE:
            yield _invalid("bad-cb-length", size_bytes=size)
        return
    for index, outpoint in enumerate(outpoints):
        if outpoint.is_null:
            yield _invalid("bad-txns-prevout-null", vin=index)
            return


decide = find  # all but one of its findings decide


def _unmade_coin(report: Report) -> Iterator[Finding]:
    """An output that a transaction which a server has does not have (Core: HaveInputs)."""
    unmade = None if report.lookup is None else report.lookup.unmade
    if unmade is not None:
        yield _invalid("bad-txns-inputs-missingorspent", vin=unmade.vin, vout=unmade.vout, count=unmade.total)


def _amounts(report: Report) -> Iterator[Finding]:
    """The first amount that breaks a rule, by itself or by the total up to it."""
    total = 0
    for index, output in enumerate(report.tx.outputs):
        if output.value_sat < 0:
            yield _invalid("bad-txns-vout-negative", vout=index, value_sat=output.value_sat)
            return
        if output.value_sat > MAX_MONEY:
            yield _invalid("bad-txns-vout-toolarge", vout=index, value_sat=output.value_sat)
            return
        total += output.value_sat
        if total > MAX_MONEY:
            yield _invalid("bad-txns-txouttotal-toolarge", vout=index, value_sat=total)
            return


def _spent_amounts(report: Report) -> Iterator[Finding]:
    """What the spent outputs hold and add up to, where that is known (Core: Consensus::CheckTxInputs).

    A coinbase spends none, whatever was given for it. Amounts that were given alone break no rule: they may be wrong.
    """
    if report.tx.is_coinbase:
        return
    if report.has_amounts_alone:
        if report.is_overspent:
            yield Finding("amounts_below_outputs", Level.ODD, facts=_sums(report))
        return
    total = 0
    for index, item in enumerate(report.inputs):
        if item.coin is None:
            continue
        total += item.coin.value_sat
        if not 0 <= item.coin.value_sat <= MAX_MONEY or total > MAX_MONEY:
            yield _invalid("bad-txns-inputvalues-outofrange", vin=index, value_sat=total)
            return
    if report.is_overspent:
        yield Finding("bad-txns-in-belowout", Level.INVALID, facts=_sums(report))


def _sums(report: Report) -> Facts:
    return Facts(input_sat=report.input_sat or 0, output_sat=report.tx.output_sat)


def _first_repeated(outpoints: list[OutPoint]) -> int:
    seen: set[OutPoint] = set()
    for index, outpoint in enumerate(outpoints):
        if outpoint in seen:
            return index
        seen.add(outpoint)
    raise ValueError("no outpoint is repeated")


def _invalid(key: str, **facts: int) -> Finding:
    return Finding(key, Level.INVALID, facts=Facts(facts))
