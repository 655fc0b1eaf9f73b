"""The exit status of a verdict."""

from __future__ import annotations

from txexplain.model.spend import Verdict

_STATUS = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.UNKNOWN: 4}


def status_of(verdict: Verdict) -> int:
    return _STATUS[verdict]
