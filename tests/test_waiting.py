"""Transactions that wait for a block, as lessons show them: replacement, packages, and who overtakes."""

from __future__ import annotations

import re
from fractions import Fraction
from math import comb

import pytest
from conftest import EXAMPLES, session_of
from walking import text_of

from txexplain.explain.document import Grid
from txexplain.explain.pages.waiting import branches_page, overtaken_page, replaces_page, rivals_page
from txexplain.lessons import lesson_of
from txexplain.lessons.material import lesson_material
from txexplain.lessons.waiting import (
    chance_of_being_overtaken,
    is_better,
    offer,
    package,
    replacement,
    rivals,
)
from txexplain.model.hexadecimal import display_hex
from txexplain.model.lesson import Experiment
from txexplain.model.spend import Verdict
from txexplain.texts import LANGUAGES, Texts
from txexplain.wire.transaction import decode

# As printed in section 11 of the Bitcoin white paper
TEN_PERCENT = (
    "1.0000000 0.2045873 0.0509779 0.0131722 0.0034552 0.0009137 0.0002428 0.0000647 0.0000173 0.0000046 0.0000012"
)
THIRTY_PERCENT = (
    "1.0000000 0.1773523 0.0416605 0.0101008 0.0024804 0.0006132 0.0001522 0.0000379 0.0000095 0.0000024 0.0000006"
)
BELOW_ONE_IN_A_THOUSAND = {10: 5, 15: 8, 20: 11, 25: 15, 30: 24, 35: 41, 40: 89, 45: 340}


def test_the_chances_are_those_that_the_paper_prints() -> None:
    assert [f"{chance_of_being_overtaken(10, z):.7f}" for z in range(11)] == TEN_PERCENT.split()
    assert [f"{chance_of_being_overtaken(30, 5 * z):.7f}" for z in range(11)] == THIRTY_PERCENT.split()


@pytest.mark.parametrize(("percent", "blocks"), BELOW_ONE_IN_A_THOUSAND.items())
def test_so_many_blocks_make_the_chance_less_than_one_in_a_thousand(percent: int, blocks: int) -> None:
    assert chance_of_being_overtaken(percent, blocks) < 0.001 <= chance_of_being_overtaken(percent, blocks - 1)


def exact_chance_of_being_overtaken(percent: int, blocks: int) -> Fraction:
    """With the attacker's blocks, until the others have found so many, counted exactly: negative binomial."""
    q, p = Fraction(percent, 100), Fraction(100 - percent, 100)
    found = ((count, comb(count + blocks - 1, count) * p**blocks * q**count) for count in range(blocks + 1))
    return 1 - sum(chance * (1 - (q / p) ** (blocks - count)) for count, chance in found)


def said_after(lesson: str, language: str) -> list[str]:
    return [item.texts[language].get("after", "") for item in lesson_of(lesson).items]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_says_that_the_formula_is_an_approximation_and_by_how_much(language: str) -> None:
    end = text_of(overtaken_page([10], [], Texts(language))[-1:])
    assert f"{float(100 * exact_chance_of_being_overtaken(10, 4)):.3f}%" in end
    exact = exact_chance_of_being_overtaken(10, 5)
    (after,) = (words for words in said_after("confirmation", language) if "z = 5" in words)
    assert f"{float(100 * exact):.3f}%" in after
    assert chance_of_being_overtaken(10, 5) < 0.001 < exact
    assert exact_chance_of_being_overtaken(10, 6) < 0.001


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_the_table_z_stands_beside_the_confirmations_and_the_points_are_in_line(language: str) -> None:
    page = overtaken_page([10], [(z, [chance_of_being_overtaken(10, z)]) for z in range(11)], Texts(language))
    (grid,) = (block for block in page if isinstance(block, Grid))
    for (label, _), z in zip(grid.rows, range(11), strict=True):
        assert re.findall(r"\d+", label) == [str(z), str(z + 1)]
    cells = [cell for _, (cell,) in grid.rows]
    assert {cell.index(".") for cell in cells[1:]} == {cells[0].index("%")}
    assert len({len(cell) for cell in cells}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_rivals_stand_side_by_side_without_the_verdict_that_was_to_be_guessed(language: str) -> None:
    texts = Texts(language)
    page = text_of(rivals_page(rivals("double-spend-a", "double-spend-b"), texts))
    assert texts.plain("verify", "verdict_valid") not in page
    assert "✓" not in page


@pytest.mark.parametrize("percent", [50, 51, 99])
def test_half_of_the_hash_power_always_overtakes(percent: int) -> None:
    assert chance_of_being_overtaken(percent, 100) == 1


def test_the_halves_of_the_double_spend_are_valid_spend_one_coin_and_neither_replaces_the_other() -> None:
    found = rivals("double-spend-a", "double-spend-b")
    sessions = [session_of(name) for name in ("double-spend-a", "double-spend-b")]
    assert [session.report.tx.inputs[0].outpoint for session in sessions] == [found.coin] * 2
    assert all(EXAMPLES[session.subject.example.name].synthetic for session in sessions)
    assert not found.first_by_second.is_accepted
    assert not found.second_by_first.is_accepted
    assert {session.verdict for session in sessions} == {Verdict.VALID}
    assert found.first_by_second.old.txid != found.first_by_second.new.txid


def test_transactions_without_a_coin_in_common_are_no_rivals() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        rivals("double-spend-a", "replaced")


def test_the_replacement_meets_every_rule_by_these_numbers() -> None:
    found = replacement("replaced", "replacement")
    told = {rule.key: (rule.holds, rule.found, rule.wanted) for rule in found.rules}
    assert told == {
        "fee": (True, 1_410, 282),
        "increment": (True, 1_128, 15),  # 0.1 sat/vB of 141 vB, rounded up
        "clusters": (True, 1, 100),
        "diagram": (True, 1_410, 282),
    }
    assert found.is_accepted


def test_the_other_way_round_only_the_number_of_clusters_is_right() -> None:
    found = replacement("replacement", "replaced")
    assert [rule.key for rule in found.rules if rule.holds] == ["clusters"]
    assert not found.is_accepted


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_that_is_broken_has_a_cross_and_the_node_says_no(language: str) -> None:
    texts = Texts(language)
    page = text_of(replaces_page(replacement("replacement", "replaced"), texts))
    assert page.count("✗") == 4  # three rules and the answer
    assert texts.plain("course_waiting", "kept", new="replaced") in page


@pytest.mark.parametrize(
    ("new", "old", "better"),
    [
        ((200, 100), (100, 100), True),
        ((100, 100), (100, 100), False),
        ((100, 90), (100, 100), True),  # the same fee in less space
        ((110, 200), (100, 100), False),  # more fee, a lower rate
        ((90, 50), (100, 100), False),  # a higher rate, less fee
        ((200, 200), (100, 100), True),  # the same rate, more fee
    ],
)
def test_miners_are_better_off_if_neither_fee_nor_rate_falls(
    new: tuple[int, int], old: tuple[int, int], better: bool
) -> None:
    some = offer("replaced")
    first, second = (some._replace(fee_sat=fee, vsize_vb=size) for fee, size in (new, old))
    assert is_better(first, second) is better


def test_the_child_spends_its_parent_and_both_together_pay_ten_satoshis_for_each_vbyte() -> None:
    found = package("cpfp-parent", "cpfp-child")
    assert (found.parent.fee_sat, found.parent.vsize_vb) == (141, 141)
    assert (found.child.fee_sat, found.child.vsize_vb) == (2_369, 110)
    assert (found.fee_sat, found.vsize_vb) == (2_510, 251)
    parent, child = (session_of(name).report for name in ("cpfp-parent", "cpfp-child"))
    outpoint = child.tx.inputs[0].outpoint
    spent = parent.tx.outputs[outpoint.vout]
    assert outpoint.txid == parent.tx.txid
    assert child.inputs[0].coin == EXAMPLES["cpfp-child"].spent_outputs[0]
    assert (spent.value_sat, spent.script_pubkey.data) == tuple(child.inputs[0].coin)[:2]


def experiments(lesson: str) -> list[Experiment]:
    return [item for item in lesson_of(lesson).items if isinstance(item, Experiment)]


def test_signed_anew_with_the_higher_fee_the_old_one_is_the_replacement_in_every_byte() -> None:
    last = experiments("confirmation")[-1]
    assert lesson_material().try_out(last).raw == EXAMPLES["replacement"].raw


def test_anybody_can_sign_for_the_number_one_another_signature_and_other_outputs() -> None:
    other, kept, stolen, _ = experiments("keys")
    before = decode(EXAMPLES["key-one"].raw)
    after = [decode(lesson_material().try_out(item).raw) for item in (other, kept, stolen)]
    assert after[0].txid == before.txid != after[1].txid == after[2].txid
    assert len({tx.inputs[0].witness[0].data for tx in (before, after[0], after[2])}) == 3


@pytest.mark.parametrize("lesson", ["keys", "confirmation"])
def test_at_least_half_of_the_experiments_leave_the_transaction_valid(lesson: str) -> None:
    verdicts = [item.expected.verdict for item in experiments(lesson)]
    assert verdicts.count("valid") * 2 >= len(verdicts)
    assert "invalid" in verdicts


def test_the_stories_name_the_numbers_of_the_bytes() -> None:
    for name in ("double-spend-a", "double-spend-b", "replaced", "replacement", "cpfp-parent", "cpfp-child"):
        paid = offer(name)
        known = {paid.fee_sat, paid.vsize_vb, paid.fee_sat // paid.vsize_vb, 1_128, 2_510, 251, 10, 1}
        known |= {output.value_sat for output in session_of(name).report.tx.outputs}
        for _, why in EXAMPLES[name].texts.values():
            told = re.findall(r"(?<![\w-])([\d,]*\d)(?= (?:sat|vB|聪))", why)
            assert told
            assert {int(number.replace(",", "")) for number in told} <= known
    assert display_hex(session_of("replacement").report.tx.txid) == EXAMPLES["replacement"].txid


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_two_branches_the_one_with_a_block_more_wins_and_the_loser_is_named(language: str) -> None:
    both, texts = rivals("double-spend-a", "double-spend-b"), Texts(language)
    page = branches_page(both.second_by_first.new, both.first_by_second.new, texts)
    (grid,) = (block for block in page if isinstance(block, Grid))
    lengths = {cells[1]: sum(map(bool, cells)) for _, cells in grid.rows}
    assert lengths == {"double-spend-a": 2, "double-spend-b": 3}
    assert "double-spend-a" in text_of(page[-1:])
    assert "double-spend-b" not in text_of(page[-1:])
