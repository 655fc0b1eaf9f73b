"""What Bitcoin Core's RPC prints of addresses and scripts is what we print, key for key and in the same order."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import load_vectors, vector_bytes

from txexplain.data import Data
from txexplain.data.core_rpc import decodescript_data, validateaddress_data
from txexplain.model.networks import MAIN, NETWORKS
from txexplain.wire.script import push

KEY = b"\2" + b"\x79" * 32
Answer = dict[str, Data]


def differing(file: str, given: str, answer: Callable[[str], Answer]) -> tuple[int, list[str]]:
    """How many of Core's answers there are, and what those are to that we answer otherwise."""
    rows = [json.loads(line) for line in gzip.decompress(vector_bytes(file)).splitlines()]
    wrong = [row[given] for row in rows if list(answer(row[given]).items()) != list(row["result"].items())]
    return len(rows), wrong


def test_validateaddress_is_cores(record_property) -> None:
    count, wrong = differing(
        "core_validateaddress.jsonl.gz", "address", lambda text: validateaddress_data(text, MAIN)
    )
    assert (count, wrong) == (215, [])
    record_property("core_validateaddress.jsonl.gz", f"{count} of {count} equal")


def test_decodescript_is_cores(record_property) -> None:
    count, wrong = differing(
        "core_decodescript.jsonl.gz", "hex", lambda digits: decodescript_data(bytes.fromhex(digits), MAIN)
    )
    assert (count, wrong) == (420, [])
    record_property("core_decodescript.jsonl.gz", f"{count} of {count} equal")


def test_addresses_are_valid_on_their_own_network_alone() -> None:
    for text, script, meta in load_vectors("key_io_valid.json"):
        if not meta["isPrivkey"]:
            answer = validateaddress_data(text, NETWORKS[meta["chain"]])
            assert (answer["isvalid"], answer["scriptPubKey"], answer["address"]) == (True, script, text)
            assert validateaddress_data(text, NETWORKS["regtest" if meta["chain"] == "main" else "main"])["error"]
    for (text,) in load_vectors("key_io_invalid.json"):
        assert not any(validateaddress_data(text, network)["isvalid"] for network in NETWORKS.values())


REFUSED: list[tuple[str, str, list[int]]] = [
    ("", "Invalid checksum or length of Base58 address (P2PKH or P2SH)", []),
    ("bc", "Missing separator", []),
    ("bc1", "Invalid separator position", [2]),
    ("bc" + "1" * 89, "Bech32 string too long", [90]),
    ("bc1qé", "Invalid character or mixed case", [4, 5]),
    ("bc1Qw5", "Invalid character or mixed case", [3]),
    ("1\0BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "Invalid or unsupported Segwit (Bech32) or Base58 encoding.", []),
    ("z" * 500, "Invalid or unsupported Segwit (Bech32) or Base58 encoding.", []),
    ("bc1gmk9yu", "Empty Bech32 data section", []),
    ("\ud800", "Invalid or unsupported Segwit (Bech32) or Base58 encoding.", []),
]


@pytest.mark.parametrize(("text", "error", "places"), REFUSED)
def test_what_core_refuses_has_its_sentence_and_its_places(text: str, error: str, places: list[int]) -> None:
    assert validateaddress_data(text, MAIN) == {"isvalid": False, "error_locations": places, "error": error}


def wrapped(script: bytes) -> tuple[bool, Any]:
    """Whether there is an address of the script's hash, and the descriptor of its witness program."""
    answer: Any = decodescript_data(script, MAIN)
    return "p2sh" in answer, answer.get("segwit", {}).get("desc", "").partition("(")[0]


WRAPPED = {
    "a key": (push(KEY) + b"\xac", True, "addr"),
    "an uncompressed key": (push(b"\4" + bytes(64)) + b"\xac", True, ""),
    "multisig with an uncompressed key": (b"\x51" + push(KEY) + push(b"\4" + bytes(64)) + b"\x52\xae", True, ""),
    "multisig": (b"\x51" + push(KEY) + b"\x51\xae", True, "wsh"),
    "a sane miniscript": (push(KEY) + b"\xad" + b"\x5a\xb2", True, "wsh"),
    "nothing that anybody has to sign": (b"\x51", True, "addr"),
    "what nothing satisfies": (b"\0", True, "wsh"),
    "a key twice": (push(KEY) + b"\xad" + push(KEY) + b"\xac", True, "addr"),
    "a witness program": (b"\0\x14" + bytes(20), True, ""),
    "taproot": (b"\x51\x20" + bytes(32), False, ""),
    "OP_CHECKSIGADD": (b"\xba", False, ""),
    "an OP_SUCCESS": (b"\x7e", False, ""),
    "a push that is cut": (b"\x05\1", False, ""),
    "a push of 521 bytes": (push(bytes(521)), False, ""),
    "10,000 bytes": (b"\x61" * 10_000, True, "addr"),
    "10,001 bytes": (b"\x61" * 10_001, False, ""),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_a_script_is_put_behind_a_hash_where_core_does(name: str) -> None:
    script, p2sh, segwit = WRAPPED[name]
    assert wrapped(script) == (p2sh, segwit)
