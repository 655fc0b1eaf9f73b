"""Signatures in places where it is not plain what they sign, and PSBTs that lack one thing or another."""

from __future__ import annotations

import pytest
from psbts import (
    DERIVATION,
    INTERNAL,
    KEY_SIG,
    LEAF,
    ORIGIN,
    PARTIAL_SIG,
    REDEEM,
    SCRIPT_SIG,
    SIGHASH,
    TAP_DERIVATION,
    WITNESS,
    Made,
)
from spends.keys import Key, key_of, small_key
from spends.scripts import OP, push

from txexplain.analyse_psbt import analyse_psbt
from txexplain.crypto.taproot import leaf_hash, tweaked_key
from txexplain.model.psbt_analysis import PsbtAnalysis, PsbtInputAnalysis, PsbtMissing, PsbtRole
from txexplain.model.spend import Verdict
from txexplain.psbt.places import MAX_SEPARATORS
from txexplain.verify_psbt import verify_psbt
from txexplain.wire.hashes import hash160, sha256, tagged_hash
from txexplain.wire.keys import CURVE_ORDER
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_script_hash, pay_to_witness

A, B, C = (small_key(secret) for secret in (3, 5, 7))


def public(key: Key) -> bytes:
    return key.forms[0]


def whole(made: Made) -> PsbtAnalysis:
    return verify_psbt(analyse_psbt(made.raw))


def found_in(made: Made) -> PsbtInputAnalysis:
    return whole(made).inputs[0]


def in_witness(script: bytes) -> Made:
    return Made(pay_to_witness(0, sha256(script))).add(WITNESS, script)


def told(found: PsbtInputAnalysis) -> list[tuple[bytes, str, str]]:
    return [(each.key, each.verdict.value, each.reason) for each in found.signatures]


# What lacks


def test_a_key_is_looked_for_then_its_signature() -> None:
    made = Made(pay_to_pubkey_hash(hash160(public(A))))
    digest = hash160(public(A))
    assert found_in(made).missing == PsbtMissing(public_keys=(digest,))
    assert found_in(made).next is PsbtRole.UPDATER
    found = whole(made.add(DERIVATION, ORIGIN, public(A)))
    assert found.inputs[0].missing == PsbtMissing(signatures=(digest,))
    assert found.next is PsbtRole.SIGNER
    assert found.estimated_vsize_vb == 10 + 31 + 41 + 1 + 71 + 1 + 33 + 1 - 1
    assert found.fee_sat == 10_000
    made.add(PARTIAL_SIG, made.ecdsa(A, made.script, witness=False), public(A))
    assert found_in(made).next is PsbtRole.FINALIZER
    assert [signer.state for signer in found_in(made).signers] == ["signed"]


def test_a_redeem_script_is_looked_for_then_a_witness_script() -> None:
    script = push(public(A)) + OP["CHECKSIG"]
    redeem = pay_to_witness(0, sha256(script))
    made = Made(pay_to_script_hash(hash160(redeem)))
    assert found_in(made).missing == PsbtMissing(redeem_script=hash160(redeem))
    made.add(REDEEM, redeem)
    assert found_in(made).missing == PsbtMissing(witness_script=sha256(script))
    assert found_in(made).next is PsbtRole.UPDATER
    made.add(WITNESS, script)
    assert found_in(made).next is PsbtRole.SIGNER
    made.add(PARTIAL_SIG, made.ecdsa(A, script), public(A))
    assert found_in(made).next is PsbtRole.FINALIZER


def test_a_bare_key_signs() -> None:
    made = Made(push(public(A)) + OP["CHECKSIG"])
    assert found_in(made).missing.signatures == (hash160(public(A)),)
    made.add(PARTIAL_SIG, made.ecdsa(A, made.script, witness=False), public(A))
    assert found_in(made).signatures_suffice


def test_an_output_that_only_the_psbt_states_does_for_what_is_in_the_witness_alone() -> None:
    made = Made(pay_to_pubkey_hash(hash160(public(A))), claimed=True)
    made.add(PARTIAL_SIG, made.ecdsa(A, made.script, witness=False), public(A))
    found = found_in(made)
    assert (found.obstacle, found.next) == ("claimed_output", PsbtRole.UPDATER)
    assert told(found) == [(public(A), "valid", "")]
    code = pay_to_pubkey_hash(hash160(public(A)))
    made = Made(pay_to_witness(0, hash160(public(A))), claimed=True)
    assert found_in(made.add(PARTIAL_SIG, made.ecdsa(A, code), public(A))).next is PsbtRole.FINALIZER


@pytest.mark.parametrize("stated", [True, False])
def test_another_sighash_type_is_a_nodes_obstacle(stated: bool) -> None:
    made = Made(pay_to_witness(0, hash160(public(A))))
    signature = made.ecdsa(A, pay_to_pubkey_hash(hash160(public(A))), hash_type=0x83)
    made.add(PARTIAL_SIG, signature, public(A))
    if stated:
        made.add(SIGHASH, (0x83).to_bytes(4, "little"))
    found = found_in(made)
    assert (found.obstacle, found.next, found.signatures_suffice) == ("sighash_type", PsbtRole.UPDATER, True)
    assert found.signatures[0].verdict is Verdict.VALID


# What ECDSA signatures sign


def test_what_is_signed_may_begin_after_a_code_separator() -> None:
    first, second = push(public(A)) + OP["CHECKSIGVERIFY"], push(public(B)) + OP["CHECKSIG"]
    script = first + OP["CODESEPARATOR"] + second
    made = in_witness(script)
    made.add(PARTIAL_SIG, made.ecdsa(A, script), public(A))
    made.add(PARTIAL_SIG, made.ecdsa(B, second), public(B))
    made.add(PARTIAL_SIG, made.ecdsa(C, first), public(C))
    found = found_in(made)
    assert told(found) == [(public(A), "valid", ""), (public(B), "valid", ""), (public(C), "invalid", "mismatch")]
    assert [each.asked_for for each in found.signatures] == [True, True, False]


@pytest.mark.parametrize("many", [MAX_SEPARATORS, MAX_SEPARATORS + 1])
def test_of_many_code_separators_not_all_are_tried(many: int) -> None:
    script = push(public(A)) + OP["CHECKSIGVERIFY"] + OP["CODESEPARATOR"] * many + push(public(B)) + OP["CHECKSIG"]
    made = in_witness(script)
    made.add(PARTIAL_SIG, made.ecdsa(A, script), public(A))
    made.add(PARTIAL_SIG, made.ecdsa(B, b"\x51"), public(B))
    assert told(found_in(made)) == [
        (public(A), "valid", ""),
        (public(B), "invalid", "mismatch") if many == MAX_SEPARATORS else (public(B), "unknown", "code_separators"),
    ]


def test_without_its_script_a_signature_is_not_judged() -> None:
    made = Made(pay_to_script_hash(bytes(20)))
    made.add(PARTIAL_SIG, made.ecdsa(A, made.script, witness=False), public(A)).add(DERIVATION, ORIGIN, public(B))
    found = found_in(made)
    assert told(found) == [(public(A), "unknown", "script")]
    assert [signer.state for signer in found.signers] == ["unknown"]


def test_what_nodes_do_not_pass_on_is_named() -> None:
    script = OP["1"] + push(public(A)) + push(B.forms[1]) + OP["2"] + OP["CHECKMULTISIG"]
    made = in_witness(script)
    made.add(PARTIAL_SIG, made.ecdsa(A, script, style="high_s"), public(A))
    made.add(PARTIAL_SIG, made.ecdsa(B, script), B.forms[1])
    found = found_in(made)
    assert [(each.verdict, each.policy) for each in found.signatures] == [
        (Verdict.VALID, "SIG_HIGH_S"),
        (Verdict.VALID, "WITNESS_PUBKEYTYPE"),
    ]
    assert not found.signatures_suffice  # by the rules of a node


def test_a_hybrid_key_signs_and_is_not_passed_on() -> None:
    made = Made(push(A.forms[2]) + OP["CHECKSIG"])
    made.add(PARTIAL_SIG, made.ecdsa(A, made.script, witness=False), A.forms[2])
    (signature,) = found_in(made).signatures
    assert (signature.verdict, signature.policy) == (Verdict.VALID, "PUBKEYTYPE")


def test_whoever_no_script_names_is_not_asked() -> None:
    made = Made(pay_to_witness(0, hash160(public(A)))).add(DERIVATION, ORIGIN, public(B))
    made.add(TAP_DERIVATION, b"\x00" + ORIGIN, C.x_only)
    assert [signer.state for signer in found_in(made).signers] == ["not_asked_for", "not_asked_for"]


# Taproot


def taproot(script: bytes = b"") -> tuple[Made, Key, bytes]:
    """An output with the internal key A and one leaf; the secret of its key, and the control block."""
    root = leaf_hash(0xC0, script) if script else b""
    found = tweaked_key(A.x_only, root)
    assert found is not None
    tweak = int.from_bytes(tagged_hash("TapTweak", A.x_only, root), "big")
    return Made(pay_to_witness(1, found[0])), key_of((A.even_secret + tweak) % CURVE_ORDER), bytes([0xC0 | found[1]])


def test_the_key_path_is_signed_with_the_internal_key() -> None:
    made, secret, _ = taproot()
    made.add(TAP_DERIVATION, b"\x00" + ORIGIN, A.x_only).add(INTERNAL, A.x_only)
    assert [signer.state for signer in found_in(made).signers] == ["may_sign"]
    found = found_in(made.add(KEY_SIG, made.schnorr(secret)))
    assert told(found) == [(secret.x_only, "valid", "")]
    assert [signer.state for signer in found.signers] == ["signed"]
    assert found.next is PsbtRole.FINALIZER


def test_in_a_leaf_a_key_may_stand_behind_its_hash() -> None:
    script = OP["DUP"] + OP["HASH160"] + push(hash160(B.x_only)) + OP["EQUALVERIFY"] + OP["CHECKSIG"]
    made, _, parity = taproot(script)
    leaf = leaf_hash(0xC0, script)
    made.add(LEAF, script + b"\xc0", parity + A.x_only)
    assert found_in(made).missing == PsbtMissing(public_keys=(hash160(B.x_only),))
    made.add(TAP_DERIVATION, b"\x01" + leaf + ORIGIN, B.x_only)
    assert [signer.state for signer in found_in(made).signers] == ["may_sign"]
    found = found_in(made.add(SCRIPT_SIG, made.schnorr(B, leaf), B.x_only + leaf))
    assert [(each.verdict, each.leaf_hash, each.asked_for) for each in found.signatures] == [
        (Verdict.VALID, leaf, True)
    ]
    assert found.next is PsbtRole.FINALIZER


def test_in_a_leaf_what_is_signed_may_begin_after_a_code_separator() -> None:
    script = OP["CODESEPARATOR"] + push(B.x_only) + OP["CHECKSIG"]
    made, _, parity = taproot(script)
    leaf = leaf_hash(0xC0, script)
    made.add(LEAF, script + b"\xc0", parity + A.x_only)
    made.add(SCRIPT_SIG, made.schnorr(B, leaf, 0), B.x_only + leaf)
    made.add(SCRIPT_SIG, made.schnorr(C, leaf, 1), C.x_only + leaf)
    assert told(found_in(made)) == [(B.x_only, "valid", ""), (C.x_only, "invalid", "mismatch")]


def test_a_leaf_of_another_version_is_not_signed() -> None:
    script = push(B.x_only) + OP["CHECKSIG"]
    made, _, parity = taproot(script)
    leaf = leaf_hash(0xC0, script)
    made.add(LEAF, script + b"\xc2", parity + A.x_only)
    found = found_in(made.add(SCRIPT_SIG, made.schnorr(B, leaf), B.x_only + leaf))
    assert (found.next, found.signatures_suffice) == (PsbtRole.UPDATER, False)


def test_signatures_of_another_kind_of_output_are_not_judged() -> None:
    made = Made(pay_to_witness(0, hash160(public(A))))
    made.add(KEY_SIG, bytes(64)).add(SCRIPT_SIG, bytes(64), A.x_only + bytes(32))
    assert [reason for _, _, reason in told(found_in(made))] == ["not_taproot", "not_taproot"]
    made, secret, _ = taproot()
    made.add(PARTIAL_SIG, made.ecdsa(A, made.script), public(A))
    (signature,) = found_in(made).signatures
    assert (signature.verdict, signature.reason, signature.asked_for) == (Verdict.UNKNOWN, "taproot", False)
    assert secret.x_only


def test_keys_that_only_the_script_names_are_told() -> None:
    first, second, third = map(key_of, (5, 6, 7))
    script = b"\x52" + b"".join(push(public(key)) for key in (first, second, third)) + b"\x53\xae"
    made = in_witness(script).add(DERIVATION, ORIGIN, public(first))
    assert found_in(made).other_keys == (public(second), public(third))
    hashed = Made(b"\x76\xa9\x14" + hash160(public(first)) + b"\x88\xac")
    assert found_in(hashed).other_keys == (hash160(public(first)),)
    assert found_in(hashed.add(DERIVATION, ORIGIN, public(first))).other_keys == ()


def test_keys_of_a_script_that_the_lock_does_not_ask_for_are_told_as_that() -> None:
    made = Made(b"\x00\x20" + bytes(32)).add(WITNESS, push(public(key_of(5))) + b"\xac")
    found = found_in(made)
    assert (found.other_keys, found.script_known) == ((public(key_of(5)),), False)
