"""Transactions read by offsets alone: the same as the full reading, or left to it."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from conftest import FULL, load_vectors, slow, vector_bytes
from effort import grows_in_step

from txexplain.bundled import all_examples, block_names, load_block
from txexplain.model.errors import DecodeError
from txexplain.model.transaction import Transaction
from txexplain.wire.block import BlockReader
from txexplain.wire.block_scan import BlockScan
from txexplain.wire.cursor import compact_size
from txexplain.wire.quickly import decode_quickly
from txexplain.wire.scan import Doubt, scan
from txexplain.wire.transaction import decode

LINES = ("core_testmempoolaccept.jsonl.gz", "core_decoderawtransaction.jsonl.gz")


@cache
def transactions() -> tuple[bytes, ...]:
    """Raw transactions of every kind, of examples and vectors, the small ones first."""
    found = [example.raw for example in all_examples()]
    for name in LINES:
        found += [bytes.fromhex(json.loads(line)["hex"]) for line in gzip.decompress(vector_bytes(name)).splitlines()]
    for name in ("tx_valid.json", "tx_invalid.json"):
        found += [bytes.fromhex(row[1]) for row in load_vectors(name) if len(row) > 1]
    found += [bytes.fromhex(row[0]) for row in load_vectors("sighash.json") if len(row) > 1]
    return tuple(sorted(dict.fromkeys(found), key=len))


def outcome(raw: bytes, quickly: bool) -> Transaction | tuple[object, ...]:
    try:
        return decode_quickly(raw) if quickly else decode(raw)
    except DecodeError as error:
        return error.code, error.span, error.raw, error.facts


def assert_same(raws: Iterable[bytes]) -> int:
    """That both readings agree on each, errors too; how many were read by offsets."""
    scanned = 0
    for raw in raws:
        full = outcome(raw, quickly=False)
        assert outcome(raw, quickly=True) == full, raw.hex()
        try:
            found = scan(raw)
        except Doubt:
            continue
        assert isinstance(full, Transaction), raw.hex()
        assert found.output_sat == full.output_sat
        assert (found.base_size_bytes, found.weight_wu) == (full.base_size_bytes, full.weight_wu)
        assert found.is_coinbase == full.is_coinbase
        scanned += 1
    return scanned


def test_every_transaction_reads_as_the_full_reading_reads_it() -> None:
    raws = transactions()
    scanned = assert_same(raws)
    assert scanned > 0.95 * len(raws)


def test_cut_anywhere_the_error_is_the_same() -> None:
    for raw in transactions()[:: len(transactions()) // 25]:
        assert assert_same(raw[:end] for end in range(min(len(raw), 400))) == 0


def mutated(count: int) -> Iterator[bytes]:
    source = random.Random("scan")
    raws = [raw for raw in transactions() if len(raw) < 2_000]
    for _ in range(count):
        raw = bytearray(source.choice(raws))
        for _ in range(source.choice((1, 1, 2, 4))):
            place = source.randrange(min(len(raw), source.choice((8, 60, len(raw)))))
            kind = source.randrange(4)
            if kind == 0:
                raw[place] ^= 1 << source.randrange(8)
            elif kind == 1:
                raw[place] = source.choice((0, 1, 2, 0xFC, 0xFD, 0xFE, 0xFF))
            elif kind == 2:
                del raw[place : place + source.choice((1, 1, 3))]
            else:
                raw[place:place] = source.choice((b"\0", b"\1", b"\0\1", b"\xfd\0\0", b"\xff" * 9))
            if not raw:
                break
        yield bytes(raw)


@pytest.mark.parametrize("count", [3_000, slow(1_000_000 if FULL else 15_000)])
def test_spoilt_in_any_way_both_readings_agree(count: int) -> None:
    assert assert_same(mutated(count)) > 0


def test_a_size_not_in_its_shortest_form_is_left_to_the_full_reading() -> None:
    raw = next(example.raw for example in all_examples() if example.raw[4] != 0)
    assert raw[4] < 0xFD
    with pytest.raises(Doubt):
        scan(raw[:4] + b"\xfd" + raw[4:5] + b"\0" + raw[5:])
    with pytest.raises(DecodeError, match="non_canonical_size"):
        decode_quickly(raw[:4] + b"\xfd" + raw[4:5] + b"\0" + raw[5:])


def test_what_could_be_one_without_inputs_is_left_to_the_full_reading() -> None:
    """A transaction with witness whose bytes are also one without inputs and with one output, to the last byte."""
    script = bytes(66)
    raw = bytes.fromhex("020000000001") + b"\1" + bytes(7) + compact_size(len(script)) + script + bytes(4)
    assert_same([raw])
    with pytest.raises(Doubt):
        scan(raw)


def test_transactions_of_blocks_are_those_that_the_reader_reads() -> None:
    blocks = [load_block(name).raw for name in block_names()]
    for block in (*blocks, vector_bytes("block413567.raw")):
        expected = [(tx.raw, tx.txid, len(tx.inputs), tx.output_sat) for tx in BlockReader(block).transactions()]
        found = [(tx.raw, tx.txid, len(tx.inputs), tx.output_sat) for tx in BlockScan(block).scanned()]
        assert found == expected


def test_a_broken_block_gives_the_error_of_the_reader() -> None:
    block = min((load_block(name).raw for name in block_names()), key=len)
    source = random.Random("blocks")
    spoilt = [block[:end] for end in (0, 10, 79, 80, 81, 100, len(block) - 1)] + [block + b"\0"]
    for _ in range(40):
        place = source.randrange(80, len(block))
        spoilt.append(block[:place] + bytes([block[place] ^ 1 << source.randrange(8)]) + block[place + 1 :])
    for raw in spoilt:
        try:
            reader = BlockReader(raw)
            expected: object = sum(1 for _ in reader.transactions())
        except DecodeError as error:
            expected = error.code, error.span, error.facts
        try:
            found: object = sum(1 for _ in BlockScan(raw).scanned())
        except DecodeError as error:
            found = error.code, error.span, error.facts
        assert found == expected


def test_a_hostile_count_costs_no_more_than_its_bytes() -> None:
    """33,554,432 inputs announced, none there."""
    raw = bytes(4) + compact_size(0x02000000)
    raw = b"\1" + raw[1:]
    assert_same([raw, raw + bytes(1_000)])


def test_work_grows_with_the_bytes() -> None:
    def many(inputs: int) -> None:
        raw = b"\2\0\0\0" + compact_size(inputs) + bytes(36) + b"\0" + bytes(4)
        scan(raw + (bytes(36) + b"\0" + bytes(4)) * (inputs - 1) + b"\1" + bytes(8) + b"\0" + bytes(4))

    assert grows_in_step(many, 2_000, 40_000)
