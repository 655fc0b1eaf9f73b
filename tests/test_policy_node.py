"""New transactions, as a node sees them: with TXEXPLAIN_TEST_NODE=/path/to/bitcoind they are asked of it.

TXEXPLAIN_TEST_CASES is how many, 2,000 where nothing is said. Without a node those of a seed are made, and counted by
what they fail by: so that nothing that relay can say is left untried.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from nodes import BITCOIND
from policy_borders import LEGACY_SIGOPS, TRUC_VB, border, spend_border
from policy_cases import Coin, Plan, imagine, plan
from policy_errors import ERRORS
from policy_node import answers

from txexplain.model.policy import PolicySettings, Tip
from txexplain.model.report import SpentOutput
from txexplain.model.rules import CONSENSUS, STANDARD, Rules
from txexplain.policy import relay_policy
from txexplain.policy.sentences import SCRIPT_SENTENCES
from txexplain.verify import verify
from txexplain.wire.hashes import sha256

COUNT = int(os.environ.get("TXEXPLAIN_TEST_CASES", "2000"))
TIP = Tip(300, 1_700_100_000)
POLICY_ERRORS = {  # the error of each rule that relay adds
    Rules.STRICTENC: ("SIG_HASHTYPE", "PUBKEYTYPE"),
    Rules.LOW_S: ("SIG_HIGH_S",),
    Rules.MINIMALDATA: ("MINIMALDATA",),
    Rules.CLEANSTACK: ("CLEANSTACK",),
    Rules.DISCOURAGE_UPGRADABLE_NOPS: ("DISCOURAGE_UPGRADABLE_NOPS",),
    Rules.DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM: ("DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM",),
    Rules.MINIMALIF: ("MINIMALIF",),
    Rules.NULLFAIL: ("NULLFAIL",),
    Rules.WITNESS_PUBKEYTYPE: ("WITNESS_PUBKEYTYPE",),
    Rules.CONST_SCRIPTCODE: ("OP_CODESEPARATOR",),
    Rules.DISCOURAGE_UPGRADABLE_TAPROOT_VERSION: ("DISCOURAGE_UPGRADABLE_TAPROOT_VERSION",),
    Rules.DISCOURAGE_OP_SUCCESS: ("DISCOURAGE_OP_SUCCESS",),
    Rules.DISCOURAGE_UPGRADABLE_PUBKEYTYPE: ("DISCOURAGE_UPGRADABLE_PUBKEYTYPE",),
}
AT_LEAST = 5


@pytest.mark.skipif(not BITCOIND, reason="no TXEXPLAIN_TEST_NODE, which names a bitcoind")
def test_a_node_says_the_same_of_new_transactions(tmp_path: Path, record_property) -> None:
    asked = 0
    for answer in answers(tmp_path / "node", COUNT):
        assert answer.here == answer.node, (answer.what, answer.raw.hex())
        asked += 1
    record_property("relay policy, new transactions", asked)
    assert asked > COUNT // 2


@pytest.mark.skipif(not BITCOIND, reason="no TXEXPLAIN_TEST_NODE, which names a bitcoind")
def test_a_node_says_the_same_at_limits_and_of_many_faults_at_once(tmp_path: Path, record_property) -> None:
    asked = 0
    for answer in answers(tmp_path / "node", COUNT // 10, borders=True):
        assert answer.here == answer.node, (answer.what, answer.raw.hex())
        asked += 1
    record_property("relay policy, at limits", asked)
    assert asked == COUNT // 10


def test_the_transactions_at_limits_come_on_both_sides_of_them() -> None:
    """By the numbers that they are refused with; what is within them is refused for something else or not at all."""
    found: dict[str, set[int]] = {"bip54_sigops": set(), "truc_size": set()}
    within: Counter[str] = Counter()
    for number in range(90):
        made = border(1, number, TIP)
        coins = [
            Coin(sha256(place.to_bytes(2)) + bytes(4), SpentOutput(*coin)) for place, coin in enumerate(made.coins)
        ]
        reasons = relay_policy(spend_border(made, coins), None, PolicySettings(tip=TIP)).reasons
        at_limit = [reason for reason in reasons if reason.rule in found]
        within[made.what.split()[0]] += not at_limit
        for reason in at_limit:
            found[reason.rule].add(int(reason.facts.get("sigops", reason.facts.get("vsize_vb", 0))))
    assert found["bip54_sigops"] >= {LEGACY_SIGOPS + 1, LEGACY_SIGOPS + 2}
    assert found["truc_size"] >= {TRUC_VB + 1, TRUC_VB + 400}
    assert min(within["bip54"], within["truc"], within["many"]) > 3


def chosen() -> list[Plan]:
    """Five plans for each script error."""
    found = (plan(1, number, TIP) for number in range(0, 4 * AT_LEAST * len(ERRORS), 4))
    return [made for made in found if made]


def test_each_script_error_that_relay_can_say_is_said_of_five_signed_spends(record_property) -> None:
    counts: Counter[str] = Counter()
    for made in chosen():
        report = imagine(made, TIP)
        assert report
        policy = relay_policy(report, verify(report), PolicySettings(tip=TIP))
        names = [reason.name for reason in policy.reasons]
        assert any(f"({SCRIPT_SENTENCES[made.code]})" in name for name in names), (made.what, made.code, names)
        counts[made.code] += 1
    least = min(counts.values())
    record_property("relay policy, script errors", f"{len(counts)}, each of at least {least} signed spends")
    assert set(counts) == set(SCRIPT_SENTENCES)
    assert least >= AT_LEAST


def test_each_rule_that_relay_adds_refuses_five_signed_spends_that_are_valid(record_property) -> None:
    counts: Counter[Rules] = Counter()
    for made in chosen():
        rule = next((each for each, codes in POLICY_ERRORS.items() if made.code in codes), None)
        report = imagine(made, TIP) if rule else None
        if rule and report:
            with_it, without = (
                verify(report, rules).inputs[made.bench.draft.index] for rules in (STANDARD, STANDARD & ~rule)
            )
            counts[rule] += (with_it.verdict.value, without.verdict.value) == ("invalid", "valid")
    told = f"{len(counts)}, each by at least {min(counts.values())} signed spends"
    record_property("relay policy, rules of its own", told)
    assert set(counts) == set(STANDARD & ~CONSENSUS)
    assert min(counts.values()) >= AT_LEAST, counts
