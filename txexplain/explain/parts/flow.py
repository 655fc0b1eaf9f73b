"""The picture of a transaction: coins in, coins out, and the fee where they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from txexplain.explain.document import Flow, FlowRow, FlowSide, text
from txexplain.explain.parts.kinds import short_name
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import InputReport, OutputReport, Report
from txexplain.texts import Chunk, Line, Texts

T = TypeVar("T")

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
    rows = _folded(report.inputs, limit, texts, _in_row, _in_sat)
    totals: tuple[FlowRow, ...] = ()
    if report.input_sat is not None:
        totals = (_total(report.input_sat, texts),)
    if report.is_overspent and not report.has_amounts_alone:
        assert report.fee_sat is not None
        totals = (*totals, _short(-report.fee_sat, texts))
    return FlowSide(texts.count("page", "flow_in", len(report.inputs)), label, rows, totals)


def _out_side(report: Report, texts: Texts, limit: int) -> FlowSide:
    rows = _folded(report.outputs, limit, texts, _out_row, lambda item: item.value_sat)
    label = texts.plain("page", "flow_label_out")
    totals: tuple[FlowRow, ...] = ()
    if report.fee_sat is not None and report.fee_sat >= 0 and not report.has_impossible_amount:
        totals = (_total(report.tx.output_sat, texts), _fee(report.fee_sat, texts))
    elif report.outputs:
        totals = (_total(report.tx.output_sat, texts),)
    return FlowSide(texts.count("page", "flow_out", len(report.outputs)), label, rows, totals)


def _folded(
    items: Sequence[T],
    limit: int,
    texts: Texts,
    row: Callable[[int, T, Texts], FlowRow],
    sat_of: Callable[[T], int | None],
) -> tuple[FlowRow, ...]:
    """At most `limit` rows, and only these are made; the last tells what those that are left out add up to."""
    shown = len(items) if len(items) <= limit else max(0, limit - 1)
    rows = [row(index, item, texts) for index, item in enumerate(items[:shown])]
    if shown < len(items):
        amounts = [sat_of(item) for item in items[shown:]]
        known = [sat for sat in amounts if sat is not None]
        sat = sum(known) if len(known) == len(amounts) else None
        words = texts.line("page", "flow_rest", count=grouped(len(amounts)))
        rows.append(FlowRow("…", _amount(sat, texts), words, sat, "rest"))
    return tuple(rows)


def _fee(sat: int, texts: Texts) -> FlowRow:
    return FlowRow("+", _amount(sat, texts), texts.line("page", "flow_fee"), sat, "fee")


def _short(sat: int, texts: Texts) -> FlowRow:
    return FlowRow("!", _amount(sat, texts), texts.line("page", "flow_short"), sat, "short")


def _total(sat: int, texts: Texts) -> FlowRow:
    return FlowRow("=", _amount(sat, texts), texts.line("page", "flow_total"), sat, "total")


def _amount(sat: int | None, texts: Texts) -> str:
    return texts.plain("page", "flow_unknown") if sat is None else grouped(sat)


def _in_sat(item: InputReport) -> int | None:
    return item.coin_sat if item.spent is None else item.spent.value_sat


def _in_row(index: int, item: InputReport, texts: Texts) -> FlowRow:
    sat = _in_sat(item)
    if item.spent is not None:
        return FlowRow(f"#{index}", _amount(sat, texts), _coin(item.spent, texts), sat)
    txid, vout = item.txin.outpoint
    coin = (Chunk(f"{shortened(display_hex(txid))}:{vout}", "txid"),)
    return FlowRow(f"#{index}", _amount(sat, texts), coin, sat)


def _out_row(index: int, item: OutputReport, texts: Texts) -> FlowRow:
    return FlowRow(f"#{index}", _amount(item.value_sat, texts), _coin(item, texts), item.value_sat)


def _coin(item: OutputReport, texts: Texts) -> Line:
    kind = Chunk(short_name(item.type, texts), "kind")
    return (kind, Chunk(" "), *text(shortened(item.address, 5, 5), "address")) if item.address else (kind,)
