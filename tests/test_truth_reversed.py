"""Numbers written highest byte first are told as that, and no number that makes sense as it stands."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

import pytest
from conftest import EXAMPLES, load_vectors, vector_bytes
from spends.draft import Draft, Vin
from test_vectors import Record

from txexplain.analyse import analyse
from txexplain.bundled import block_names, load_block
from txexplain.model.transaction import MAX_MONEY
from txexplain.wire.cursor import Cursor
from txexplain.wire.transaction import read_next

COIN = b"\x11" * 36
KEY = bytes.fromhex("1fb966918db3af46c37234b6a4b043719886d6a05859ba32f72742d6141f7ae6")


def made(
    version: int = 2, vout: int = 0, sequence: int = 0xFFFFFFFD, value_sat: int = 90_000, lock_time: int = 0
) -> bytes:
    outpoint = b"\x11" * 32 + vout.to_bytes(4, "little")
    return Draft(version, [Vin(outpoint, sequence)], [(value_sat, b"\x51")], lock_time, [], 0).raw()


def told(raw: bytes) -> dict[str, dict[str, int | str]]:
    findings = analyse(raw).findings
    return {each.key: dict(each.facts) for each in findings if each.key.startswith("reversed_")}


def other_way(number: int, size: int = 4) -> int:
    return int.from_bytes(number.to_bytes(size, "big"), "little", signed=size == 8)


@pytest.mark.parametrize("value_sat", [1, 546, 90_000, 5_000_000_000, MAX_MONEY - 1])
def test_an_amount_written_highest_byte_first(value_sat: int) -> None:
    assert told(made(value_sat=other_way(value_sat, 8))) == {
        "reversed_amount": {"vout": 0, "reversed_sat": value_sat}
    }


@pytest.mark.parametrize(
    ("field", "meant"),
    [
        *(("version", number) for number in (1, 2, 3)),
        *(("vout", number) for number in (1, 7, 255, 300)),
        *(("sequence", number) for number in (0xFFFFFFFD, 0xFFFFFFFE, 1, 144)),
        *(("lock_time", number) for number in (840_000, 840_001, 500_001)),
    ],
)
def test_other_fields_written_highest_byte_first(field: str, meant: int) -> None:
    found = told(made(**{field: other_way(meant)}))
    assert list(found) == [f"reversed_{field}"]
    shown = f"{meant:08x}" if field == "sequence" else meant
    assert found[f"reversed_{field}"]["reversed"] == shown


@pytest.mark.parametrize(
    ("field", "number"),
    [
        *(("version", number) for number in (0, 1, 2, 3, 4, 0x20000000, 0xFFFFFFFF)),
        *(("vout", number) for number in (0, 1, 65_536, 0xFFFFFFFF)),
        *(("sequence", number) for number in (0, 1, 144, 0xFFFF, 0x400000, 0x400001, 0x80000000, 0xFFFFFFFF)),
        *(("sequence", number) for number in (0x80000001, 0x80010000)),  # as in Lightning's commitments
        *(("lock_time", number) for number in (1, 840_000, 4_500_000, 1_231_006_505, 1_700_000_000, 0x20000001)),
        *(("value_sat", number) for number in (0, 1, MAX_MONEY, MAX_MONEY + 1, -1, 0x0100_0000_0000)),
    ],
)
def test_numbers_that_make_sense_or_none_either_way_are_left_alone(field: str, number: int) -> None:
    assert told(made(**{field: number})) == {}


def transactions() -> Iterator[bytes]:
    yield from (example.raw for example in EXAMPLES.values())
    for name in ("tx_valid.json", "tx_invalid.json", "sighash.json"):
        yield from (bytes.fromhex(row[name != "sighash.json"]) for row in load_vectors(name) if len(row) > 1)
    for name, member in (("script_assets.jsonl.gz", "tx"), ("core_testmempoolaccept.jsonl.gz", "hex")):
        lines = gzip.decompress(vector_bytes(name)).decode().splitlines()
        yield from (bytes.fromhex(json.loads(line)[member]) for line in lines[::9])
    for block in (vector_bytes("block413567.raw"), *(load_block(name).raw for name in block_names())):
        cursor = Cursor(block, 80)
        for _ in range(cursor.compact_size("block.tx_count")):
            yield read_next(cursor).raw


def test_no_transaction_of_the_chain_or_of_the_vectors_is_said_to_be_written_so(record_property: Record) -> None:
    checked = 0
    for raw in transactions():
        checked += 1
        assert told(raw) == {}, raw.hex()
    record_property("transactions without a reversed field", f"{checked:,}")
    assert checked > 3_000


# A compressed key where taproot has the 32 bytes of one


@pytest.mark.parametrize("prefix", [2, 3])
def test_a_compressed_key_in_a_program_of_version_1_is_no_taproot_output(cli, prefix: int) -> None:
    raw = Draft(2, [Vin(COIN, 0)], [(1, b"\x51\x21" + bytes([prefix]) + KEY)], 0, [], 0).raw()
    assert analyse(raw).finding("taproot_key_with_prefix") is not None
    page = " ".join(cli("decode", raw.hex()).out.split())
    assert "this is not a taproot output" in page
    assert "never be spent" not in page


@pytest.mark.parametrize(
    "script", [b"\x51\x20" + KEY, b"\x52\x21\2" + KEY, b"\x51\x21\4" + KEY, b"\x51\x21\2" + bytes(31) + b"\5"]
)
def test_other_programs_are_not_told_so(script: bytes) -> None:
    raw = Draft(2, [Vin(COIN, 0)], [(1, script)], 0, [], 0).raw()
    assert analyse(raw).finding("taproot_key_with_prefix") is None
