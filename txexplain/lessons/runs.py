"""The inputs of a session as they ran, and what their signatures cover."""

from __future__ import annotations

from txexplain.model.signing import SignatureCheck
from txexplain.model.spend import InputVerdict
from txexplain.session.transaction import Session

KEPT_STEPS = 500


def spend(session: Session, vin: int) -> InputVerdict:
    """The input with the steps of its scripts."""
    return session.trace(vin, keep_steps=KEPT_STEPS)


def covered_by(check: SignatureCheck, field: str) -> set[int]:
    """Of which inputs or outputs the message of the check holds that field."""
    assert check.sighash is not None
    covers = [cover for part in check.sighash.parts for cover in part.covers if cover.field == field]
    return {number for cover in covers for number in range(cover.start, cover.stop)}
