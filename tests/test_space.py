"""What inputs and outputs take, what that costs, and which output looks like change: against numbers found otherwise.

The sizes are measured with python-bitcoinlib, which writes inputs and outputs by itself; the dust limits are those of
Bitcoin Core's own tests and documentation.
"""

from __future__ import annotations

import re

import pytest
from bitcoin.core import CTransaction, CTxOut, VarIntSerializer
from conftest import EXAMPLES, session_of
from walking import text_of

from txexplain.explain.document import Grid
from txexplain.explain.pages.change_hints import change_hints_page
from txexplain.lessons import lesson_of
from txexplain.lessons.change import change_guess, coins_needed, is_round
from txexplain.lessons.pages import PAGES
from txexplain.lessons.shared import shared_lessons
from txexplain.lessons.space import (
    SPENDS,
    batch,
    consolidation,
    first_rate_not_worth,
    output_sizes,
    payments,
    spend_size,
    spend_sizes,
)
from txexplain.model.lesson import Show
from txexplain.texts import Texts
from txexplain.web.figures import figure
from txexplain.web.page import web_page

MEASURED = [  # kind of spend, bytes outside the witness, bytes in it
    ("p2pkh", 148, 0),
    ("p2sh", 293, 0),
    ("p2sh-p2wpkh", 64, 107),
    ("p2wpkh", 41, 108),
    ("p2wsh", 41, 253),
    ("p2tr-key", 41, 66),
    ("p2tr-script", 41, 167),
]


def measured(name: str, vin: int) -> tuple[int, int]:
    tx = CTransaction.deserialize(EXAMPLES[name].raw)
    items = tx.wit.vtxinwit[vin].scriptWitness.stack if tx.wit.vtxinwit else ()
    witness = sum(len(VarIntSerializer.serialize(len(item))) + len(item) for item in items)
    return len(tx.vin[vin].serialize()), witness + 1 if items else 0


def test_inputs_are_measured_as_python_bitcoinlib_writes_them() -> None:
    assert [(each.kind, each.base_bytes, each.witness_bytes) for each in spend_sizes()] == MEASURED
    for kind, name, vin in SPENDS:
        session = session_of(name)
        assert session.report.inputs[vin].kind.key == kind
        assert spend_size(session, vin) == measured(name, vin)


@pytest.mark.parametrize("name", [name for name, each in EXAMPLES.items() if len(each.spent_outputs) < 20])
def test_inputs_outputs_and_what_is_around_them_make_the_whole_weight(name: str) -> None:
    tx, session = CTransaction.deserialize(EXAMPLES[name].raw), session_of(name)
    sizes = [spend_size(session, vin) for vin in range(len(tx.vin))]
    has_witness = any(witness for _, witness in sizes)
    counts = sum(len(VarIntSerializer.serialize(count)) for count in (len(tx.vin), len(tx.vout)))
    around = 4 * (8 + counts) + (2 + sum(not witness for _, witness in sizes) if has_witness else 0)
    outputs = sum(4 * len(each.serialize()) for each in tx.vout)
    assert around + outputs + sum(4 * base + witness for base, witness in sizes) == session.report.tx.weight_wu


def test_of_each_type_of_output_the_size_the_limit_of_core_and_the_rate_at_which_it_is_a_loss() -> None:
    found = [(each.kind, each.size_bytes, each.dust_sat, each.loss_from) for each in output_sizes()]
    assert found == [
        ("pubkeyhash", 34, 546, 4),
        ("scripthash", 32, 540, 2),
        ("witness_v0_keyhash", 31, 294, 5),
        ("witness_v0_scripthash", 43, 330, 4),
        ("witness_v1_taproot", 43, 330, 6),
    ]
    for _, name, _ in SPENDS[:4]:
        for output in CTransaction.deserialize(EXAMPLES[name].raw).vout:
            script = bytes(output.scriptPubKey)
            assert {each.size_bytes for each in output_sizes() if each.script_bytes == len(script)} == {
                len(CTxOut(0, output.scriptPubKey).serialize())
            }


@pytest.mark.parametrize(("value", "weight", "rate"), [(1000, 272, 15), (952, 272, 15), (951, 272, 14), (0, 4, 1)])
def test_the_first_rate_at_which_a_coin_costs_more_than_it_holds(value: int, weight: int, rate: int) -> None:
    assert first_rate_not_worth(value, weight) == rate
    assert rate * weight > 4 * value >= (rate - 1) * weight


def test_the_same_payment_by_kind_has_the_size_of_the_example_that_is_one() -> None:
    found = {each.kind: each for each in payments((1, 100))}
    assert {kind: each.vsize_vb for kind, each in found.items()} == {
        "p2pkh": 220,
        "p2sh-p2wpkh": session_of("p2sh-p2wpkh").report.tx.vsize_vb,
        "p2wpkh": session_of("p2wpkh").report.tx.vsize_vb,
        "p2tr-key": 130,
    }
    assert found["p2wpkh"].fees_sat == (141, session_of("p2wpkh").report.fee_sat)


def test_143_outputs_in_a_transaction_and_in_143() -> None:
    found = batch(session_of("batch"))
    assert (found.outputs, found.together_vb) == (143, 4_715)
    tx = CTransaction.deserialize(EXAMPLES["batch"].raw)
    alone = [CTransaction(tx.vin, [output], tx.nLockTime, tx.nVersion, tx.wit) for output in tx.vout]
    assert found.apart_vb == sum(-(-each.calc_weight() // 4) for each in alone) == 15_933


def test_what_ten_coins_made_into_one_cost_and_save() -> None:
    found = consolidation(session_of("consolidation"), 20)
    assert found == (10, 272, 722, 20, 9 * 68 * 20)
    assert all(spend_size(session_of("consolidation"), vin) == (41, 108) for vin in range(10))
    assert session_of("consolidation").report.outputs[0].type.key == "witness_v0_keyhash"


GUESSES = [
    ("p2pkh", "silent", None),
    ("p2sh-p2wpkh", "silent", None),
    ("first", "paid_back", 1),
    ("p2wpkh", "paid_back", 1),
    ("taproot-key", "points", 1),
    ("anyonecanpay", "points", 0),
    ("five-coins", "points", 0),
    ("coinjoin", "equal", None),
    ("sale", "differ", None),
    ("first-p2wpkh", "equal", None),
]


CALIBRATED = {
    "paid_back": "very likely",
    "points": "probably",
    "equal": "cannot tell",
    "differ": "cannot tell",
    "silent": "cannot tell",
}


@pytest.mark.parametrize(("name", "verdict", "vout"), GUESSES)
def test_the_hints_come_to_a_guess_that_is_as_sure_as_they_are(name: str, verdict: str, vout: int | None) -> None:
    guess = change_guess(session_of(name))
    assert (guess.verdict, guess.vout) == (verdict, vout)
    told = text_of(change_hints_page(name, guess, Texts()))
    assert [words for words in sorted(set(CALIBRATED.values())) if words in told] == [CALIBRATED[verdict]]


def test_each_hint_is_given_to_the_outputs_that_have_it() -> None:
    marks = {name: [each.marks for each in change_guess(session_of(name)).outputs] for name, *_ in GUESSES}
    no = (False,) * 4
    assert marks["p2pkh"] == [no, no]
    assert marks["first"] == [no, (True, False, False, False)]
    assert marks["taproot-key"] == [no, (False, True, False, False)]
    assert marks["five-coins"] == [(False, False, True, True), no]
    assert marks["coinjoin"] == [no] * 5


@pytest.mark.parametrize(
    ("value", "is_so"),
    [(5_000_000, True), (18_900_000, True), (83_000, True), (8_084, False), (12_340, False), (7, True)],
)
def test_an_amount_is_round_if_people_would_write_it(value: int, is_so: bool) -> None:
    assert is_round(value) is is_so


def test_how_few_of_five_coins_are_enough() -> None:
    session = session_of("five-coins")
    assert [coins_needed(session, vout) for vout in (0, 1)] == [1, 5]


def test_the_five_coins_are_of_one_script_and_of_five_transactions() -> None:
    example = EXAMPLES["five-coins"]
    assert len({each.script_pubkey for each in example.spent_outputs}) == 1
    assert len({each.prevout.hash for each in CTransaction.deserialize(example.raw).vin}) == 5


@pytest.mark.parametrize("what", ["spendsizes", "outputsizes", "dustlimits", "feerates"])
def test_numbers_below_each_other_end_at_one_column(what: str) -> None:
    page = PAGES[what]("p2wpkh", Show(what, (1, 5, 20, 100)), Texts())
    (grid,) = (block for block in page if isinstance(block, Grid))
    for column in zip(*(cells for _, cells in grid.rows), strict=True):
        assert len(set(map(len, column))) == 1


def test_a_table_of_numbers_is_not_said_to_be_what_a_signature_covers() -> None:
    page = web_page(shared_lessons([lesson_of("price")], Texts()))
    labels = re.findall(r'<div class="scrolls"[^>]*aria-label="([^"]*)">\s*<table class="grid">', page)
    assert labels
    assert set(labels) == {"Table", "表格"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("what", ["spendsizes", "outputsizes", "dustlimits", "feerates"])
def test_each_figure_is_read_out_with_its_unit_or_its_name(what: str, language: str) -> None:
    page = PAGES[what]("p2wpkh", Show(what, (1, 100)), Texts(language))
    (grid,) = (block for block in page if isinstance(block, Grid))
    for (_, cells), said in zip(grid.rows, grid.said, strict=True):
        for cell, words in zip(cells, said, strict=True):
            assert cell.strip() in words
            assert set(words) - set(cell) - set(" :")


def test_hints_that_an_output_does_not_have_are_not_read_out() -> None:
    page = change_hints_page("five-coins", change_guess(session_of("five-coins")), Texts())
    assert [block.said for block in page if isinstance(block, Grid)] == [
        (("type P2PKH", "uneven", "left over"), ("type P2PKH", "no hint"))
    ]


def test_figures_on_a_web_page_end_at_one_edge_with_room_for_decimals() -> None:
    shown = [figure(cell) for cell in ("148   ", " 57.5 ", "104.25", " 1,172", "<b> ")]
    assert [re.sub("<[^>]*>", "", each) for each in shown] == ["148.00", "57.50", "104.25", "1,172", "&lt;b&gt;."]
    page = web_page(shared_lessons([lesson_of("price")], Texts()))
    assert '<th scope="col" class="number">vB</th>' in page
    assert '<td class="number">57.5<span class="zeros" aria-hidden="true">0</span></td>' in page
