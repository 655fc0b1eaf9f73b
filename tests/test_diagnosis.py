"""Signatures over messages that are a little wrong, each made by hand: the diagnosis names what was signed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import by_hand as hand
import pytest
from by_hand import In, Message, Tx
from effort import is_at_most
from spends.keys import Key, Order, key_of, small_key

from txexplain.analyse import analyse
from txexplain.diagnosis import Diagnoser, diagnose
from txexplain.diagnosis.budget import TRIES_OF_INPUT, TRIES_OF_SIGNATURE, TRIES_OF_TRANSACTION
from txexplain.model.diagnosis import Clue, InputDiagnosis
from txexplain.model.report import SpentOutput
from txexplain.model.spend import Verdict
from txexplain.verify import verify

KEY, OTHER, INTERNAL = small_key(1001), small_key(1002), small_key(1003)
PUBLIC = KEY.forms[0]
P2PKH = b"\x76\xa9\x14" + hand.hash160(PUBLIC) + b"\x88\xac"
SEPARATED = b"\x51\x75\xab\x51\x75" + hand.push(PUBLIC) + b"\xac"  # 1 DROP CODESEPARATOR 1 DROP <key> CHECKSIG
LEAF = hand.push(KEY.x_only) + b"\xac"
ANNEX = b"\x50\x01\x02"


def _tweaked(root: bytes) -> Key:
    tweak = int.from_bytes(hand.tagged("TapTweak", INTERNAL.x_only + root), "big")
    return key_of((INTERNAL.even_secret + tweak) % hand.N)


OUTPUT_KEY = _tweaked(b"")
LEAF_HASH = hand.tagged("TapLeaf", b"\xc0" + hand.sized(LEAF))
TREE_KEY = _tweaked(LEAF_HASH)
CONTROL = bytes([0xC0 | TREE_KEY.y & 1]) + INTERNAL.x_only


class Kind(NamedTuple):
    """A kind of spend: its output script, what its message is made of, and how the input is put together."""

    script: bytes
    algorithm: str
    script_code: bytes
    key: Key
    place: Callable[[bytes], dict[str, object]]
    annex: bytes | None = None
    leaf: bytes | None = None


KINDS = {
    "p2pk": Kind(
        hand.push(PUBLIC) + b"\xac", "legacy", hand.push(PUBLIC) + b"\xac", KEY, lambda s: _sig(hand.push(s))
    ),
    "p2pkh": Kind(P2PKH, "legacy", P2PKH, KEY, lambda s: _sig(hand.push(s) + hand.push(PUBLIC))),
    "p2sh": Kind(
        b"\xa9\x14" + hand.hash160(SEPARATED) + b"\x87",
        "legacy",
        SEPARATED[3:],
        KEY,
        lambda s: _sig(hand.push(s) + hand.push(SEPARATED)),
    ),
    "p2wpkh": Kind(b"\0\x14" + P2PKH[3:23], "bip143", P2PKH, KEY, lambda s: {"witness": (s, PUBLIC)}),
    "p2sh-p2wpkh": Kind(
        b"\xa9\x14" + hand.hash160(b"\0\x14" + P2PKH[3:23]) + b"\x87",
        "bip143",
        P2PKH,
        KEY,
        lambda s: {"witness": (s, PUBLIC), "script_sig": hand.push(b"\0\x14" + P2PKH[3:23])},
    ),
    "p2wsh": Kind(
        b"\0\x20" + hand.sha256(SEPARATED), "bip143", SEPARATED[3:], KEY, lambda s: {"witness": (s, SEPARATED)}
    ),
    "p2tr": Kind(b"\x51\x20" + OUTPUT_KEY.x_only, "taproot", b"", OUTPUT_KEY, lambda s: {"witness": (s,)}),
    "p2tr-annex": Kind(
        b"\x51\x20" + OUTPUT_KEY.x_only, "taproot", b"", OUTPUT_KEY, lambda s: {"witness": (s, ANNEX)}, ANNEX
    ),
    "p2tr-script": Kind(
        b"\x51\x20" + TREE_KEY.x_only,
        "taproot",
        b"",
        KEY,
        lambda s: {"witness": (s, LEAF, CONTROL)},
        leaf=LEAF_HASH,
    ),
}
LEGACY, V0, TAPROOT = (
    ("p2pk", "p2pkh", "p2sh"),
    ("p2wpkh", "p2sh-p2wpkh", "p2wsh"),
    ("p2tr", "p2tr-annex", "p2tr-script"),
)
ECDSA = LEGACY + V0
ALL = ECDSA + TAPROOT


def _sig(script: bytes) -> dict[str, object]:
    return {"script_sig": script}


def draft(kind: Kind, rng: random.Random, ins: int = 3, outs: int = 3) -> tuple[Tx, int]:
    """A transaction that spends one output of this kind, and others that anybody may spend; and which input it is."""
    index = rng.randrange(ins)
    inputs = tuple(
        In(rng.randbytes(32), rng.randrange(2, 9), rng.randrange(1, 1 << 22), rng.randrange(10**8, 10**9), b"\x51")
        for _ in range(ins)
    )
    outputs = tuple((rng.randrange(10**6, 10**8), b"\0\x14" + rng.randbytes(20)) for _ in range(outs))
    return Tx(5, inputs, outputs, 1234).with_in(index, script=kind.script), index


def message(kind: Kind, tx: Tx, index: int, hash_type: int) -> Message:
    return Message(tx, index, kind.algorithm, hash_type, kind.script_code, kind.annex, kind.leaf)


def signed(kind: Kind, tx: Tx, index: int, digest: bytes, hash_type: int | None, key: Key | None = None) -> Tx:
    order = Order(key or kind.key, hash_type, "schnorr" if kind.algorithm == "taproot" else "strict", small_key(77))
    signature = order.schnorr(digest) if kind.algorithm == "taproot" else order.ecdsa(digest)
    return tx.with_in(index, **kind.place(signature))


def diagnosed(tx: Tx, index: int) -> InputDiagnosis:
    report = analyse(tx.raw, [SpentOutput(each.value, each.script) for each in tx.ins])
    spend = verify(report).inputs[index]
    assert spend.verdict is Verdict.INVALID
    return diagnose(report, spend)


def only_clue(tx: Tx, index: int) -> Clue:
    (signature,) = diagnosed(tx, index).signatures
    (clue,) = signature.clues
    return clue


Mistake = Callable[[Message], Message | bytes]


def _other_tx(**changes: Callable[[Tx], object]) -> Mistake:
    return lambda m: m.changed(tx=replace(m.tx, **{name: change(m.tx) for name, change in changes.items()}))


def _without_output(m: Message) -> Message:
    return m.changed(tx=replace(m.tx, outs=m.tx.outs[:-1]))


def _other_in(**changes: object) -> Mistake:
    return lambda m: m.changed(tx=m.tx.with_in(m.index, **changes))


def _moved(m: Message, order: tuple[int, ...]) -> Message:
    return m.changed(tx=replace(m.tx, ins=tuple(m.tx.ins[place] for place in order)), index=order.index(m.index))


def _every_in(m: Message, **changes: object) -> Message:
    for place in range(len(m.tx.ins)):
        m = m.changed(tx=m.tx.with_in(place, **changes))
    return m


def _displayed(m: Message) -> Message:
    for place, each in enumerate(m.tx.ins):
        m = m.changed(tx=m.tx.with_in(place, txid=each.txid[::-1]))
    return m


def _other_index(m: Message) -> Message:
    return m.changed(index=(m.index + 1) % len(m.tx.ins))


def _amount_of_other(m: Message) -> Message:
    return m.changed(tx=m.tx.with_in(m.index, value=m.tx.ins[(m.index + 1) % 3].value))


def _cut(data: bytes, start: int, stop: int) -> bytes:
    return data[:start] + data[stop:]


def _outputs(tx: Tx) -> bytes:
    return hand.compact(len(tx.outs)) + b"".join(hand.le(value, 8) + hand.sized(script) for value, script in tx.outs)


def _twice(found: bytes) -> bytes:
    """The five hashes behind ten bytes, each hashed once more."""
    hashes = [found[10 + 32 * place : 42 + 32 * place] for place in range(5)]
    return found[:10] + b"".join(map(hand.sha256, hashes)) + found[170:]


MISTAKES: dict[str, tuple[str, tuple[str, ...], Mistake]] = {
    "no hash type": ("no_hash_type", ECDSA, lambda m: m.changed(type_bytes=b"")),
    "hash type of one byte": ("hash_type_one_byte", ECDSA, lambda m: m.changed(type_bytes=b"\x01")),
    "hash type reversed": ("hash_type_reversed", ECDSA, lambda m: m.changed(type_bytes=b"\0\0\0\x01")),
    "NONE for ALL": ("other_hash_type", ALL, lambda m: m.changed(hash_type=2)),
    "SINGLE for ALL": ("other_hash_type", ALL, lambda m: m.changed(hash_type=3)),
    "ANYONECANPAY": ("other_hash_type", ALL, lambda m: m.changed(hash_type=0x81)),
    "DEFAULT for ALL": ("hash_type_default_for_all", TAPROOT, lambda m: m.changed(hash_type=0)),
    "hashed once": ("hashed_once", ECDSA, lambda m: hand.sha256(m.bytes)),
    "hashed three times": ("digest_hashed_again", ECDSA, lambda m: hand.sha256(m.digest)),
    "untagged": ("hashed_untagged", TAPROOT, lambda m: hand.sha256(m.bytes)),
    "hashed twice": ("hashed_untagged", TAPROOT, lambda m: hand.hash256(m.bytes)),
    "without epoch": ("epoch_missing", TAPROOT, lambda m: hand.tagged("TapSighash", m.bytes[1:])),
    "hex text of the digest": ("hashed_as_text", ALL, lambda m: hand.sha256(m.digest.hex().encode())),
    "digest reversed": ("digest_reversed", ALL, lambda m: m.digest[::-1]),
    "legacy": ("legacy_message", V0, lambda m: m.changed(algorithm="legacy")),
    "BIP143": ("witness_v0_message", LEGACY, lambda m: m.changed(algorithm="bip143")),
    "FORKID": ("forkid", LEGACY, lambda m: m.changed(algorithm="bip143", hash_type=0x41)),
    "another input": ("other_input", ALL, _other_index),
    "output script": ("output_script", ("p2sh", *V0), lambda m: m.changed(script_code=m.tx.ins[m.index].script)),
    "whole script": ("script_code_whole", ("p2wsh", "p2sh"), lambda m: m.changed(script_code=SEPARATED)),
    "program": ("inner_script", ("p2sh-p2wpkh",), lambda m: m.changed(script_code=b"\0\x14" + P2PKH[3:23])),
    "key hash": ("hash_for_script", ("p2wpkh", "p2sh-p2wpkh", "p2pkh"), lambda m: m.changed(script_code=P2PKH[3:23])),
    "script of the key hash": ("key_hash_script", ("p2wsh", "p2sh", "p2pk"), lambda m: m.changed(script_code=P2PKH)),
    "no script": ("script_code_empty", ECDSA, lambda m: m.changed(script_code=b"")),
    "script without length": (
        "script_code_without_length",
        ECDSA,
        lambda m: m.changed(script_field=m.script_code),
    ),
    "script with two lengths": (
        "script_code_with_length",
        ECDSA,
        lambda m: m.changed(script_field=hand.sized(hand.sized(m.script_code))),
    ),
    "amount of another": ("other_amount", V0, _amount_of_other),
    "amount zero": ("other_amount", V0, _other_in(value=0)),
    "amount in BTC": (
        "other_amount",
        V0,
        lambda m: m.changed(tx=m.tx.with_in(m.index, value=m.tx.ins[m.index].value // 10**8)),
    ),
    "amounts zero": ("other_spent_outputs", TAPROOT, lambda m: _every_in(m, value=0)),
    "no scripts": ("other_spent_outputs", TAPROOT, lambda m: _every_in(m, script=b"")),
    "others' amounts": (
        "other_spent_outputs",
        TAPROOT,
        lambda m: _every_in(m, value=m.tx.ins[m.index].value),
    ),
    "annex left out": ("annex_left_out", ("p2tr-annex",), lambda m: m.changed(annex=None)),
    "annex added": ("annex_added", ("p2tr", "p2tr-script"), lambda m: m.changed(annex=b"\x50")),
    "key path": ("key_path_message", ("p2tr-script",), lambda m: m.changed(leaf=None)),
    "BIP143 for taproot": (
        "witness_v0_message",
        ("p2tr",),
        lambda m: m.changed(algorithm="bip143", script_code=m.tx.ins[m.index].script),
    ),
    "ids displayed": ("ids_displayed", ALL, _displayed),
    "outputs reversed": ("outputs_reordered", ALL, _other_tx(outs=lambda tx: tx.outs[::-1])),
    "outputs rotated": ("outputs_reordered", ALL, _other_tx(outs=lambda tx: (*tx.outs[1:], tx.outs[0]))),
    "output missing": ("output_missing", ALL, _without_output),
    "inputs reversed": ("inputs_reordered", ALL, lambda m: _moved(m, (2, 1, 0))),
    "one input": ("inputs_missing", ALL, lambda m: _moved(m, (m.index,))),
    "version": ("other_version", ALL, _other_tx(version=lambda tx: 1)),
    "lock time": ("other_lock_time", ALL, _other_tx(lock_time=lambda tx: 0)),
    "sequence": ("other_sequence", ALL, _other_in(sequence=0xFFFFFFFF)),
    "sequences": ("other_sequence", ALL, lambda m: _every_in(m, sequence=0xFFFFFFFD)),
    "output number": ("other_outpoint", ALL, _other_in(vout=0)),
    "scripts of others": (
        "other_scripts_kept",
        LEGACY,
        lambda m: m.changed(blank={place: each.script for place, each in enumerate(m.tx.ins)}),
    ),
    "legacy with output script": (
        "legacy_message",
        V0,
        lambda m: m.changed(algorithm="legacy", script_code=m.tx.ins[m.index].script),
    ),
    "BIP143 with key hash, in BTC": (
        "script_code_empty",
        V0,
        lambda m: m.changed(tx=m.tx.with_in(m.index, value=0), script_code=b""),
    ),
    "no hash type, output script": (
        "output_script",
        ("p2sh",),
        lambda m: m.changed(script_code=m.tx.ins[m.index].script, type_bytes=b""),
    ),
    "hash type of four bytes": (
        "hash_type_four_bytes",
        TAPROOT,
        lambda m: hand.tagged("TapSighash", m.bytes[:1] + b"\1\0\0\0" + m.bytes[2:]),
    ),
    "no amount": ("part_missing", V0, lambda m: hand.hash256(_cut(m.bytes, -52, -44))),
    "no lock time": ("part_missing", ECDSA, lambda m: hand.hash256(_cut(m.bytes, -8, -4))),
    "lock time reversed": (
        "part_reversed",
        ALL,
        _other_tx(lock_time=lambda tx: int.from_bytes(hand.le(tx.lock_time, 4), "big")),
    ),
    "hash of outputs reversed": (
        "part_reversed",
        V0,
        lambda m: hand.hash256(m.bytes[:-40] + m.bytes[-40:-8][::-1] + m.bytes[-8:]),
    ),
    "outputs hashed with their number": (
        "count_hashed",
        V0,
        lambda m: hand.hash256(m.bytes[:-40] + hand.hash256(_outputs(m.tx)) + m.bytes[-8:]),
    ),
    "outputs hashed once": (
        "parts_hashed_otherwise",
        ("p2tr",),
        lambda m: hand.tagged("TapSighash", _twice(m.bytes)),
    ),
    "wrong spend type": (
        "other_spend_type",
        ("p2tr",),
        lambda m: hand.tagged("TapSighash", m.bytes[:-5] + b"\2" + m.bytes[-4:]),
    ),
    "Bitcoin Gold": ("forkid", LEGACY, lambda m: m.changed(algorithm="bip143", hash_type=0x41 | 79 << 8)),
    "BIP143 with output script": (
        "witness_v0_message",
        ("p2sh",),
        lambda m: m.changed(algorithm="bip143", script_code=m.tx.ins[m.index].script),
    ),
    "NONE with amount zero": (
        "other_hash_type",
        V0,
        lambda m: m.changed(hash_type=2, tx=m.tx.with_in(m.index, value=0)),
    ),
    "separator kept": ("script_code_from_separator", ("p2sh",), lambda m: m.changed(script_code=SEPARATED[2:])),
    "leaf without length": (
        "other_leaf_hash",
        ("p2tr-script",),
        lambda m: m.changed(leaf=hand.tagged("TapLeaf", b"\xc0" + LEAF)),
    ),
    "separator position": ("separator_position_zero", ("p2tr-script",), lambda m: m.changed(separator=0)),
    "legacy, hashed once": ("legacy_message", V0, lambda m: hand.sha256(m.changed(algorithm="legacy").bytes)),
}
CASES = [
    pytest.param(name, kind, marks=[] if kind == kinds[place % len(kinds)] else [pytest.mark.slow])
    for place, (name, (_, kinds, _)) in enumerate(MISTAKES.items())
    for kind in kinds
]


def _digest(found: Message | bytes) -> bytes:
    return found if isinstance(found, bytes) else found.digest


@pytest.mark.parametrize(("name", "where"), CASES)
def test_what_was_signed_is_named(name: str, where: str) -> None:
    key, _, mistake = MISTAKES[name]
    kind = KINDS[where]
    tx, index = draft(kind, random.Random(f"{name} {where}"))
    made = mistake(message(kind, tx, index, 1))
    clue = only_clue(signed(kind, tx, index, _digest(made), 1), index)
    assert (clue.key, clue.fits, clue.digest) == (key, True, _digest(made))
    assert clue.sighash is not None
    if isinstance(made, Message):
        assert clue.sighash.message == made.bytes
        assert clue.sighash.digest == made.digest


@pytest.mark.parametrize("where", ALL)
def test_the_right_message_by_a_key_that_is_nowhere_fits_nothing(where: str) -> None:
    kind = KINDS[where]
    tx, index = draft(kind, random.Random(where))
    digest = message(kind, tx, index, 1).digest
    clue = only_clue(signed(kind, tx, index, digest, 1, small_key(4711)), index)
    assert (clue.key, clue.fits) == ("nothing_fits", False)
    assert clue.facts["tried"] > 100


@pytest.mark.parametrize("where", ALL)
def test_a_key_of_another_place_is_named_with_the_place(where: str) -> None:
    kind = KINDS[where]
    tx, index = draft(kind, random.Random(where))
    shown = b"\x51\x20" + OTHER.x_only if kind.algorithm == "taproot" else b"\0\x14" + hand.hash160(OTHER.forms[0])
    tx = replace(tx, outs=(*tx.outs, (5000, shown)))
    digest = message(kind, tx, index, 1).digest
    clue = only_clue(signed(kind, tx, index, digest, 1, OTHER), index)
    assert (clue.key, clue.fits, clue.facts["vout"]) == ("key_elsewhere", True, 3)
    assert clue.public_key in (OTHER.forms[0], OTHER.x_only)


def test_a_wrong_message_by_a_key_of_another_place_is_both() -> None:
    kind = KINDS["p2pkh"]
    tx, index = draft(kind, random.Random(3))
    tx = replace(tx, outs=(*tx.outs, (5000, hand.push(OTHER.forms[1]) + b"\xac")))
    made = message(kind, tx, index, 1).changed(type_bytes=b"")
    clue = only_clue(signed(kind, tx, index, made.digest, 1, OTHER), index)
    assert (clue.key, clue.public_key) == ("no_hash_type", OTHER.forms[1])
    assert (clue.facts["by"], clue.facts["key_vout"]) == ("key_elsewhere", 3)


def test_the_other_parity_of_the_key_is_named() -> None:
    wrong = bytes([5 - PUBLIC[0]]) + KEY.x_only
    kind = KINDS["p2pk"]._replace(script=hand.push(wrong) + b"\xac", script_code=hand.push(wrong) + b"\xac")
    tx, index = draft(kind, random.Random(4))
    clue = only_clue(signed(kind, tx, index, message(kind, tx, index, 1).digest, 1), index)
    assert (clue.key, clue.public_key) == ("other_parity", PUBLIC)


def test_the_internal_key_is_named_where_a_leaf_was_signed_with_it() -> None:
    kind = KINDS["p2tr-script"]
    tx, index = draft(kind, random.Random(5))
    clue = only_clue(signed(kind, tx, index, message(kind, tx, index, 1).digest, 1, INTERNAL), index)
    assert (clue.key, clue.public_key) == ("internal_key", INTERNAL.x_only)


def test_a_number_that_is_the_x_of_no_point_is_never_valid() -> None:
    kind = KINDS["p2pkh"]
    tx, index = draft(kind, random.Random(6))
    r = next(x for x in range(2, 99) if pow(x**3 + 7, (hand.P - 1) // 2, hand.P) != 1)
    signature = b"\x30\x06\x02\x01" + bytes([r]) + b"\x02\x01\x05\x01"
    clue = only_clue(tx.with_in(index, **kind.place(signature)), index)
    assert (clue.key, clue.fits, clue.facts["case"]) == ("never_valid", False, "no_point")


@pytest.mark.parametrize("where", ALL)
def test_a_valid_signature_has_no_diagnosis(where: str) -> None:
    kind = KINDS[where]
    tx, index = draft(kind, random.Random(where))
    tx = signed(kind, tx, index, message(kind, tx, index, 1).digest, 1)
    report = analyse(tx.raw, [SpentOutput(each.value, each.script) for each in tx.ins])
    spend = verify(report).inputs[index]
    assert spend.verdict is Verdict.VALID
    assert diagnose(report, spend).signatures == ()


@pytest.mark.parametrize("where", ["p2pkh", "p2wpkh", "p2tr", "p2tr-script"])
def test_one_failing_input_takes_no_more_than_some_hundred_checks_do(where: str) -> None:
    kind = KINDS[where]
    tx, index = draft(kind, random.Random(where), ins=5, outs=5)
    tx = signed(kind, tx, index, bytes(32), 1, small_key(4711))
    report = analyse(tx.raw, [SpentOutput(each.value, each.script) for each in tx.ins])
    spend = verify(report).inputs[index]
    assert is_at_most(lambda: diagnose(report, spend), 200, lambda: verify(report))  # which checks one signature
    assert 0 < diagnose(report, spend).tried <= TRIES_OF_INPUT


def test_a_transaction_has_one_limit_for_all_of_its_inputs() -> None:
    kind = KINDS["p2pkh"]
    tx, _ = draft(kind, random.Random(7), ins=40)
    for index in range(40):
        tx = signed(kind, tx.with_in(index, script=kind.script), index, bytes(32), 1, small_key(4711))
    report = analyse(tx.raw, [SpentOutput(each.value, each.script) for each in tx.ins])
    ticks = []
    diagnoser = Diagnoser(report, lambda: ticks.append(1))
    found = [diagnoser.input(spend) for spend in verify(report).inputs]
    assert len(ticks) == sum(each.tried for each in found) <= TRIES_OF_TRANSACTION
    assert found[-1].left_out
    assert not any(each.clues for each in found[-1].signatures)


def test_a_legacy_input_is_diagnosed_without_its_spent_output() -> None:
    kind = KINDS["p2pkh"]
    tx, index = draft(kind, random.Random(8))
    made = message(kind, tx, index, 1).changed(type_bytes=b"")
    report = analyse(signed(kind, tx, index, made.digest, 1).raw)
    spend = verify(report).inputs[index]
    assert (spend.verdict, spend.run.verdict) == (Verdict.UNKNOWN, Verdict.INVALID)
    (signature,) = diagnose(report, spend).signatures
    (clue,) = signature.clues
    assert (clue.key, clue.fits) == ("no_hash_type", True)


def test_without_the_other_amounts_no_message_of_taproot_is_made() -> None:
    kind = KINDS["p2tr"]
    tx, index = draft(kind, random.Random(9))
    tx = signed(kind, tx, index, message(kind, tx, index, 1).digest[::-1], 1)
    coins = [SpentOutput(each.value, each.script) if place == index else None for place, each in enumerate(tx.ins)]
    report = analyse(tx.raw, coins)
    found = diagnose(report, verify(report).inputs[index])
    assert not any(clue.fits for each in found.signatures for clue in each.clues)


@pytest.mark.parametrize("where", ["p2pkh", "p2wpkh", "p2tr"])
def test_thousands_of_outputs_end_in_a_limit(where: str) -> None:
    kind = KINDS[where]
    tx, index = draft(kind, random.Random(where), ins=2, outs=3000)
    tx = signed(kind, tx, index, bytes(32), 1, small_key(4711))
    ticks: list[int] = []
    report = analyse(tx.raw, [SpentOutput(each.value, each.script) for each in tx.ins])
    found = Diagnoser(report, lambda: ticks.append(1)).input(verify(report).inputs[index])
    assert found.left_out
    assert len(ticks) <= TRIES_OF_SIGNATURE


def test_what_fits_is_found_among_thousands_of_outputs() -> None:
    kind = KINDS["p2wpkh"]
    tx, index = draft(kind, random.Random(10), ins=2, outs=3000)
    made = message(kind, tx, index, 1).changed(algorithm="legacy", script_code=tx.ins[index].script)
    clue = only_clue(signed(kind, tx, index, made.digest, 1), index)
    assert (clue.key, clue.facts["also"]) == ("legacy_message", "output_script")


def test_a_digest_that_two_mistakes_give_has_the_name_of_the_simpler() -> None:
    kind = KINDS["p2pkh"]
    tx, index = draft(kind, random.Random(11), ins=1, outs=2)
    made = message(kind, tx, index, 1)
    made = made.changed(tx=replace(tx, outs=tx.outs[::-1]))
    clue = only_clue(signed(kind, tx, index, made.digest, 1), index)
    assert (clue.key, dict(clue.facts)) == ("outputs_reordered", {"case": "reversed"})
