"""Where running, checking and judging meet: what is asked of the engine, what is remembered, and what follows."""

from __future__ import annotations

import pytest
from conftest import EXAMPLES

from txexplain.analyse import analyse
from txexplain.model.report import Report, SpentOutput
from txexplain.model.rules import CONSENSUS, NO_RULES, POLICY, Rules, rules_at
from txexplain.model.spend import Missing, Verdict
from txexplain.verify import Verifier, trace, verify


def report_of(name: str, *spent: SpentOutput | None) -> Report:
    example = EXAMPLES[name]
    return analyse(example.raw, spent or example.spent_outputs)


def test_who_waits_is_told_how_many_inputs_are_done() -> None:
    told: list[int] = []
    report = report_of("all-types")
    verify(report, progress=told.append)
    assert sorted(told) == told
    assert set(told) == set(range(11))
    assert len(told) >= 10 + 17, "at each check of a signature too"
    told.clear()
    trace(report, 3, CONSENSUS, 5, told.append)
    assert told
    assert set(told) == {0}


def test_the_rules_are_those_asked_for_or_those_of_the_block_or_todays() -> None:
    report = report_of("p2pkh")
    for rules, height, wanted, shown in (
        (None, None, CONSENSUS, None),
        (None, 170, rules_at(170), 170),
        (Rules.P2SH, 170, Rules.P2SH, None),
        (NO_RULES, None, NO_RULES, None),
    ):
        found = verify(report, rules, height)
        assert (found.rules, found.height, found.verdict) == (wanted, shown, Verdict.VALID)
        assert found.policy_known is (rules is None)


def test_an_input_is_judged_once_and_told_again_with_its_steps() -> None:
    judge = Verifier(report_of("p2sh-multisig"))
    assert judge.input(0) is judge.input(0)
    told = judge.trace(0, 30)
    assert [len(stage.steps) for stage in told.run.stages] == [4, 3, 6]
    assert told.run.checks == judge.input(0).run.checks
    assert told._replace(run=judge.input(0).run) == judge.input(0)
    assert not any(stage.steps for stage in judge.input(0).run.stages)


@pytest.mark.parametrize(
    ("name", "bip"), [("first-multisig", "BIP66"), ("nop2", "BIP65"), ("before-p2sh", "BIP16"), ("bad-signature", "")]
)
def test_what_earlier_rules_took_is_told_by_the_change_that_refused_it(name: str, bip: str) -> None:
    report = report_of(name)
    (spend,) = (each for each in verify(report).inputs if each.verdict is Verdict.INVALID)
    assert (spend.taken_before.bip if spend.taken_before else "") == bip
    for judged in (verify(report, CONSENSUS), verify(report, height=900_000)):
        assert all(each.taken_before is None for each in judged.inputs), "only by today's rules, unasked"


def test_what_todays_rules_refuse_is_told_apart_from_what_relay_refuses() -> None:
    old = verify(report_of("before-p2sh"), height=170_060).inputs[0]
    assert (old.verdict, old.today and old.today.code, old.policy) == (Verdict.VALID, "INVALID_STACK_OPERATION", None)
    high_s = verify(report_of("pizza"), height=57_043)
    failures = {each.policy.code for each in high_s.inputs if each.policy}
    assert failures == {"SIG_HIGH_S"}
    assert not any(each.today for each in high_s.inputs)
    clean = verify(report_of("p2wpkh")).inputs[0]
    assert (clean.today, clean.policy, clean.taken_before) == (None, None, None)
    asked = verify(report_of("pizza"), CONSENSUS).inputs
    assert not any(each.policy or each.today for each in asked), "what is asked for is all that is looked at"
    refused = verify(report_of("pizza"), CONSENSUS | POLICY)
    assert refused.verdict is Verdict.INVALID


def test_what_is_missing_is_named() -> None:
    judged = verify(analyse(EXAMPLES["all-types"].raw))
    assert judged.verdict is Verdict.UNKNOWN
    for spend in judged.inputs:
        assert spend.verdict is Verdict.UNKNOWN
        assert spend.missing == Missing("spent_output", (spend.vin,))
    implied = {spend.vin for spend in judged.inputs if spend.assumed is not None}
    assert {1, 3, 4, 5, 6, 7} <= implied
    assert 0 not in implied
    judge = Verifier(analyse(EXAMPLES["all-types"].raw))
    assert judge.trace(0, 5) == judge.input(0), "of what did not run there are no steps"
    assert any(stage.steps for stage in judge.trace(1, 5).run.stages)
    coinbase = verify(analyse(EXAMPLES["coinbase"].raw)).inputs[0]
    assert (coinbase.kind, coinbase.verdict, coinbase.missing) == ("coinbase", Verdict.UNKNOWN, Missing("block"))


def test_one_invalid_input_or_broken_rule_decides_and_else_what_is_not_known() -> None:
    example = EXAMPLES["all-types"]
    wrong = SpentOutput(1, b"\0")
    some = [None, wrong, *example.spent_outputs[2:]]
    assert verify(analyse(example.raw, some)).verdict is Verdict.INVALID
    known = [None, *example.spent_outputs[1:]]
    assert verify(analyse(example.raw, known)).verdict is Verdict.UNKNOWN
    assert verify(analyse(example.raw, example.spent_outputs)).verdict is Verdict.VALID
    poor = [SpentOutput(0, spent.script_pubkey) for spent in EXAMPLES["p2pkh"].spent_outputs]
    broken = verify(analyse(EXAMPLES["p2pkh"].raw, poor))
    assert [finding.key for finding in broken.broken] == ["bad-txns-in-belowout"]
    assert (broken.inputs[0].verdict, broken.verdict) == (Verdict.VALID, Verdict.INVALID)
