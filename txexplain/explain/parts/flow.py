"""The picture of a transaction: coins in, coins out, and the fee where they differ."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.explain.document import Flow, FlowRow, FlowSide, text
from txexplain.explain.parts.kinds import short_name
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import InputReport, OutputReport, Report
from txexplain.texts import Chunk, Line, Texts

SHOWN_COINS = 10  # of each side that a page tells in full, before the rest is counted
SHOWN_ROWS = 8  # of both sides of the picture, where not all are asked for


def flow(report: Report, texts: Texts, *, whole: bool = False, most: int | None = None) -> Flow:
    """The first coins of each side, `most` of them or as a page has it, and what the others add up to; `whole` shows
    all."""
    ins, outs = len(report.inputs), len(report.outputs)
    left, right = (ins, outs) if whole else (most, most) if most else shared_rows(ins, outs)
    sides = (_in_side(report, texts, left), _out_side(report, texts, right))
    return Flow(*sides, texts.plain("page", "flow_unit"))


def shared_rows(ins: int, outs: int) -> tuple[int, int]:
    """How many rows each side gets: half of them, and what the other leaves."""
    left = min(ins, max(SHOWN_ROWS // 2, SHOWN_ROWS - outs))
    return left, min(outs, SHOWN_ROWS - left)


def _in_side(report: Report, texts: Texts, limit: int) -> FlowSide:
    label = texts.plain("page", "flow_label_in")
    if report.tx.is_coinbase:
        row = FlowRow("", "", texts.line("page", "flow_new_coins"))
        return FlowSide(texts.line("page", "flow_in_coinbase"), label, (row,))
    rows = [_in_row(index, item, texts) for index, item in enumerate(report.inputs)]
    totals: tuple[FlowRow, ...] = ()
    if report.input_sat is not None:
        totals = (_total(report.input_sat, texts),)
    if report.is_overspent and not report.has_amounts_alone:
        assert report.fee_sat is not None
        totals = (*totals, _short(-report.fee_sat, texts))
    return FlowSide(texts.count("page", "flow_in", len(rows)), label, _folded(rows, limit, texts), totals)


def _out_side(report: Report, texts: Texts, limit: int) -> FlowSide:
    rows = [_out_row(index, item, texts) for index, item in enumerate(report.outputs)]
    label = texts.plain("page", "flow_label_out")
    totals: tuple[FlowRow, ...] = ()
    if report.fee_sat is not None and report.fee_sat >= 0 and not report.has_impossible_amount:
        totals = (_total(report.tx.output_sat, texts), _fee(report.fee_sat, texts))
    elif report.outputs:
        totals = (_total(report.tx.output_sat, texts),)
    return FlowSide(texts.count("page", "flow_out", len(rows)), label, _folded(rows, limit, texts), totals)


def _folded(rows: Sequence[FlowRow], limit: int, texts: Texts) -> tuple[FlowRow, ...]:
    """At most `limit` rows; the last of them tells what those that are left out add up to."""
    if len(rows) <= limit:
        return tuple(rows)
    rest = rows[limit - 1 :]
    known = [row.sat for row in rest if row.sat is not None]
    sat = sum(known) if len(known) == len(rest) else None
    words = texts.line("page", "flow_rest", count=grouped(len(rest)))
    return (*rows[: limit - 1], FlowRow("…", _amount(sat, texts), words, sat, "rest"))


def _fee(sat: int, texts: Texts) -> FlowRow:
    return FlowRow("+", _amount(sat, texts), texts.line("page", "flow_fee"), sat, "fee")


def _short(sat: int, texts: Texts) -> FlowRow:
    return FlowRow("!", _amount(sat, texts), texts.line("page", "flow_short"), sat, "short")


def _total(sat: int, texts: Texts) -> FlowRow:
    return FlowRow("=", _amount(sat, texts), texts.line("page", "flow_total"), sat, "total")


def _amount(sat: int | None, texts: Texts) -> str:
    return texts.plain("page", "flow_unknown") if sat is None else grouped(sat)


def _in_row(index: int, item: InputReport, texts: Texts) -> FlowRow:
    if item.spent is not None:
        sat = item.spent.value_sat
        return FlowRow(f"#{index}", _amount(sat, texts), _coin(item.spent, texts), sat)
    txid, vout = item.txin.outpoint
    coin = (Chunk(f"{shortened(display_hex(txid))}:{vout}", "txid"),)
    return FlowRow(f"#{index}", _amount(item.coin_sat, texts), coin, item.coin_sat)


def _out_row(index: int, item: OutputReport, texts: Texts) -> FlowRow:
    return FlowRow(f"#{index}", _amount(item.value_sat, texts), _coin(item, texts), item.value_sat)


def _coin(item: OutputReport, texts: Texts) -> Line:
    kind = Chunk(short_name(item.type, texts), "kind")
    return (kind, Chunk(" "), *text(shortened(item.address, 5, 5), "address")) if item.address else (kind,)
