"""The picture of a transaction: coins in on the left, coins out on the right, the fee where they differ."""

from __future__ import annotations

from txexplain.explain.document import Flow, FlowRow, FlowSide, text
from txexplain.explain.parts.kinds import short_name
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import InputReport, OutputReport, Report
from txexplain.texts import Chunk, Line, Texts

SHOWN_COINS = 10  # of each side, before the rest is counted


def flow(report: Report, texts: Texts, limit: int) -> Flow:
    """The first `limit` coins of each side, and what the others add up to."""
    return Flow(_in_side(report, texts, limit), _out_side(report, texts, limit))


def _in_side(report: Report, texts: Texts, limit: int) -> FlowSide:
    if report.tx.is_coinbase:
        return FlowSide(
            texts.line("page", "flow_in_coinbase"), (FlowRow("", "", texts.line("page", "flow_new_coins")),)
        )
    rows = [_in_row(index, item, texts) for index, item in enumerate(report.inputs[:limit])]
    rest = report.inputs[limit:]
    if rest:
        known = [item.spent.value_sat for item in rest if item.spent is not None]
        key = "flow_more_in" if len(known) == len(rest) else "flow_more_in_unknown"
        rows.append(FlowRow("", "", texts.line("page", key, count=grouped(len(rest)), sat=grouped(sum(known)))))
    totals = () if report.input_sat is None else (_total(report.input_sat, texts),)
    return FlowSide(texts.count("page", "flow_in", len(report.inputs)), tuple(rows), totals)


def _out_side(report: Report, texts: Texts, limit: int) -> FlowSide:
    rows = [_out_row(index, item, texts) for index, item in enumerate(report.outputs[:limit])]
    rest = report.outputs[limit:]
    if rest:
        sat = grouped(sum(item.value_sat for item in rest))
        rows.append(FlowRow("", "", texts.line("page", "flow_more_out", count=grouped(len(rest)), sat=sat)))
    totals: tuple[FlowRow, ...] = ()
    if report.fee_sat is not None and report.fee_sat >= 0:
        fee = FlowRow("+", grouped(report.fee_sat), texts.line("page", "flow_fee"))
        totals = (fee, _total(report.tx.output_sat + report.fee_sat, texts))
    elif report.outputs:
        totals = (_total(report.tx.output_sat, texts),)
    return FlowSide(texts.count("page", "flow_out", len(report.outputs)), tuple(rows), totals)


def _total(sat: int, texts: Texts) -> FlowRow:
    return FlowRow("=", grouped(sat), texts.line("page", "flow_total"))


def _in_row(index: int, item: InputReport, texts: Texts) -> FlowRow:
    if item.spent is not None:
        return FlowRow(f"#{index}", grouped(item.spent.value_sat), _coin(item.spent, texts))
    txid, vout = item.txin.outpoint
    coin = (Chunk(f"{shortened(display_hex(txid))}:{vout}", "txid"),)
    return FlowRow(f"#{index}", texts.plain("page", "flow_unknown"), coin)


def _out_row(index: int, item: OutputReport, texts: Texts) -> FlowRow:
    return FlowRow(f"#{index}", grouped(item.value_sat), _coin(item, texts))


def _coin(item: OutputReport, texts: Texts) -> Line:
    kind = Chunk(short_name(item.type, texts), "kind")
    return (kind, Chunk(" "), *text(shortened(item.address, 5, 5), "address")) if item.address else (kind,)
