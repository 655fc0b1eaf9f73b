"""PSBTs are read as Core reads them, refused with its sentence, printed as it prints them, and labelled whole."""

from __future__ import annotations

import base64
import gzip
import json
import random
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from conftest import FULL, load_vectors, vector_bytes

from txexplain.analyse_psbt import analyse_psbt
from txexplain.data import Amount, Rows
from txexplain.data.psbt import psbt_data
from txexplain.model.errors import DecodeError
from txexplain.model.networks import MAIN, NETWORKS
from txexplain.model.psbt import Psbt, PsbtEntry
from txexplain.model.subject import PSBT_MAGIC
from txexplain.wire.cursor import compact_size, sized
from txexplain.wire.psbt import read_psbt
from txexplain.wire.psbt_regions import psbt_regions

UNKNOWN_VERSION = "Unsupported version number"
BIP370_OF_VERSION_0 = "PSBTv0 but with"  # what BIP370 forbids there, a node takes as unknown fields
PREFIX, SUFFIX = "TX decode failed ", ": iostream error"


def psbt_rows() -> list[dict[str, Any]]:
    """What a node said to PSBTs; amounts as it wrote them."""
    names = ("core_psbt.jsonl.gz", "core_psbt_stages.jsonl.gz")
    lines = [line for name in names for line in gzip.decompress(vector_bytes(name)).splitlines()]
    return [json.loads(line, parse_float=Decimal) for line in lines]


def raw_of(row: dict[str, Any]) -> bytes:
    return base64.b64decode(row["psbt"])


def _refusal(raw: bytes) -> str:
    """Core's sentence for what is refused, our code where Core has none, empty where it is read."""
    error = _error(raw)
    if error is None:
        return ""
    assert error.span
    assert 0 <= error.span.start <= error.span.end <= len(raw), error
    return str(error.facts.get("core", error.code))


def _error(raw: bytes) -> DecodeError | None:
    try:
        read_psbt(raw)
    except DecodeError as error:
        return error
    return None


def plain_data(data: object) -> object:
    if isinstance(data, Amount):
        return Decimal(str(data))
    if isinstance(data, dict):
        return {name: plain_data(item) for name, item in data.items()}
    return [plain_data(item) for item in data] if isinstance(data, list | Rows) else data


def _reduced(ours: object, theirs: object) -> object:
    """Ours without the members that theirs does not have, inside transactions and scripts, which we tell more of."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        own = ours.keys() if "txid" not in theirs and "asm" not in theirs and "value" not in theirs else theirs.keys()
        return {name: _reduced(ours[name], theirs.get(name)) for name in own if name in ours}
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [_reduced(mine, its) for mine, its in zip(ours, theirs, strict=True)]
    return ours


def test_what_a_node_reads_is_read_and_printed_the_same(record_property) -> None:
    counts: Counter[str] = Counter()
    for row in psbt_rows():
        answer = row["decodepsbt"]
        if "result" in answer:
            network = NETWORKS[row["chain"]] if "chain" in row else MAIN
            ours = plain_data(psbt_data(analyse_psbt(raw_of(row), network)))
            assert _reduced(ours, answer["result"]) == answer["result"], row["psbt"]
            counts["equal"] += 1
            continue
        sentence = answer["error"].removeprefix(PREFIX).removesuffix(SUFFIX)
        if sentence == UNKNOWN_VERSION:
            counts["of a version that the node does not know"] += 1
        else:
            assert _refusal(raw_of(row)) == sentence, row["psbt"]
            counts["refused with the same sentence"] += 1
    record_property("core_psbt", ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    assert counts["equal"] == 271
    assert counts["refused with the same sentence"] == 405


@pytest.mark.parametrize("number", [174, 370, 371])
def test_vectors_of_the_bips(number: int, record_property) -> None:
    cases = load_vectors(f"psbt_bip{number}.json")
    for case in cases:
        valid = case["valid"] or (
            case["comment"].startswith(BIP370_OF_VERSION_0) and "VERSION set to 2" not in case["comment"]
        )
        assert (not _refusal(bytes.fromhex(case["hex"]))) == valid, case["comment"]
    record_property(f"psbt_bip{number}", len(cases))


def test_every_byte_is_labelled_and_only_once() -> None:
    for row in psbt_rows():
        if "result" in row["decodepsbt"]:
            _check_tiling(raw_of(row))
    for case in load_vectors("psbt_bip370.json") + load_vectors("psbt_bip375.json")["valid"]:
        raw = bytes.fromhex(case["hex"]) if "hex" in case else base64.b64decode(case["psbt"])
        if not _refusal(raw):
            _check_tiling(raw)


def _check_tiling(raw: bytes) -> None:
    position = 0
    for leaf in psbt_regions(read_psbt(raw)).leaves():
        assert leaf.start == position < leaf.end, leaf
        position = leaf.end
    assert position == len(raw)
    assert written(read_psbt(raw)) == raw


def written(psbt: Psbt) -> bytes:
    """A PSBT from what was read of it: the maps, each of its entries a key and a value, which their parts tile."""
    maps = (psbt.globals, *psbt.inputs, *psbt.outputs)
    return PSBT_MAGIC + b"".join(b"".join(map(_entry, each.entries)) + b"\x00" for each in maps)


def _entry(entry: PsbtEntry) -> bytes:
    key = compact_size(entry.type) + b"".join(part.slice.data for part in entry.key_parts)
    value = b"".join(part.slice.data for part in entry.value_parts)
    return sized(key) + sized(value)


def test_no_prefix_is_read() -> None:
    for row in psbt_rows()[:: 1 if FULL else 40]:
        if "result" in row["decodepsbt"]:
            raw = raw_of(row)
            for end in range(0, len(raw), 1 if FULL else 7):
                assert _refusal(raw[:end])
            assert _refusal(raw + b"\x00") == "extra data after PSBT"


def test_changed_bytes_are_read_or_refused_in_words_and_tile() -> None:
    random_ = random.Random(12)
    raws = [raw_of(row) for row in psbt_rows() if "result" in row["decodepsbt"]]
    raws += [bytes.fromhex(case["hex"]) for case in load_vectors("psbt_bip370.json") if case["valid"]]
    read = 0
    for _ in range(10_000 if FULL else 1_500):
        changed = bytearray(random_.choice(raws))
        for _ in range(random_.choice((1, 1, 1, 2, 5))):
            changed[random_.randrange(5, len(changed))] = random_.choice((0, 1, 0xFF, random_.randrange(256)))
        if not _refusal(bytes(changed)):
            _check_tiling(bytes(changed))
            read += 1
    assert read > 100
