"""Messages that signatures sign, given by themselves: told, taken apart as they were put together, nothing else."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator

import pytest
from conftest import EXAMPLES, load_vectors, session_of, vector_bytes
from spends.draft import Draft, Vin
from test_sighash import ALGORITHMS, double_sha256, random_messages
from test_vectors import Record, asset_output, case_of, rules_of

from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.read import TAG, read_message
from txexplain.model.bytes import ByteSlice
from txexplain.model.report import SpentOutput
from txexplain.model.rules import CONSENSUS
from txexplain.model.script import OP_CHECKMULTISIGVERIFY, OP_CHECKSIG
from txexplain.model.signing import Sighash
from txexplain.script.spend import Satisfaction, verify_spend
from txexplain.wire.script import instructions
from txexplain.wire.transaction import decode

TAPROOT = b"\x51\x20" + bytes(range(100, 132))
P2PKH = bytes.fromhex("76a914" + "11" * 20 + "88ac")

BIP143 = b"".join(
    (
        *(b"\2\0\0\0", bytes(range(1, 33)), bytes(range(33, 65)), bytes(range(65, 97)), b"\1\0\0\0"),
        *(b"\x19", P2PKH, bytes.fromhex("80841e0000000000"), b"\xfd\xff\xff\xff", bytes(range(3, 35))),
        *(bytes.fromhex("bbd10c00"), b"\1\0\0\0"),
    )
)
_FIELDS = {  # where they are from the end, and what is told of them from the other
    "version": (182, 4, "version (<code>00000002</code>) are 2"),
    "outpoint": (82, 4, "number (<code>00000001</code>) are 1"),
    "amount": (52, 8, "amount (<code>00000000001e8480</code>) are 2,000,000"),
    "sequence": (44, 4, "sequence (<code>fffffffd</code>) are fffffffd"),
    "lock_time": (8, 4, "locktime (<code>000cd1bb</code>) are 840,123"),
    "hash_type": (4, 4, "sighash type (<code>00000001</code>) are ALL"),
}


def from_the_other_end(raw: bytes, end: int, size: int) -> bytes:
    at = len(raw) - end
    return raw[:at] + raw[at : at + size][::-1] + raw[at + size :]


REVERSED = {key: from_the_other_end(BIP143, end, size) for key, (end, size, _) in _FIELDS.items()}


def parts_of(sighash: Sighash) -> list[tuple[str, bytes]]:
    return [(part.key, bytes(part.data)) for part in sighash.parts]


def assert_read_again(sighash: Sighash, vin: int | None = None) -> None:
    """The message is told by its bytes, with the parts and the digest that it was made with."""
    found = read_message(sighash.message)
    assert found is not None, sighash.message.hex()
    assert (found.sighash.algorithm, found.sighash.hash_type) == (sighash.algorithm, sighash.hash_type)
    assert parts_of(found.sighash) == parts_of(sighash)
    assert found.sighash.digest == sighash.digest
    assert vin is None or found.vin in (vin, None)


# Messages


def test_every_message_of_every_example_is_read(record_property: Record) -> None:
    count = 0
    for name in EXAMPLES:
        session = session_of(name)
        for index in range(len(session.inputs)):
            for message in session.sighash(index):
                if not message.sighash.quirk:
                    assert_read_again(message.sighash, index)
                    count += 1
    assert count > 50
    record_property("messages of examples", f"{count} read")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_messages_of_random_transactions_are_read_with_every_hash_type(algorithm: str) -> None:
    count = 0
    for _, draft, made in random_messages(algorithm, 400):
        spent = [SpentOutput(value, TAPROOT) for value, *_ in draft.spent]
        sighash = ALGORITHMS[algorithm][0](Fields(decode(draft.raw()), spent), draft.index, made.hash_type)
        assert sighash is not None
        if not sighash.quirk:
            assert_read_again(sighash, draft.index)
            count += 1
    assert count > 300


def has_check(script: bytes) -> bool:
    return any(OP_CHECKSIG <= item.opcode <= OP_CHECKMULTISIGVERIFY for item in instructions(script))


def test_core_messages_are_read_where_a_signature_can_be_checked_at_all(record_property: Record) -> None:
    """Its scripts are opcodes at random: without one that checks a signature the bytes may be anything."""
    read = left = 0
    for raw, script, index, hash_type, _ in (row for row in load_vectors("sighash.json") if len(row) > 1):
        code, fields = bytes.fromhex(script), Fields(decode(bytes.fromhex(raw)), [])
        sighash = legacy_sighash(fields, index, code, hash_type & 0xFFFFFFFF)
        if has_check(code):
            assert_read_again(sighash, index)
            read += 1
        else:
            assert read_message(sighash.message) is None
            left += 1
    record_property("sighash.json, as messages", f"{read} read, {left} without a check of signatures left")
    assert (read, left) == (202, 298)


def test_the_messages_that_bips_print_are_read(record_property: Record) -> None:
    path = load_vectors("bip341_wallet_vectors.json")["keyPathSpending"][0]
    steps = [each["intermediary"] for each in path["inputSpending"]]
    printed = {bytes.fromhex(each["sigMsg"]): each["sigHash"] for each in steps}
    for section in load_vectors("bip143_examples.json")["raw_sections"]:
        printed |= {raw: double_sha256(raw).hex() for raw in map(bytes.fromhex, section["preimages"])}
    for message, digest in printed.items():
        found = read_message(message)
        assert found is not None
        assert (found.raw, found.sighash.digest.hex()) == (message, digest)
    record_property("messages printed in BIP143 and BIP341", f"{len(printed)} read")
    assert len(printed) == 15


def test_the_messages_of_taproot_assets_are_read(record_property: Record) -> None:
    lines = gzip.decompress(vector_bytes("script_assets.jsonl.gz")).decode().splitlines()
    count = 0
    for line in lines[::5]:
        asset = json.loads(line)
        case = case_of(decode(bytes.fromhex(asset["tx"])), [asset_output(data) for data in asset["prevouts"]])
        index, good = asset["index"], asset["success"]
        items = tuple(ByteSlice(0, bytes.fromhex(item)) for item in good["witness"])
        satisfaction = Satisfaction(ByteSlice(0, bytes.fromhex(good["scriptSig"])), items)
        spent = case.spent[index]
        assert spent is not None
        run = verify_spend(
            satisfaction, spent.script_pubkey, CONSENSUS & rules_of(asset["flags"]), case.checkers[index]
        )
        for check in run.checks:
            if check.sighash is not None and not check.sighash.quirk:
                assert_read_again(check.sighash, index)
                count += 1
    record_property("messages of script_assets.jsonl.gz", f"{count} read")
    assert count > 100


def test_the_tag_before_a_message_is_a_part_and_changes_no_digest() -> None:
    for algorithm in ("bip341", "bip342"):
        *_, (_, _, sighash) = random_messages(algorithm, 1)
        found = read_message(TAG + sighash.message)
        assert found is not None
        assert parts_of(found.sighash) == [("tag", TAG), *parts_of(sighash)]
        assert found.sighash.digest == sighash.digest


def test_single_and_anyonecanpay_tell_the_input_by_the_number_of_outputs() -> None:
    draft = Draft(2, [Vin(bytes([n]) * 36, 0) for n in range(3)], [(n, b"\x51") for n in range(3)], 0, [], 0)
    for index in range(3):
        sighash = legacy_sighash(Fields(decode(draft.raw()), []), index, P2PKH, 0x83)
        found = read_message(sighash.message)
        assert found is not None
        assert found.vin == index


# What is none


def transactions() -> Iterator[bytes]:
    """Of examples, of Core's tests and of a block."""
    yield from (example.raw for example in EXAMPLES.values())
    for name in ("tx_valid.json", "tx_invalid.json"):
        yield from (bytes.fromhex(row[1]) for row in load_vectors(name) if len(row) > 1)
    for name, member in (("script_assets.jsonl.gz", "tx"), ("core_testmempoolaccept.jsonl.gz", "hex")):
        lines = gzip.decompress(vector_bytes(name)).decode().splitlines()
        yield from (bytes.fromhex(json.loads(line)[member]) for line in lines[::7])


def mutated(rng: random.Random, raw: bytes) -> bytes:
    """Something added, left out or changed, most often what would be a hash type at the end."""
    place, size = rng.randrange(len(raw)), rng.randrange(1, 9)
    endings = (rng.randbytes(4), bytes(4), b"\1\0\0\0", raw[-4:], raw[:4])
    return rng.choice(
        [
            *(raw + ending for ending in endings),
            raw[:place] + bytes([raw[place] ^ 1 << rng.randrange(8)]) + raw[place + 1 :],
            raw[:place] + raw[place + size :],
            raw[:place] + rng.randbytes(size) + raw[place:],
            raw[:place],
            raw[:4][::-1] + raw[4:],
        ]
    )


def test_no_transaction_is_taken_for_a_message_nor_one_with_something_wrong(record_property: Record) -> None:
    known = [raw for raw in transactions() if len(raw) < 5_000]
    for raw in known:
        assert read_message(raw) is None
    rng = random.Random(12)
    spoilt = [mutated(rng, rng.choice(known)) for _ in range(10_000)]
    taken = [raw for raw in spoilt if read_message(raw) is not None]
    record_property("transactions that are no messages", f"{len(known)}, and {len(spoilt)} spoilt ones")
    assert len(known) > 1_000
    assert [raw.hex() for raw in taken] == []


def test_a_message_with_a_byte_wrong_is_read_as_it_is_or_not_at_all() -> None:
    """Never with parts that do not join to it."""
    rng = random.Random(3)
    for algorithm in ALGORITHMS:
        for _, _, sighash in random_messages(algorithm, 100):
            raw = mutated(rng, sighash.message or b"\0" * 9)
            found = read_message(raw)
            if found is not None:
                assert found.raw == raw
                assert b"".join(piece.data for _, piece in found.pieces) == raw


def test_zeros_where_the_hash_type_leaves_nothing_out_are_no_message() -> None:
    *_, (_, _, sighash) = random_messages("bip143", 1)
    raw = sighash.message
    assert read_message(raw) is not None
    assert read_message(raw[:4] + bytes(32) + raw[36:]) is None
    assert read_message(raw[:-4] + b"\x81\0\0\0") is None


@pytest.mark.parametrize("key", REVERSED)
def test_a_field_of_a_message_with_its_highest_byte_first_is_told(cli, key: str) -> None:
    words = _FIELDS[key][2].replace("<code>", "").replace("</code>", "")
    ran = cli("decode", REVERSED[key].hex(), width=400)
    assert ran.status == 0, ran.err
    assert words in ran.out
    assert ran.out.count("Reversed, ") == 1
    assert "Reversed, " not in cli("decode", BIP143.hex(), width=400).out
    assert "test data is often like this" not in ran.out
