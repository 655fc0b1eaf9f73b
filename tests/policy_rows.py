"""What a node said of transactions: rows of vectors, and what relay policy here says of the same."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

from conftest import vector_bytes

from txexplain.analyse import analyse
from txexplain.model.policy import Policy, PolicySettings, Tip
from txexplain.model.report import Report, SpentOutput
from txexplain.policy import relay_policy
from txexplain.verify import verify

NAME = "core_testmempoolaccept.jsonl.gz"
Said = tuple[bool, str, str]


def rows() -> Iterator[dict[str, Any]]:
    for line in gzip.decompress(vector_bytes(NAME)).splitlines():
        yield json.loads(line)


def coin(told: dict[str, Any]) -> SpentOutput:
    script = bytes.fromhex(told["script_pubkey"])
    return SpentOutput(told["value_sat"], script, told["height"], told["coinbase"], told["mediantime_before"])


def report_of_row(row: dict[str, Any]) -> Report:
    return analyse(bytes.fromhex(row["hex"]), [coin(told) for told in row["prevouts"]])


def policy_of_row(row: dict[str, Any]) -> Policy:
    report = report_of_row(row)
    return relay_policy(report, verify(report), PolicySettings(tip=Tip(row["tip_height"], row["tip_mediantime"])))


def said(result: dict[str, Any]) -> Said:
    """Whether the node takes it, its reason, and its detail, which it prints after the reason."""
    name = result.get("reject-reason", "")
    detail = result.get("reject-details", name)
    assert detail.startswith(name)
    return result["allowed"], name, detail[len(name) :].removeprefix(", ")


def ours(policy: Policy) -> Said:
    assert policy.accepted is not None, policy
    first = policy.reasons[0] if policy.reasons else None
    return policy.accepted, first.name if first else "", first.detail if first else ""
