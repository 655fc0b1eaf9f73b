"""Which output of an example looks like change, by the hints that an onlooker has."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.model.change import ChangeGuess, ChangeHints
from txexplain.model.report import OutputReport
from txexplain.session.transaction import Session

_ROUND_DIGITS = 3  # as many as a round amount has, its zeros left out


def change_guess(session: Session) -> ChangeGuess:
    """Of a transaction of which all spent outputs are known."""
    outputs, spent = session.report.outputs, _spent(session)
    locks, kinds = {each.script.slice.data for each in spent}, {each.type.key for each in spent}
    alike = [kinds == {each.type.key} for each in outputs]
    uneven = [not is_round(each.value_sat) for each in outputs]
    least = min(each.value_sat for each in spent) if len(spent) > 1 else 0
    small = [each.value_sat < least for each in outputs]
    hints = tuple(
        ChangeHints(
            vout,
            each.value_sat,
            each.type.key,
            each.script.slice.data in locks,
            alike[vout] and not all(alike),
            uneven[vout] and not all(uneven),
            small[vout] and not all(small),
        )
        for vout, each in enumerate(outputs)
    )
    return ChangeGuess(hints, *_taken_together(hints))


def _spent(session: Session) -> list[OutputReport]:
    return [each.spent for each in session.report.inputs if each.spent is not None]


def is_round(value_sat: int) -> bool:
    """Whether people would write the amount: it has few digits before its zeros."""
    return len(str(value_sat).rstrip("0")) <= _ROUND_DIGITS


def _taken_together(hints: Sequence[ChangeHints]) -> tuple[str, int | None]:
    paid_back = [each.vout for each in hints if each.paid_back]
    if len(paid_back) == 1:
        return "paid_back", paid_back[0]
    if len({each.value_sat for each in hints}) < len(hints):
        return "equal", None
    favoured = {each.vout for each in hints if any(each.marks)}
    if len(favoured) == 1:
        return "points", favoured.pop()
    return ("differ" if favoured else "silent"), None


def coins_needed(session: Session, vout: int) -> int:
    """With how few of the coins that are spent the output can be paid, and the fee."""
    assert session.report.fee_sat is not None
    wanted = session.report.outputs[vout].value_sat + session.report.fee_sat
    total = 0
    for count, value in enumerate(sorted((each.value_sat for each in _spent(session)), reverse=True), 1):
        total += value
        if total >= wanted:
            return count
    return len(session.report.inputs)
