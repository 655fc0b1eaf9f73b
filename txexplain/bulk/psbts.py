"""A PSBT as `decode` and `verify` answer it where many are asked about."""

from __future__ import annotations

from txexplain.bulk.work import Asked
from txexplain.data import Data
from txexplain.model.spend import Verdict
from txexplain.model.subject import PsbtSubject
from txexplain.session.psbt import PsbtSession

_LEFT_OUT = frozenset(("findings", "diagnosis", "working"))


def psbt_members(subject: PsbtSubject, asked: Asked) -> tuple[dict[str, Data], Verdict | None]:
    """The members of that view's `--json`, and of `verify` the verdict. Raises DecodeError, InputError."""
    session = PsbtSession(subject)
    data = _decoded(session) if asked.view == "decode" else _verified(session, asked)
    members = {**data, **_policy(session, asked)} if asked.fields else {name: _brief(data[name]) for name in data}
    return members, None if asked.view == "decode" else session.verdict


def _brief(data: Data) -> Data:
    """Without what costs and few ask for, also in the transactions within."""
    if isinstance(data, dict):
        return {name: _brief(value) for name, value in data.items() if name not in _LEFT_OUT}
    return [_brief(item) for item in data] if isinstance(data, list) else data


def _decoded(session: PsbtSession) -> dict[str, Data]:
    from txexplain.data.psbt import psbt_data

    example = session.subject.example
    return psbt_data(session.found, session.analysis, None, example and example.name)


def _verified(session: PsbtSession, asked: Asked) -> dict[str, Data]:
    from txexplain.data.psbt_verification import psbt_verify_data

    return psbt_verify_data(session.found, session.verify(diagnosis=asked.wants("transaction")))


def _policy(session: PsbtSession, asked: Asked) -> dict[str, Data]:
    if not asked.wants("policy"):
        return {}
    from txexplain.data.policy import policy_data

    return {"policy": policy_data(session.policy)}
