"""Silent payments in PSBTs (BIP375): shares, their proofs (BIP374), and the scripts that they lead to (BIP352)."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import replace

import pytest
from built_psbts import COIN, LEGACY, A, B, C, Coin, D, Paid, Whole, flipped, from_, key_path, public, wpkh
from conftest import load_vectors
from ecdsa.ecdsa import generator_secp256k1 as G
from silent_psbts import SCAN, SPEND, proof, silent, silent_script
from test_psbt_analysis import analysis_of

from txexplain.crypto.curve import parse_public_key
from txexplain.crypto.dleq import verify_equality
from txexplain.model.errors import DecodeError, InputError
from txexplain.model.psbt_analysis import CautionLevel, PsbtAnalysis, PsbtMessages
from txexplain.model.spend import Verdict
from txexplain.model.subject import PsbtSubject
from txexplain.session.psbt import PsbtSession
from txexplain.wire.cursor import sized
from txexplain.wire.hashes import hash160
from txexplain.wire.keys import CURVE_ORDER, NOBODYS_KEY
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_script_hash

GROUPS = {  # the checks of BIP375's validator, by what each fails with
    "psbt_structure": {"sp_label_alone", "sp_modifiable", "sp_keys_invalid"},
    "ecdh_coverage": {
        "sp_proof_missing",
        "sp_proof_invalid",
        "sp_key_missing",
        "sp_share_missing",
        "sp_no_eligible_input",
    },
    "input_eligibility": {"sp_witness_version", "sp_sighash_type", "sp_signed_early"},
    "output_scripts": {"sp_script_differs", "sp_too_many"},
}


def errors_in(analysis: PsbtAnalysis) -> set[str]:
    return {each.key for each in analysis.cautions if each.level is CautionLevel.ERROR and each.key.startswith("sp_")}


# BIP375's own


def test_what_bip375_calls_invalid_is_refused_or_named(record_property) -> None:
    counts: Counter[str] = Counter()
    for case in load_vectors("psbt_bip375.json")["invalid"]:
        group = case["description"].split(":")[0].replace(" ", "_")
        try:
            found = errors_in(analysis_of(base64.b64decode(case["psbt"])))
        except DecodeError:
            counts["refused by the reader"] += 1
            continue
        expected = set().union(*(GROUPS[name] for name in case.get("checks", GROUPS)))
        assert found & expected, case["description"]
        assert found & GROUPS[group] or "NUMS" in case["description"], case["description"]
        counts[f"named by {group}"] += 1
    record_property("bip375 invalid", ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    assert counts["refused by the reader"] == 4
    assert sum(counts.values()) == 22


def test_of_what_bip375_calls_valid_nothing_is_said(record_property) -> None:
    """But for the one that its validator gives to one of its checks alone."""
    states: Counter[str] = Counter()
    valid = load_vectors("psbt_bip375.json")["valid"]
    for case in valid:
        analysis = analysis_of(base64.b64decode(case["psbt"]))
        checked = set().union(*(GROUPS[name] for name in case.get("checks", GROUPS)))
        assert errors_in(analysis) & checked == set(), case["description"]
        states.update(view.silent_payment for view in analysis.outputs if view.silent_payment)
    record_property("bip375 valid", len(valid))
    record_property("bip375 outputs", ", ".join(f"{name} {count}" for name, count in sorted(states.items())))
    assert len(valid) == 20
    assert not states["differs"]
    assert states["proved"] == 2  # of the others a key is not the one that the spent script names


# Proofs


def points(*data: bytes):
    return [parse_public_key(each) for each in data]


def test_a_proof_holds_for_its_points_alone() -> None:
    share, evidence = proof(A.secret, B)
    a, b, c = points(public(A), public(B), share)
    assert verify_equality(a, b, c, evidence)
    assert not verify_equality(b, a, c, evidence)
    assert not verify_equality(a, c, b, evidence)
    assert not verify_equality(a, b, c, evidence, message=bytes(32))
    for at in range(64):
        spoilt = bytearray(evidence)
        spoilt[at] ^= 1
        assert not verify_equality(a, b, c, bytes(spoilt))


def test_a_proof_with_a_number_that_is_none_is_refused() -> None:
    share, evidence = proof(A.secret, B)
    a, b, c = points(public(A), public(B), share)
    too_large = int.from_bytes(evidence[32:], "big") + CURVE_ORDER
    if too_large < 1 << 256:
        assert not verify_equality(a, b, c, evidence[:32] + too_large.to_bytes(32, "big"))
    assert not verify_equality(a, b, c, evidence[:32] + b"\xff" * 32)
    e = 5
    infinite = e.to_bytes(32, "big") + (e * A.secret % CURVE_ORDER).to_bytes(32, "big")  # s·G - e·A
    assert not verify_equality(a, b, c, infinite)


# Which inputs count


@pytest.mark.parametrize(
    "coin",
    [
        COIN,
        LEGACY,
        Coin(pay_to_script_hash(hash160(wpkh(A))), [(b"\x04", wpkh(A)), from_(A, 0, 0)]),
    ],
)
def test_keys_of_these_kinds_of_output_count(coin: Coin) -> None:
    analysis = analysis_of(silent(coins=[coin]).raw)
    assert errors_in(analysis) == set()
    assert analysis.outputs[0].silent_payment == "proved"


def test_an_uncompressed_key_does_not_count() -> None:
    key = A.forms[1]
    coin = Coin(pay_to_pubkey_hash(hash160(key)), [(b"\x06" + key, from_(A, 0, 0)[1])])
    assert errors_in(analysis_of(silent(coins=[coin]).raw)) == {"sp_no_eligible_input"}


def test_a_key_that_the_spent_script_does_not_name_proves_nothing() -> None:
    """As BIP375's own vectors have it: the proof is checked with it, and that it is the wrong one is said."""
    analysis = analysis_of(silent(coins=[replace(COIN, script=wpkh(D))]).raw)
    assert errors_in(analysis) == set()
    assert "key_not_in_script" in {each.key for each in analysis.cautions}
    assert analysis.outputs[0].silent_payment == "unproved"


def test_a_taproot_input_counts_by_its_output_key_unless_nobody_has_the_internal_one() -> None:
    hidden = Coin(key_path(A), [(b"\x17", NOBODYS_KEY)])
    assert "sp_no_eligible_input" in errors_in(analysis_of(silent(coins=[hidden]).raw))
    assert "sp_no_eligible_input" not in errors_in(analysis_of(silent(coins=[Coin(key_path(A))]).raw))


# States of outputs


def test_shares_of_all_inputs_add_up() -> None:
    second = Coin(wpkh(B), [from_(B, 0, 1)])
    together = A.secret + B.secret
    coins = [COIN, second]
    for number, key in enumerate((A, B)):
        share, evidence = proof(key.secret, SCAN)
        entries = [(b"\x1d" + public(SCAN), share), (b"\x1e" + public(SCAN), evidence)]
        coins[number] = replace(coins[number], entries=[*coins[number].entries, *entries])
    script = silent_script([COIN, second], together)
    info = (b"\x09", public(SCAN) + public(SPEND))
    analysis = analysis_of(Whole(coins, [Paid(script, [info], 190_000)], version=2).raw)
    assert analysis.cautions == ()
    assert analysis.outputs[0].silent_payment == "proved"


def test_outputs_of_one_scan_key_are_numbered_by_their_spend_keys_or_by_their_place() -> None:
    whole = silent()
    by_key = sorted((C, D), key=public)
    for order in (by_key, by_key[::-1]):
        paid = [
            Paid(silent_script([COIN], A.secret, k, spend), [(b"\x09", public(SCAN) + public(spend))], 45_000)
            for k, spend in enumerate(order)
        ]
        analysis = analysis_of(replace(whole, paid=paid).raw)
        assert [view.silent_payment for view in analysis.outputs] == ["proved", "proved"]
        swapped = [replace(one, script=other.script) for one, other in zip(paid, paid[::-1], strict=True)]
        assert "sp_script_differs" in errors_in(analysis_of(replace(whole, paid=swapped).raw))


@pytest.mark.parametrize(
    ("whole", "state"),
    [
        (silent(script=b""), "waiting"),
        (silent(script=b"", share=False, proved=False), "waiting"),
        (silent(proved=False), "unproved"),
        (silent(spoil=flipped), "unproved"),
        (silent(script=key_path(B)), "differs"),
    ],
)
def test_what_is_told_of_an_output(whole: Whole, state: str) -> None:
    assert analysis_of(whole.raw).outputs[0].silent_payment == state


def test_the_prover_of_these_tests_multiplies_as_it_should() -> None:
    assert proof(A.secret, B)[0] == public_of(A.secret * B.secret)


def public_of(secret: int) -> bytes:
    point = (G * secret).to_affine()
    return bytes([2 + (point.y() & 1)]) + int(point.x()).to_bytes(32, "big")


# What is not settled


def _session(whole: Whole, final: bool) -> PsbtSession:
    """Signed, or also finalized."""
    key, signature = whole.signature(A)
    witness = b"\2" + sized(signature) + sized(public(A))
    entries = [*whole.coins[0].entries, (b"\x08", witness) if final else (key, signature)]
    return PsbtSession(PsbtSubject(replace(whole, coins=[replace(whole.coins[0], entries=entries)]).raw))


@pytest.mark.parametrize("final", [False, True])
def test_a_silent_payment_that_is_not_settled_completes_nothing(final: bool) -> None:
    for script, verdict in ((b"", Verdict.UNKNOWN), (key_path(D), Verdict.INVALID)):
        session = _session(silent(script=script), final)
        assert (session.complete, session.verify().complete, session.verify().verdict) == (False, False, verdict)
        with pytest.raises(InputError, match="silent payment"):
            session.transaction()
    assert _session(silent(), final).verify().verdict is Verdict.VALID


def test_before_the_script_of_a_silent_payment_is_there_nothing_may_be_signed() -> None:
    session = PsbtSession(PsbtSubject(silent(script=b"").raw))
    assert session.messages(0) == PsbtMessages(0, (), "silent_payment_script")
    assert session.analysis.estimated_vsize_vb is None
    assert {"empty_output_script", "size_below_policy"}.isdisjoint(each.key for each in session.report.findings)
    assert PsbtSession(PsbtSubject(silent().raw)).messages(0).messages


def test_that_a_signature_is_single_lets_nothing_be_changed() -> None:
    """The third bit of PSBT_GLOBAL_TX_MODIFIABLE (BIP370)."""
    expected = {4: set(), 5: {"sp_modifiable"}, 6: {"sp_modifiable"}}
    assert {flags: errors_in(analysis_of(silent(flags=flags).raw)) for flags in expected} == expected
