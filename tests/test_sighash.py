"""Signed messages: python-bitcoinlib makes the same; the parts are what is hashed; they say what they commit to."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator

import pytest
from bitcoin.core import CTransaction
from bitcoin.core.script import SIGVERSION_WITNESS_V0, CScript, SignatureHash
from conftest import FULL
from spends.draft import Draft, random_draft
from spends.scripts import OP, push_somehow

from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.taproot import taproot_sighash
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.model.bytes import Region, Span
from txexplain.model.hash_types import hash_type_name, parse_hash_type
from txexplain.model.places import covered_spans
from txexplain.model.report import SpentOutput
from txexplain.model.signing import Cover, LeafContext, Sighash
from txexplain.model.transaction import Transaction
from txexplain.wire.cursor import compact_size
from txexplain.wire.regions import transaction_regions
from txexplain.wire.taproot import split_annex
from txexplain.wire.transaction import decode

TRANSACTIONS = 20_000 if FULL else 2_000
BROKEN = 400 if FULL else 40  # transactions of which every field is changed, for each algorithm
ECDSA_TYPES = (0x01, 0x02, 0x03, 0x81, 0x82, 0x83, 0x00, 0x21, 0x84, 0xFF)
SCHNORR_TYPES = (0x00, 0x01, 0x02, 0x03, 0x81, 0x82, 0x83)
SCRIPT = bytes.fromhex("76a914" + "11" * 20 + "88abac")
LEAF = LeafContext(bytes(range(32)), 7)


def random_transaction(rng: random.Random) -> Draft:
    """One whose own witness is two items of zeros, now and then with an annex behind them."""
    draft = random_draft(rng)
    draft.vin.witness = [bytes(8), bytes(8), *([b"\x50" + rng.randbytes(3)] if rng.random() < 0.5 else [])]
    return draft


def random_script(rng: random.Random) -> bytes:
    """Pushes and opcodes, OP_CODESEPARATOR often among them."""
    items = [push_somehow(rng, rng.randbytes(rng.choice((1, 2, 20, 80)))) for _ in range(rng.randrange(5))]
    items += [rng.choice((OP["CODESEPARATOR"], OP["CODESEPARATOR"], OP["DUP"], OP["CHECKSIG"])) for _ in range(4)]
    rng.shuffle(items)
    return b"".join(items)


# Another implementation


def is_single_without_output(draft: Draft, hash_type: int) -> bool:
    return hash_type & 0x1F == 3 and draft.index >= len(draft.outputs)


def signed32(number: int) -> int:
    return number - (1 << 32) if number >> 31 else number


def test_legacy_messages_are_python_bitcoinlibs() -> None:
    rng = random.Random(1)
    compared = 0
    while compared < TRANSACTIONS:
        draft, script = random_draft(rng), random_script(rng)
        hash_type = rng.choice(ECDSA_TYPES) if rng.random() < 0.5 else rng.getrandbits(32)
        if is_single_without_output(draft, hash_type):
            continue
        raw = draft.raw()
        mine = legacy_sighash(Fields(decode(raw), draft.spent), draft.index, script, hash_type)
        theirs = CTransaction.deserialize(raw)
        assert mine.digest == SignatureHash(CScript(script), theirs, draft.index, signed32(hash_type)), raw.hex()
        compared += 1


def test_version_0_messages_are_python_bitcoinlibs() -> None:
    """As far as it can: lock times from 80000000 on make it fail."""
    rng = random.Random(2)
    for _ in range(TRANSACTIONS):
        draft, script = random_draft(rng), random_script(rng)
        draft.lock_time &= 0x7FFFFFFF
        hash_type = rng.choice(ECDSA_TYPES) if rng.random() < 0.5 else rng.getrandbits(32)
        raw = draft.raw()
        mine = witness_v0_sighash(Fields(decode(raw), draft.spent), draft.index, script, hash_type)
        theirs = CTransaction.deserialize(raw)
        value = draft.spent[draft.index].value_sat
        digest = SignatureHash(
            CScript(script), theirs, draft.index, signed32(hash_type), amount=value, sigversion=SIGVERSION_WITNESS_V0
        )
        assert mine.digest == digest, raw.hex()


# Parts


def annex_of(tx: Transaction, index: int) -> bytes | None:
    annex = split_annex(tx.inputs[index].witness)[1]
    return annex.data if annex else None


Builder = Callable[[Fields, int, int], Sighash | None]
ALGORITHMS: dict[str, tuple[Builder, tuple[int, ...]]] = {
    "legacy": (lambda fields, index, kind: legacy_sighash(fields, index, SCRIPT, kind), ECDSA_TYPES),
    "bip143": (lambda fields, index, kind: witness_v0_sighash(fields, index, SCRIPT, kind), ECDSA_TYPES),
    "bip341": (
        lambda fields, index, kind: taproot_sighash(fields, index, kind, annex_of(fields.tx, index), None),
        SCHNORR_TYPES,
    ),
    "bip342": (
        lambda fields, index, kind: taproot_sighash(fields, index, kind, annex_of(fields.tx, index), LEAF),
        SCHNORR_TYPES,
    ),
}


def double_sha256(message: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(message).digest()).digest()


def tap_sighash(message: bytes) -> bytes:
    tag = hashlib.sha256(b"TapSighash").digest()
    return hashlib.sha256(tag + tag + message).digest()


def built(algorithm: str, raw: bytes, spent: list[SpentOutput], index: int, hash_type: int) -> Sighash | None:
    return ALGORITHMS[algorithm][0](Fields(decode(raw), spent), index, hash_type)


def random_messages(algorithm: str, count: int) -> Iterator[tuple[random.Random, Draft, Sighash]]:
    rng = random.Random(algorithm)
    for number in range(count):
        draft = random_transaction(rng)
        types = ALGORITHMS[algorithm][1]
        sighash = built(algorithm, draft.raw(), draft.spent, draft.index, types[number % len(types)])
        if sighash is not None:
            yield rng, draft, sighash


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_digest_is_the_hash_of_the_parts(algorithm: str) -> None:
    hashed = double_sha256 if algorithm in ("legacy", "bip143") else tap_sighash
    for _, _, sighash in random_messages(algorithm, 300):
        message = b"".join(bytes(part.data) for part in sighash.parts)
        assert sighash.algorithm == algorithm
        assert sighash.message == message
        assert sighash.quirk or sighash.digest == hashed(message)


def test_what_legacy_messages_begin_with_is_hashed_once_and_the_digests_are_the_same() -> None:
    """In whatever order they are asked for, and with hash types among them that blank the sequences."""
    rng = random.Random(15)
    for count in (5, 6, 40, 300):
        inputs = b"".join(rng.randbytes(36) + b"\0" + rng.randbytes(4) for _ in range(count))
        tx = decode(b"\2\0\0\0" + compact_size(count) + inputs + b"\1" + bytes(9) + bytes(4))
        fields = Fields(tx, [None] * count)
        asked = [(index, hash_type) for index in range(count) for hash_type in (1, 2, 3, 0x81)]
        for index, hash_type in (*asked, *rng.sample(asked, 20)):
            sighash = legacy_sighash(fields, index, b"\xac", hash_type)
            assert sighash.quirk or sighash.digest == double_sha256(sighash.message)


def test_single_without_output_signs_one() -> None:
    quirks = [sighash for _, _, sighash in random_messages("legacy", 300) if sighash.quirk]
    assert len(quirks) > 10
    for sighash in quirks:
        assert sighash == ("legacy", sighash.hash_type, (), b"\x01" + bytes(31), "single_without_output")
        assert sighash.hash_type & 0x1F == 3


# What the parts commit to

STRUCTURE = {
    "tx.marker",
    "tx.flag",
    "tx.vin.count",
    "tx.vin.script_size",
    "tx.vout.count",
    "tx.vout.script_size",
    "tx.witness.count",
    "tx.witness.item.size",
}
"""Fields that say where others stand: to change one changes them all."""


def fields_of(tx: Transaction) -> Iterator[Region]:
    return (leaf for leaf in transaction_regions(tx, {}).leaves() if leaf.key not in STRUCTURE)


def covers_of(sighash: Sighash) -> list[Cover]:
    return [cover for part in sighash.parts for cover in part.covers]


def with_flipped_bit(rng: random.Random, raw: bytes, span: Span) -> tuple[int, bytes]:
    offset = rng.randrange(span.start, span.end)
    return offset, raw[:offset] + bytes([raw[offset] ^ 1 << rng.randrange(8)]) + raw[offset + 1 :]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_message_changes_with_the_bytes_that_its_parts_cover_and_with_no_others(algorithm: str) -> None:
    for rng, draft, sighash in random_messages(algorithm, BROKEN):
        raw = draft.raw()
        tx = decode(raw)
        spans = covered_spans(tx, covers_of(sighash), draft.index)
        for leaf in fields_of(tx):
            offset, other_raw = with_flipped_bit(rng, raw, Span(leaf.start, leaf.end))
            other = built(algorithm, other_raw, draft.spent, draft.index, sighash.hash_type)
            covered = any(span.start <= offset < span.end for span in spans)
            assert other is not None
            assert (other.message != sighash.message) is covered, (leaf, offset, raw.hex())


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_message_changes_with_the_spent_outputs_that_its_parts_cover(algorithm: str) -> None:
    for rng, draft, sighash in random_messages(algorithm, BROKEN):
        for place, (value, script, *_) in enumerate(draft.spent):
            others = {"spent_value": (value ^ 1 << rng.randrange(60), script), "spent_script": (value, script + b"a")}
            for field, other_output in others.items():
                spent = [*draft.spent[:place], SpentOutput(*other_output), *draft.spent[place + 1 :]]
                other = built(algorithm, draft.raw(), spent, draft.index, sighash.hash_type)
                covered = any(
                    cover.field == field and cover.start <= place < cover.stop for cover in covers_of(sighash)
                )
                assert other is not None
                assert (other.message != sighash.message) is covered, (field, place)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_an_output_more_changes_the_message_where_all_outputs_are_signed(algorithm: str) -> None:
    for _, draft, sighash in random_messages(algorithm, BROKEN):
        if sighash.quirk:
            continue
        draft.outputs.append((1, b"\x51"))
        other = built(algorithm, draft.raw(), draft.spent, draft.index, sighash.hash_type)
        all_outputs = Cover("output", 0, len(draft.outputs) - 1) in covers_of(sighash)
        assert other is not None
        if sighash.hash_type & 0x1F != 3:
            assert (other.message != sighash.message) is all_outputs


def test_script_code_and_leaf_are_signed_too() -> None:
    """What has no place in the transaction has its cover all the same."""
    draft = random_transaction(random.Random(3))
    fields, index = Fields(decode(draft.raw()), draft.spent), draft.index
    for build in (legacy_sighash, witness_v0_sighash):
        one, other = (build(fields, index, script, 1) for script in (SCRIPT, SCRIPT + b"\x51"))
        assert one.message != other.message
        assert Cover("script_code") in covers_of(one)
    leaves = {"leaf": LEAF._replace(leaf_hash=bytes(32)), "code_separator": LEAF._replace(code_separator_position=8)}
    for field, leaf in leaves.items():
        one, other, key_path = (taproot_sighash(fields, index, 0, None, each) for each in (LEAF, leaf, None))
        assert one.message != other.message
        assert Cover(field) in covers_of(one)
        assert Cover(field) not in covers_of(key_path)


def test_a_hash_type_prints_and_parses_itself() -> None:
    names = {code: hash_type_name(code) for code in range(256) if hash_type_name(code)}
    assert sorted(names) == [0x01, 0x02, 0x03, 0x81, 0x82, 0x83]
    assert names[0x82] == "NONE|ANYONECANPAY"
    for code, name in names.items():
        assert parse_hash_type(name) == parse_hash_type(name.lower()) == parse_hash_type(f"SIGHASH_{name}") == code
        assert hash_type_name(code, "schnorr") == name
    assert hash_type_name(0, "schnorr") == "DEFAULT"
    assert parse_hash_type("default") == 0
    assert all(parse_hash_type(f"{code:02x}") == code for code in range(256))
    for nonsense in ("", "ALL|", "1", "001", "0x", "ANYONECANPAY", "ALLES", "+1", " 1", "x1", "\u0661\u0661"):
        assert parse_hash_type(nonsense) is None


def test_where_nothing_is_signed_the_page_says_what_failed_before(cli) -> None:
    told = cli("sighash", "bad-taproot", "--lang", "en").out
    assert "No signature was checked" in told
    assert "WITNESS_PROGRAM_MISMATCH" in told
