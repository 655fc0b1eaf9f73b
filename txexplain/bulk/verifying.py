"""A transaction as `verify` answers it where many are asked about: no more is found out than the answer has."""

from __future__ import annotations

from txexplain.bulk.work import Asked
from txexplain.data import Data
from txexplain.model.spend import Verdict
from txexplain.model.subject import Subject


def verify_members(subject: Subject, asked: Asked) -> tuple[dict[str, Data], Verdict]:
    """The members of `verify --json`, all of the bulk answer or at least those that the fields need; the verdict.

    Raises DecodeError.
    """
    from txexplain.data.verify import verify_data
    from txexplain.session.transaction import Session

    found = Session(subject).verify(diagnosis=False)
    return verify_data(found), found.verdict
