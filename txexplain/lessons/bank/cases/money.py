"""Cases about coins, amounts and fees."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from txexplain.lessons.bank.case import Case
from txexplain.session.transaction import Session

_FIRST_BLOCK = 0
_FEW = 3  # amounts that are given one by one
_RATES = (3, 7, 12, 25)  # sat per vbyte
_CHILD_VB = 110
_CHILD_RATE = 40
_SLOW = 30  # sat per vbyte: a parent that a child can help


def _makes_coins(session: Session) -> bool:
    """Whether it spends coins, and every output can be spent."""
    report = session.report
    return not report.tx.is_coinbase and all(item.type.key != "nulldata" for item in report.outputs)


def _counts(session: Session) -> dict[str, int | str]:
    return {"inputs": len(session.report.inputs), "outputs": len(session.report.outputs)}


def _more_coins(session: Session) -> Iterator[Case]:
    if _makes_coins(session) and len(session.report.outputs) > len(session.report.inputs):
        yield Case(_counts(session))


def _fewer_coins(session: Session) -> Iterator[Case]:
    if _makes_coins(session) and len(session.report.outputs) < len(session.report.inputs):
        yield Case(_counts(session))


def _change(session: Session) -> Iterator[Case]:
    """Where output 0 pays and something is left."""
    report = session.report
    paid = report.outputs[0].value_sat
    if report.input_sat and len(report.outputs) > 1 and 0 < paid < report.input_sat:
        yield Case({"spent_sat": report.input_sat, "paid_sat": paid}, (paid,))


def _whole_coin(session: Session) -> Iterator[Case]:
    """An output from which a part is to be paid. That of the first block can never be spent."""
    for vout, item in enumerate(session.report.outputs if session.subject.height != _FIRST_BLOCK else ()):
        paid = item.value_sat // 4
        if paid > 1_000 and item.type.key != "nulldata":
            amounts = tuple(f"{sat:,}" for sat in (item.value_sat, paid, item.value_sat - paid))
            yield Case({"vout": vout, "coin_sat": item.value_sat, "paid_sat": paid}, choices=amounts)


def _fee(session: Session) -> Iterator[Case]:
    """Where a fee is paid, and all coins are known."""
    report = session.report
    if report.fee_sat and report.input_sat:
        figures = {"spent_sat": report.input_sat, "created_sat": report.tx.output_sat, "fee_sat": report.fee_sat}
        yield Case({**figures, "vsize_vb": session.vsize_vb})


def _fee_by_amounts(session: Session) -> Iterator[Case]:
    """Where there are several amounts, and few enough to write down."""
    report = session.report
    several = len(report.inputs) > 1 or len(report.outputs) > 1
    if report.fee_sat and several and len(report.inputs) <= _FEW and len(report.outputs) <= _FEW:
        spent = " + ".join(f"{item.coin_sat:,}" for item in report.inputs)
        yield Case({"spent": spent, "created": " + ".join(f"{item.value_sat:,}" for item in report.outputs)})


def _output_dropped(session: Session) -> Iterator[Case]:
    """An output that holds something, of several."""
    report = session.report
    for vout, item in enumerate(report.outputs):
        if report.fee_sat and item.value_sat and len(report.outputs) > 1:
            yield Case({"vout": vout, "value_sat": item.value_sat, "fee_sat": report.fee_sat}, (vout,))


def _fee_at_rate(session: Session) -> Iterator[Case]:
    if not session.report.tx.is_coinbase:
        rate = _RATES[session.vsize_vb % len(_RATES)]
        yield Case({"vsize_vb": session.vsize_vb, "rate": rate}, (rate,))


def _child(session: Session) -> Iterator[Case]:
    """A parent that pays little for its size, and a child that pays much."""
    fee = session.report.fee_sat
    if fee is not None and not session.report.tx.is_coinbase and fee < _SLOW * session.vsize_vb:
        child_sat = _CHILD_VB * _CHILD_RATE
        figures = {"fee_sat": fee, "vsize_vb": session.vsize_vb, "child_sat": child_sat, "child_vb": _CHILD_VB}
        together = {"fees_sat": fee + child_sat, "sizes_vb": session.vsize_vb + _CHILD_VB}
        yield Case({**figures, **together}, (child_sat, _CHILD_VB))


MONEY: dict[str, Callable[[Session], Iterator[Case]]] = {
    "more_coins": _more_coins,
    "fewer_coins": _fewer_coins,
    "change": _change,
    "whole_coin": _whole_coin,
    "fee": _fee,
    "fee_by_amounts": _fee_by_amounts,
    "output_dropped": _output_dropped,
    "fee_at_rate": _fee_at_rate,
    "child": _child,
}
