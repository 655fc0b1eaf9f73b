"""What is still to be signed in a PSBT and by whom, and what no signature helps against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from built_psbts import (
    COIN,
    A,
    B,
    C,
    Coin,
    D,
    Entry,
    Paid,
    Whole,
    from_,
    in_witness,
    key_path,
    lock,
    multisig,
    origin,
    public,
    sighash_type,
    signed,
    wpkh,
)
from spends.keys import Key, Order, small_key
from spends.scripts import OP, push

from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.crypto.taproot import leaf_hash, tweaked_key
from txexplain.explain.parts.psbt_next import next_role
from txexplain.explain.parts.psbt_txid import txid_note
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import SpentOutput
from txexplain.model.spend import Verdict
from txexplain.model.subject import PsbtSubject
from txexplain.session.psbt import PsbtSession
from txexplain.texts import Texts, plain
from txexplain.wire.hashes import hash160
from txexplain.wire.keys import NOBODYS_KEY
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_script_hash, pay_to_witness
from txexplain.wire.transaction import decode

TAPROOT = Coin(key_path(A), [(b"\x17", A.x_only)])
FREE = Coin(pay_to_witness(2, bytes(32)))


def session_of(raw: bytes) -> PsbtSession:
    return PsbtSession(PsbtSubject(raw))


def of_key(key: Key, *leaves: bytes) -> Entry:
    return b"\x16" + key.x_only, bytes([len(leaves)]) + b"".join(leaves) + origin(0, 1)


def over_a_leaf(internal_key: bytes, *keys: Key, entries: Sequence[Entry] = ()) -> tuple[Coin, bytes]:
    """A coin whose only leaf is opened by B, and the hash of that."""
    script = push(B.x_only) + OP["CHECKSIG"]
    leaf = leaf_hash(0xC0, script)
    found = tweaked_key(internal_key, leaf)
    assert found is not None
    block = bytes([0xC0 | found[1]]) + internal_key
    stated = [(b"\x17", internal_key), (b"\x18", leaf), (b"\x15" + block, script + b"\xc0")]
    origins = [of_key(key, *([leaf] if key is B else [])) for key in keys]
    return Coin(pay_to_witness(1, found[0]), [*stated, *origins, *entries]), leaf


# Sighash types


@pytest.mark.parametrize(("stated", "complete"), [(None, True), (1, True), (0x83, False), (0, False)])
def test_a_signature_of_another_type_than_is_stated_finishes_nothing(stated: int | None, complete: bool) -> None:
    session = session_of(signed(1, stated=stated))
    found = session.analysis.inputs[0]
    assert (session.complete, found.signatures_suffice, found.finished is not None) == (complete,) * 3
    assert session.verify().verdict is (Verdict.VALID if complete else Verdict.UNKNOWN)
    assert found.hindrance == ("" if complete else "sighash_type")


@pytest.mark.parametrize(
    ("coin", "code", "lacks"),
    [
        (COIN, 0x41, ""),
        (COIN, 0x101, "sighash_type"),
        (COIN, 0xFF000001, "sighash_type"),
        (TAPROOT, 0x83, ""),
        (TAPROOT, 0x41, "sighash_type"),
        (TAPROOT, 0x80, "sighash_type"),
        (TAPROOT, 0x101, "sighash_type"),
        (FREE, 1, "no_rules"),
    ],
)
def test_there_is_no_message_for_a_type_that_no_signature_can_have(coin: Coin, code: int, lacks: str) -> None:
    messages = session_of(Whole([replace(coin, entries=[*coin.entries, sighash_type(code)])]).raw).messages(0)
    assert (messages.lacks, [each.sighash.hash_type for each in messages.messages]) == (
        lacks,
        [] if lacks else [code],
    )


def test_a_stated_type_of_zero_is_signed_as_such() -> None:
    messages = session_of(Whole([replace(COIN, entries=[*COIN.entries, sighash_type(0)])]).raw).messages(0)
    assert messages.messages[0].sighash.hash_type == 0


def test_single_without_its_output_has_no_message_in_taproot() -> None:
    coins = [COIN, replace(TAPROOT, entries=[*TAPROOT.entries, sighash_type(3)])]
    assert session_of(Whole(coins, [Paid(wpkh(D), value=190_000)]).raw).messages(1).lacks == "single_output"


# Without rules


@pytest.mark.parametrize("nested", [False, True])
def test_where_no_signature_is_checked_none_is_judged(nested: bool) -> None:
    program = pay_to_witness(1 if nested else 2, bytes(range(32)))
    script = pay_to_script_hash(hash160(program)) if nested else program
    entries = [(b"\x02" + public(A), bytes.fromhex("300602010102010101")), *([(b"\x04", program)] if nested else [])]
    session = session_of(Whole([Coin(script, entries)]).raw)
    found = session.analysis.inputs[0]
    assert [(each.verdict, each.reason) for each in found.signatures] == [(Verdict.UNKNOWN, "no_rules")]
    assert (session.verify().verdict, found.hindrance, found.script_known) == (Verdict.UNKNOWN, "no_rules", True)


# The key path


def _signers(coin: Coin) -> dict[bytes, tuple[bytes, ...]]:
    """The keys that may sign, by the leaf, empty for the key path."""
    return {each.leaf_hash: each.may_sign for each in session_of(Whole([coin]).raw).messages(0).messages}


def test_keys_of_leaves_do_not_sign_by_the_key_path() -> None:
    coin, leaf = over_a_leaf(A.x_only, A, B)
    assert _signers(coin) == {b"": (A.x_only,), leaf: (B.x_only,)}


def test_by_a_key_path_that_nobody_has_the_key_of_nobody_signs() -> None:
    coin, leaf = over_a_leaf(NOBODYS_KEY, B)
    assert _signers(coin) == {leaf: (B.x_only,)}
    for entries in (coin.entries, coin.entries[2:]):  # as it is stated, and as the control block has it
        analysis = session_of(Whole([replace(coin, entries=entries)]).raw).analysis
        assert (analysis.inputs[0].other_keys, analysis.likely_vsize_vb) == ((), None)
        assert analysis.estimated_vsize_vb is not None  # as a node has it
    assert session_of(Whole([replace(coin, entries=coin.entries[:2])]).raw).messages(0).lacks == "leaf"


def test_no_signature_helps_against_a_timelock_that_is_not_met() -> None:
    for coin, hindrance in ((lock("CHECKLOCKTIMEVERIFY", 800_000), "timelock"), (COIN, "")):
        session = session_of(Whole([coin], lock_time=799_999).raw)
        assert session.analysis.inputs[0].hindrance == hindrance
        assert next_role(session.found, session.verify()) == ("creator" if hindrance else "signer")


# Who is asked for


@pytest.mark.parametrize(
    ("before", "after", "asked_for"),
    [
        (push(public(B)) + OP["DROP"], b"", False),
        (push(b"\1") + push(public(B)) + OP["2DROP"], b"", False),
        (push(public(B)) + push(b"\1") + OP["2DROP"], b"", False),
        (b"", OP["0"] + OP["IF"] + push(public(B)) + OP["ENDIF"], False),
        (push(public(B)) + push(b"\1") + OP["DROP"] + OP["CHECKSIGVERIFY"], b"", True),
        (push(public(B)) + OP["SWAP"] + OP["DROP"], b"", True),
        (push(public(B)) + OP["CHECKSIGVERIFY"], b"", True),
        (OP["DUP"] + OP["HASH160"] + push(hash160(public(B))) + OP["EQUALVERIFY"] + OP["CHECKSIGVERIFY"], b"", True),
        (multisig(B, C)[:-1] + OP["CHECKMULTISIGVERIFY"], b"", True),
    ],
)
def test_keys_that_no_signature_check_takes_are_not_asked_for(before: bytes, after: bytes, asked_for: bool) -> None:
    script = before + push(public(A)) + OP["CHECKSIG"] + after
    whole = Whole([Coin(in_witness(script), [(b"\x05", script), from_(A, 0, 0), from_(B, 0, 1)])])
    signers = session_of(whole.raw).analysis.inputs[0].signers
    assert [each.state for each in signers] == ["may_sign", "may_sign" if asked_for else "not_asked_for"]
    others = session_of(Whole([Coin(in_witness(script), [(b"\x05", script)])]).raw).analysis.inputs[0].other_keys
    assert (not {public(B), hash160(public(B))}.isdisjoint(others)) == asked_for


# By consensus, not by policy


def high_s() -> bytes:
    whole = Whole([COIN])
    fields = Fields(decode(whole.tx), [SpentOutput(COIN.value, COIN.script)])
    digest = witness_v0_sighash(fields, 0, pay_to_pubkey_hash(hash160(public(A))), 1).digest
    entry = (b"\x02" + public(A), Order(A, 1, "high_s", small_key(77)).ecdsa(digest))
    return replace(whole, coins=[replace(COIN, entries=[*COIN.entries, entry])]).raw


def test_a_signature_that_nodes_do_not_relay_is_told_as_such() -> None:
    session = session_of(high_s())
    found = session.analysis.inputs[0]
    assert (found.hindrance, [each.policy for each in found.signatures]) == ("policy", ["SIG_HIGH_S"])
    assert "(valid, but nodes do not relay it: SIG_HIGH_S)" in " ".join(str(session.page("verify")).split())


# The txid


def _nested(*, signed_: bool) -> PsbtSession:
    program = wpkh(A)
    coin = Coin(pay_to_script_hash(hash160(program)), [(b"\x04", program), from_(A, 0, 0)])
    whole = Whole([coin])
    entries = [*coin.entries, *([whole.signature(A)] if signed_ else [])]
    return session_of(replace(whole, coins=[replace(coin, entries=entries)]).raw)


def test_signing_changes_the_txid_where_an_input_script_is_needed() -> None:
    unsigned, complete = _nested(signed_=False), _nested(signed_=True)
    texts = Texts()
    assert "#0" in plain(txid_note(unsigned.found, unsigned.verify(), texts))
    assert txid_note(complete.found, complete.verify(), texts) == ()
    of_witness = session_of(Whole([COIN]).raw)
    assert txid_note(of_witness.found, of_witness.verify(), texts) == ()


def test_a_complete_psbt_is_headed_by_the_txid_that_it_will_have() -> None:
    session = _nested(signed_=True)
    final = display_hex(session.transaction().report.tx.txid)
    assert final != display_hex(session.report.tx.txid)
    data = session.to_dict("verify")
    assert (data["txid"], data["final_txid"]) == (display_hex(session.report.tx.txid), final)
    assert _nested(signed_=False).to_dict("verify")["final_txid"] is None
    for view in ("decode", "verify", "sighash"):
        assert final in str(session.page(view))
