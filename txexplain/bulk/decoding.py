"""A transaction as `decode` answers it where many are asked about: no more is found out than the answer has.

What the places of things tell needs no Report; what findings, relay policy and labelled bytes cost is spent only
where they are asked for.
"""

from __future__ import annotations

from txexplain.analyse import brief_report, coins_of
from txexplain.bulk.inputs import inputs_data
from txexplain.bulk.scanning import scan_plan, scanned_members
from txexplain.bulk.work import Asked
from txexplain.data import Data
from txexplain.data.decode import MEMBERS, decode_data, fee_members
from txexplain.data.decode import decode_members as members_of_report
from txexplain.model.errors import DecodeError
from txexplain.model.subject import Subject
from txexplain.model.transaction import Transaction
from txexplain.wire.quickly import decode_quickly
from txexplain.wire.scan import Doubt

_COSTLY = frozenset(("findings", "policy", "regions"))


def decode_members(subject: Subject, asked: Asked) -> dict[str, Data]:
    """The members of `decode --json`: without fields all but the findings and relay policy, else what they need.

    Raises DecodeError, or InputError that says what the bytes are instead.
    """
    plan = None if asked.fields is None or subject.lookup is not None else scan_plan(asked.fields)
    if plan is not None:
        try:
            return scanned_members(subject, plan)
        except Doubt:
            pass
    wanted = None if asked.fields is None else asked.fields.members
    if subject.lookup is not None or (wanted is not None and not wanted.isdisjoint(_COSTLY)):
        return _all_members(subject, wanted or frozenset())
    tx = _transaction(subject)
    coins, network = coins_of(tx, subject.spent_outputs), subject.network
    report = brief_report(tx, coins, network)
    names = MEMBERS if wanted is None else [name for name in MEMBERS if name in wanted]
    data = {**members_of_report(report, names), **fee_members(report)}
    if "vin" in data:
        data["vin"] = inputs_data(tx, coins, network)
    if subject.example is not None:
        data["example"] = subject.example.name
    return data


def _transaction(subject: Subject) -> Transaction:
    try:
        return decode_quickly(subject.raw)
    except DecodeError:
        from txexplain.session.transaction import Session

        return Session(subject).report.tx  # which raises what there is to say of the bytes


def _all_members(subject: Subject, wanted: frozenset[str]) -> dict[str, Data]:
    """As one transaction alone is answered, with what is costly only where it is asked for."""
    from txexplain.session.transaction import Session

    session = Session(subject)
    tree = session.regions if "regions" in wanted else None
    policy = session.policy_unrun if "policy" in wanted else None
    data = decode_data(session.report, tree, subject.example and subject.example.name, policy)
    if "findings" not in wanted:
        del data["findings"]
    return data
