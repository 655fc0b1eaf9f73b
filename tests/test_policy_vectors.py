"""Relay policy against a node's own answers: the first reason and its detail are those that it printed.

The quick tests take every thirteenth transaction, the slow one all of them.
"""

from __future__ import annotations

import base64
from collections import Counter

import pytest
from policy_rows import ours, policy_of_row, report_of_row, rows, said
from test_psbt import psbt_rows

from txexplain.analyse import analyse
from txexplain.model.networks import NETWORKS
from txexplain.model.policy import PolicySettings
from txexplain.model.subject import PsbtSubject
from txexplain.policy import relay_policy
from txexplain.session.psbt import PsbtSession
from txexplain.verify import verify

STEP = 13


def reason_in_short(name: str) -> str:
    return name.partition(" (")[0] or "allowed"


@pytest.mark.parametrize("step", [STEP, pytest.param(1, marks=pytest.mark.slow)])
def test_the_first_reason_and_its_detail_are_the_nodes(step: int, record_property) -> None:
    counts: Counter[str] = Counter()
    for row in list(rows())[::step]:
        assert ours(policy_of_row(row)) == said(row["result"]), row["what"]
        counts[reason_in_short(row["result"].get("reject-reason", ""))] += 1
    told = ", ".join(f"{name} {count}" for name, count in counts.most_common())
    record_property("relay policy", f"{counts.total()} transactions: {told}")
    assert len(counts) > 12
    assert counts["allowed"] > 50


def test_the_size_by_which_fees_are_compared_is_the_nodes() -> None:
    sizes = [
        (report_of_row(row).sigop_vsize_vb, row["result"]["vsize"])
        for row in list(rows())[::STEP]
        if row["result"]["allowed"]
    ]
    assert len(sizes) > 1_000 // STEP
    assert all(ours == nodes for ours, nodes in sizes)


@pytest.mark.parametrize("what", ["spent", "run"])
def test_what_is_not_known_is_no_reason(what: str) -> None:
    """Without spent outputs, or without the scripts run, the answer is what is known to be wrong, or none."""
    for row in list(rows())[::61]:
        report = report_of_row(row)
        full = policy_of_row(row)
        if what == "spent":
            bare = analyse(bytes.fromhex(row["hex"]))
            policy = relay_policy(bare, verify(bare), full.settings)
        else:
            policy = relay_policy(report, None, full.settings)
        assert policy.accepted in (None, False)
        assert bool(policy.reasons) is (policy.accepted is False)
        names = {reason.name for reason in full.reasons}
        found = {reason.name for reason in policy.reasons if reason.rule != "dust_any_fee"}
        assert found <= names
        assert full.accepted is not True or policy.accepted is None


def test_finished_transactions_of_psbts_are_answered_as_the_node_did() -> None:
    asked = 0
    for row in psbt_rows():
        if "testmempoolaccept" not in row:
            continue
        session = PsbtSession(PsbtSubject(base64.b64decode(row["psbt"]), network=NETWORKS[row["chain"]]))
        spent = session.report.inputs
        report = analyse(bytes.fromhex(row["hex"]), [item.coin for item in spent])
        policy = relay_policy(report, verify(report), PolicySettings())
        told = row["testmempoolaccept"]
        if policy.accepted is None:
            assert policy.missing in (("tip",), ("tip", "coin_heights"))  # a relative lock needs both
            continue
        assert ours(policy) == said(told), row["kind"]
        asked += 1
    assert asked > 5
