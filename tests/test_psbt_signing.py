"""What is still to be signed in a PSBT and by whom, and what no signature helps against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from built_psbts import COIN, A, B, Coin, D, Entry, Paid, Whole, key_path, origin, public, sighash_type, signed, wpkh
from spends.keys import Key
from spends.scripts import OP, push

from txexplain.crypto.silent_payments import UNSPENDABLE_KEY
from txexplain.crypto.taproot import leaf_hash, tweaked_key
from txexplain.model.spend import Verdict
from txexplain.model.subject import PsbtSubject
from txexplain.session.psbt import PsbtSession
from txexplain.wire.hashes import hash160
from txexplain.wire.output_scripts import pay_to_script_hash, pay_to_witness

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
    coin, leaf = over_a_leaf(UNSPENDABLE_KEY, B)
    assert _signers(coin) == {leaf: (B.x_only,)}
    for entries in (coin.entries, coin.entries[2:]):  # as it is stated, and as the control block has it
        analysis = session_of(Whole([replace(coin, entries=entries)]).raw).analysis
        assert (analysis.inputs[0].other_keys, analysis.likely_vsize_vb) == ((), None)
        assert analysis.estimated_vsize_vb is not None  # as a node has it
    assert session_of(Whole([replace(coin, entries=coin.entries[:2])]).raw).messages(0).lacks == "leaf"
