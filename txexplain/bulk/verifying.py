"""A transaction as `verify` answers it where many are asked about: no more is found out than the answer has."""

from __future__ import annotations

from txexplain.analyse import report_of, to_judge
from txexplain.bulk.decoding import decode_members
from txexplain.bulk.fields import OF_DECODE
from txexplain.bulk.work import Asked, Fields
from txexplain.data import Data
from txexplain.data.verify import ALL, Told, verify_data
from txexplain.model.rules import CONSENSUS, POLICY
from txexplain.model.spend import Verdict, Verification
from txexplain.model.subject import Subject
from txexplain.session.demand import check_demand
from txexplain.session.on_subject import better_errors
from txexplain.verify import Verifier
from txexplain.wire.quickly import decode_quickly

_BRIEF = Told(working=False, diagnosis=False)
_VERDICTS = Told(signatures=False, working=False, diagnosis=False)
_SHOWN = frozenset(("signatures", "diagnosis"))  # members of an input for which all that pages show is found out
_FAILURES = frozenset(("failure", "today_failure", "policy_failure"))  # those that say causes
_ASSUMED = _FAILURES | {"assumed", "reason", "missing"}  # those of which the script that data imply says something


def verify_members(subject: Subject, asked: Asked) -> tuple[dict[str, Data], Verdict]:
    """The members of `verify --json`, all of the bulk answer or at least those that the fields need; the verdict.

    Fields can ask for some members of `decode --json` too.

    Raises DecodeError, or InputError that says what the bytes are instead.
    """
    paths = asked.fields.paths if asked.fields else ()
    more = tuple(path for path in paths if path[0] in OF_DECODE)
    members, verdict = _verified(subject, asked)
    if not more:
        return members, verdict
    of_decode = decode_members(subject, asked._replace(view="decode", fields=Fields(more)))
    return {**members, **{name: value for name, value in of_decode.items() if name in OF_DECODE}}, verdict


def _verified(subject: Subject, asked: Asked) -> tuple[dict[str, Data], Verdict]:
    if asked.wants("policy") or _asks_for(asked, _SHOWN):
        return _as_alone(subject, asked)
    told = _BRIEF if asked.fields is None else _VERDICTS
    causes = asked.fields is None or _asks_for(asked, _FAILURES)
    assumes = asked.fields is None or _asks_for(asked, _ASSUMED)
    found = verification_of(subject, causes=causes, assumes=assumes, max_checks=asked.max_checks)
    return verify_data(found, told=told), found.verdict


def _asks_for(asked: Asked, members: frozenset[str]) -> bool:
    """Whether a field is one of these members of an input, or holds it, or is in it."""
    paths = asked.fields.paths if asked.fields else ()
    return any(path[0] == "inputs" and (len(path) < 3 or path[2] in members) for path in paths)


def _as_alone(subject: Subject, asked: Asked) -> tuple[dict[str, Data], Verdict]:
    """What `verify --json` has, `policy` and the diagnosis where they are asked for."""
    from txexplain.session.transaction import Session

    session, is_shown = Session(subject), _asks_for(asked, _SHOWN)
    check_demand(session.report, asked.max_checks)
    found = session.verify(diagnosis=is_shown and asked.choices.diagnosis)
    policy = session.policy if asked.wants("policy") else None
    return verify_data(found, policy, ALL if is_shown else _VERDICTS), found.verdict


def verification_of(
    subject: Subject, *, causes: bool = True, assumes: bool = True, max_checks: int | None = None
) -> Verification:
    """The verdicts that a Session on the subject gives, without what is only shown: its report is not to be told.

    Raises InputError where the scripts can demand more than `max_checks`.
    """
    with better_errors():
        tx = decode_quickly(subject.raw)
    coins, lookup = subject.spent_outputs, subject.lookup
    report = to_judge(tx, coins, lookup)
    check_demand(report, max_checks)
    rules = None if subject.rules == CONSENSUS | POLICY else subject.rules
    return Verifier(
        report,
        rules,
        subject.height,
        told_height=subject.told_height if rules is None else None,
        shown=False,
        causes=causes,
        assumes=assumes,
        whole=lambda: report_of(tx, coins, subject.network, lookup),
    ).verification()
