"""Cases about coins, amounts and fees."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.lessons.bank.case import Case
from txexplain.session.transaction import Session


def _fee(session: Session) -> Iterator[Case]:
    """Where a fee is paid, and all coins are known."""
    report = session.report
    if report.fee_sat and report.input_sat:
        yield Case({"spent_sat": report.input_sat, "created_sat": report.tx.output_sat})


MONEY = {"fee": _fee}
