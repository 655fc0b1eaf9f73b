"""A transaction as `decode` answers it where many are asked about: no more is found out than the answer has."""

from __future__ import annotations

from txexplain.bulk.work import Asked
from txexplain.data import Data
from txexplain.model.subject import Subject


def decode_members(subject: Subject, asked: Asked) -> dict[str, Data]:
    """The members of `decode --json`, all of the bulk answer or at least those that the fields need.

    Raises DecodeError.
    """
    from txexplain.data.decode import decode_data
    from txexplain.session.transaction import Session

    return decode_data(Session(subject).report)
