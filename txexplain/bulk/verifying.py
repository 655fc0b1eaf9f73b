"""A transaction as `verify` answers it where many are asked about: no more is found out than the answer has."""

from __future__ import annotations

from txexplain.analyse import report_of, to_judge
from txexplain.bulk.work import Asked
from txexplain.data import Data
from txexplain.data.verify import Told, verify_data
from txexplain.model.rules import CONSENSUS, POLICY
from txexplain.model.spend import Verdict, Verification
from txexplain.model.subject import Subject
from txexplain.session.on_subject import better_errors
from txexplain.verify import Verifier
from txexplain.wire.transaction import decode_quickly

_BRIEF = Told(working=False, diagnosis=False)
_VERDICTS = Told(signatures=False, working=False, diagnosis=False)
_SHOWN = frozenset(("signatures", "diagnosis"))  # members of an input for which all that pages show is found out


def verify_members(subject: Subject, asked: Asked) -> tuple[dict[str, Data], Verdict]:
    """The members of `verify --json`, all of the bulk answer or at least those that the fields need; the verdict.

    Raises DecodeError, or InputError that says what the bytes are instead.
    """
    if asked.wants("policy") or _asks_for_shown(asked):
        return _whole(subject, with_policy=asked.wants("policy"))
    found = verification_of(subject)
    return verify_data(found, told=_BRIEF if asked.fields is None else _VERDICTS), found.verdict


def _asks_for_shown(asked: Asked) -> bool:
    """Whether a field is, or holds, what of an input is only found out to be shown."""
    paths = asked.fields.paths if asked.fields else ()
    return any(path[0] == "inputs" and (len(path) < 3 or path[2] in _SHOWN) for path in paths)


def _whole(subject: Subject, *, with_policy: bool) -> tuple[dict[str, Data], Verdict]:
    """All that `verify --json` has, `policy` where it is asked for."""
    from txexplain.session.transaction import Session

    session = Session(subject)
    found = session.verify()
    return verify_data(found, session.policy if with_policy else None), found.verdict


def verification_of(subject: Subject) -> Verification:
    """The verdicts that a Session on the subject gives, without what is only shown: its report is not to be told."""
    with better_errors():
        tx = decode_quickly(subject.raw)
    coins, lookup = subject.spent_outputs, subject.lookup
    rules = None if subject.rules == CONSENSUS | POLICY else subject.rules
    return Verifier(
        to_judge(tx, coins, lookup),
        rules,
        subject.height,
        told_height=subject.told_height if rules is None else None,
        shown=False,
        whole=lambda: report_of(tx, coins, subject.network, lookup),
    ).verification()
