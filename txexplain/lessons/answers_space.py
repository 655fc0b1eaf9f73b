"""Answers to the questions on change and on the price of space."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.lessons.change import change_guess, coins_needed
from txexplain.lessons.space import consolidation, first_rate_not_worth, spend_size
from txexplain.model.transaction import WITNESS_SCALE_FACTOR
from txexplain.session.transaction import Session


def _input_weight(session: Session, vin: int) -> int:
    base, witness = spend_size(session, vin)
    return WITNESS_SCALE_FACTOR * base + witness


def _fee_at(session: Session, rate: int) -> int:
    """What the transaction would pay at that rate."""
    return session.report.tx.vsize_vb * rate


def _saved_later(session: Session, rate: int) -> int:
    """What a payment saves at the rate because its coins were made one before."""
    return consolidation(session, rate).saved_sat


def _rate_not_worth(session: Session, vin: int, value_sat: int) -> int:
    """From which whole rate on a coin of so much, of the kind that the input spends, costs more than it holds."""
    return first_rate_not_worth(value_sat, _input_weight(session, vin))


def _likely_change(session: Session) -> int:
    vout = change_guess(session).vout
    assert vout is not None
    return vout


def _equal_outputs(session: Session) -> int:
    """How many outputs have the amount that most have."""
    amounts = [each.value_sat for each in session.report.outputs]
    return max(map(amounts.count, amounts))


SPACE_ANSWERS: dict[str, Callable[..., int]] = {
    "input_weight": _input_weight,
    "fee_at": _fee_at,
    "saved_later": _saved_later,
    "rate_not_worth": _rate_not_worth,
    "likely_change": _likely_change,
    "coins_needed": coins_needed,
    "equal_outputs": _equal_outputs,
}
