"""What a signer should mistrust is named, each by a PSBT made for it, and of honest ones nothing is said."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from built_psbts import (
    COIN,
    HONEST,
    TWO_OF_THREE,
    A,
    B,
    C,
    Coin,
    D,
    Paid,
    Whole,
    child,
    from_,
    from_xpub,
    in_witness,
    of_leaf,
    to_,
    wpkh,
)
from built_psbts import (
    number as in_bytes,
)
from conftest import load_vectors
from silent_psbts import silent, silent_cases
from spends.scripts import OP, push
from suspicious import cases, lock_in_leaf
from test_psbt import raw_of
from test_psbt_analysis import analysis_of, stages
from test_texts import flat

from txexplain.analyse_psbt import analyse_psbt
from txexplain.crypto.taproot import branch_hash, leaf_hash, tree_root
from txexplain.explain.document import Callout
from txexplain.explain.parts.psbt_cautions import SHOWN_ALIKE, caution_callouts, claim_facts
from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.model.report import Facts, SpentOutput
from txexplain.texts import LANGUAGES, Texts, plain
from txexplain.verify_psbt import verify_psbt
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.keys import FIELD_SIZE
from txexplain.wire.output_scripts import pay_to_script_hash, pay_to_witness

CASES = cases() | silent_cases()
ALSO = {  # what is true of the same PSBT as well
    "spent_twice": {"claimed_amount"},
    "sighash_differs": {"sighash_stated"},
    "claimed_amount (taproot)": {"sighash_stated"},
    "single_without_output (unknown)": {"amount_unknown"},
    "signature_invalid (final)": {"final_scripts_invalid"},
    "final_scripts_invalid": {"signature_invalid"},
    "sp_sighash_type": {"sighash_stated"},
    "sp_input_unknown": {"amount_unknown"},
}


def keys_of(raw: bytes) -> set[str]:
    return {caution.key for caution in analysis_of(raw).cautions}


def name_of(case: str) -> str:
    return case.split(" ")[0]


@pytest.mark.parametrize("case", CASES)
def test_each_is_named_and_nothing_else(case: str) -> None:
    assert keys_of(CASES[case]) == {name_of(case)} | ALSO.get(case, ALSO.get(name_of(case), set()))


def test_every_sentence_has_a_psbt_that_is_made_for_it() -> None:
    labels = {"error", "warning", "note", "claim"}
    sentences = {path[0] for path in flat("en", "psbt_cautions") if len(path) == 1} - labels
    names = set(map(name_of, CASES))
    for sentence in sentences:
        is_label = sentence.startswith(("at_", "alike_"))
        assert is_label or sentence in names or any(sentence.startswith(f"{name}_") for name in names), sentence


@pytest.mark.parametrize(
    "whole",
    [
        HONEST,
        from_xpub(),
        silent(),
        silent(in_globals=True),
        Whole([COIN]),
        Whole([COIN, Coin(wpkh(B))], [Paid(wpkh(D), value=190_000)]),
    ],
)
def test_of_an_honest_one_nothing_is_said(whole: Whole) -> None:
    assert keys_of(whole.raw) == set()


def test_of_what_a_node_made_and_signed_only_what_is_true_is_said(record_property) -> None:
    """Amounts that lack before the updater came, and sighash types that leave something free."""
    counts: Counter[str] = Counter()
    for row in stages():
        for caution in analysis_of(raw_of(row)).cautions:
            assert caution.key == ("amount_unknown" if row["stage"] == "created" else "sighash_signed")
            assert caution.level is CautionLevel.WARNING
            counts[caution.key] += 1
    record_property(
        "cautions on a node's stages", ", ".join(f"{key} {count}" for key, count in sorted(counts.items()))
    )
    assert counts["sighash_signed"] > 30


def test_what_bip174_has_no_signer_sign_is_named() -> None:
    named = {
        "A Witness UTXO is provided for a non-witness input": {"claimed_amount_legacy"},
        "redeemScript with non-witness UTXO does not match the scriptPubKey": {"redeem_script_differs"},
        "redeemScript with witness UTXO does not match the scriptPubKey": {"redeem_script_differs"},
        "witnessScript with witness UTXO does not match the redeemScript": {"witness_script_differs"},
    }
    rows = {row["comment"]: bytes.fromhex(row["hex"]) for row in load_vectors("psbt_bip174.json")}
    for comment, expected in named.items():
        assert keys_of(rows[comment]) - {"claimed_amount_signed"} == expected


def test_what_is_told_beside_the_psbt_counts_as_known() -> None:
    raw = Whole([Coin(wpkh(A), proved=False)]).raw
    report = analyse_psbt(raw, spent_outputs=[SpentOutput(100_000, wpkh(A))])
    assert verify_psbt(report).cautions == ()


# One bit


def test_a_changed_bit_of_what_leads_to_a_script_is_named() -> None:
    """Of the redeem script, the witness script, an internal key, a root, a leaf, a control block, and of a key."""
    leaf = push(B.x_only) + OP["CHECKSIG"]
    taproot, block = of_leaf(leaf)
    program = in_witness(TWO_OF_THREE)
    nested = pay_to_script_hash(hash160(program))
    root = leaf_hash(0xC0, leaf)
    coin = Coin(nested, [(b"\x04", program), (b"\x05", TWO_OF_THREE), from_(A, 0, 0), from_(C, 0, 0)])
    tree = Coin(taproot, [(b"\x15" + block, leaf + b"\xc0"), (b"\x17", A.x_only), (b"\x18", root)])
    fee = [Paid(wpkh(D), value=190_000)]
    assert keys_of(Whole([coin, tree], fee).raw) == set()
    seen: Counter[str] = Counter()
    for number, each in enumerate((coin, tree)):
        for at, (key, value) in enumerate(each.entries):
            if key[:1] == b"\x06":
                continue
            for bit in (0, 8 * (len(value) - 1) // 2, 8 * len(value) - 16):
                entries = list(each.entries)
                entries[at] = (key, _with_bit(value, bit))
                coins = [coin, tree]
                coins[number] = replace(each, entries=entries)
                found = keys_of(Whole(coins, fee).raw)
                assert found, (number, key.hex(), bit)
                seen.update(found)
    assert {"redeem_script_differs", "witness_script_differs", "internal_key_differs", "leaf_differs"} <= set(seen)


def _with_bit(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_the_root_of_a_tree_is_made_of_its_leaves_in_order() -> None:
    a, b, c = (bytes([each]) * 32 for each in (1, 2, 3))
    assert tree_root([(0, a)]) == a
    assert tree_root([(1, a), (2, b), (2, c)]) == branch_hash(a, branch_hash(b, c))
    assert tree_root([(2, a), (2, b), (1, c)]) == branch_hash(branch_hash(a, b), c)


def test_a_key_of_the_other_parity_is_another_key() -> None:
    change = child(1, 0)
    other = change._replace(y=FIELD_SIZE - change.y)
    paid = [Paid(wpkh(D), value=60_000), Paid(wpkh(other), [to_(other, 1, 0)], 39_000)]
    assert keys_of(replace(from_xpub(), paid=paid).raw) == {"xpub_differs"}


def test_a_preimage_that_fits_and_a_lock_that_does_not_have_to_run_are_nothing_to_mistrust() -> None:
    digest = sha256(b"preimage")
    assert keys_of(Whole([replace(COIN, entries=[*COIN.entries, (b"\x0b" + digest, b"preimage")])]).raw) == set()
    assert keys_of(Whole([lock_in_leaf(A.x_only)]).raw) == set()


def test_lock_times_disagree_only_where_an_input_leaves_no_choice() -> None:
    height, time = (b"\x12", in_bytes(800_000)), (b"\x11", in_bytes(1_700_000_000))
    second = Coin(wpkh(B), [from_(B, 0, 1)])
    fee = [Paid(wpkh(D), value=190_000)]
    for first, other in (([height], [height]), ([height], [height, time]), ([time], []), ([height, time], [time])):
        coins = [replace(COIN, entries=[*COIN.entries, *first]), replace(second, entries=[*second.entries, *other])]
        assert keys_of(Whole(coins, fee, version=2).raw) == set()


def test_of_a_witness_program_without_rules_nothing_is_said_of_signatures() -> None:
    coin = Coin(pay_to_witness(2, bytes(32)), [(b"\x03", (3).to_bytes(4, "little"))], claimed=True, proved=False)
    found = analysis_of(Whole([coin, coin], [Paid(wpkh(D), value=190_000)]).raw).cautions
    assert {each.key for each in found} == {"sighash_stated", "single_without_output"}
    assert {each.facts.get("variant") for each in found} == {None, "unknown"}


# Told


def told(raw: bytes, language: str = "en") -> list[Callout]:
    return [*caution_callouts(analysis_of(raw).cautions, Texts(language))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_each_is_told_where_it_is(case: str, language: str) -> None:
    cautions = analysis_of(CASES[case]).cautions
    callouts = told(CASES[case], language)
    assert all("{" not in plain(each.line) + each.label for each in callouts)
    for caution in cautions:
        number = caution.output if caution.input is None else caution.input
        assert number is None or any(str(number) in each.label for each in callouts)


def test_the_loudest_are_told_first_and_what_is_alike_once() -> None:
    callouts = told(CASES["spent_twice"])
    assert [(each.style, each.label) for each in callouts] == [
        ("invalid", "wrong, input 1: "),
        ("odd", "caution, each of inputs 0–1: "),
    ]


def test_of_many_that_differ_the_first_are_told_and_the_numbers_of_the_others() -> None:
    many = [
        PsbtCaution("key_not_in_script", CautionLevel.ERROR, input=number, facts=Facts(public_key=f"{number:066x}"))
        for number in range(200)
    ]
    callouts = [*caution_callouts(many, Texts())]
    assert len(callouts) == SHOWN_ALIKE + 1
    assert plain(callouts[-1].line) == "The same is true of inputs 3–199."


def test_of_many_about_the_whole_their_number_is_told() -> None:
    facts = [Facts(variant="depth", fingerprint="d34db33f", path=f"m/{step}") for step in range(9)]
    callouts = [
        *caution_callouts([PsbtCaution("xpub_origin", CautionLevel.ERROR, facts=each) for each in facts], Texts())
    ]
    assert plain(callouts[-1].line) == "More of the same kind: 6."


def test_every_claim_is_told() -> None:
    for key in {path[1] for path in flat("en", "psbt_cautions") if path[0] == "change"} - {"by_xpub"}:
        view = analysis_of(HONEST.raw).outputs[1]._replace(is_change=key)
        for language in LANGUAGES:
            assert len([*claim_facts(view, Texts(language))]) == 1
