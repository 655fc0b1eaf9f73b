"""Addresses of all networks, against the vectors of Bitcoin Core and of BIP173 and BIP350."""

from __future__ import annotations

import pytest
from bitcoin.base58 import decode as base58_decode
from conftest import load_vectors

from txexplain.addresses import bech32
from txexplain.addresses.addresses import (
    MAX_BASE58_LENGTH,
    address_of,
    base58check_decode,
    base58check_encode,
    is_secret_key,
    networks_of,
    script_of,
)
from txexplain.model.networks import MAIN, NETWORKS
from txexplain.wire.hashes import hash256


def encoded(script: bytes, network_name: str) -> str | None:
    return address_of(script, NETWORKS[network_name])


def test_base58_vectors() -> None:
    rows = load_vectors("base58_encode_decode.json")
    assert len(rows) == 21
    for hex_data, text in rows:
        data = bytes.fromhex(hex_data)
        assert base58_decode(text) == data
        checked = base58check_encode(data)
        assert base58_decode(checked) == data + hash256(data)[:4]
        assert base58check_decode(checked) == (data if len(checked) <= MAX_BASE58_LENGTH else None)


def test_valid_addresses_and_keys_of_core() -> None:
    rows = load_vectors("key_io_valid.json")
    assert len(rows) == 70
    for text, hex_data, meta in rows:
        if meta["isPrivkey"]:
            assert is_secret_key(text)
            assert not networks_of(text)
            continue
        script = bytes.fromhex(hex_data)
        assert script_of(text, NETWORKS[meta["chain"]]) == script
        assert encoded(script, meta["chain"]) == text
        swapped = text.swapcase()
        assert (script_of(swapped, NETWORKS[meta["chain"]]) == script) is meta.get("tryCaseFlip", False)


def test_invalid_addresses_of_core() -> None:
    rows = load_vectors("key_io_invalid.json")
    assert len(rows) == 70
    for (text,) in rows:
        assert not networks_of(text)
        assert not is_secret_key(text)


@pytest.mark.parametrize(("file", "constant"), [("bip173_vectors.json", 1), ("bip350_vectors.json", 0x2BC830A3)])
def test_bech32_strings(file: str, constant: int) -> None:
    vectors = load_vectors(file)
    for text in vectors["valid_strings"]:
        hrp, values, found = bech32.decode(text)
        assert found == constant
        assert bech32.encode(hrp, values, constant) == text.lower()
        assert bech32.decode(text[:-1] + ("q" if text[-1] != "q" else "p")) is None
    for row in vectors["invalid_strings"]:
        decoded = bech32.decode(row["string"])
        assert decoded is None or decoded[2] != constant


def test_segwit_addresses_of_bip350() -> None:
    vectors = load_vectors("bip350_vectors.json")
    assert len(vectors["valid_addresses"]) >= 8
    for row in vectors["valid_addresses"]:
        address, script = row["address"], bytes.fromhex(row["scriptPubKey"])
        network = networks_of(address)[0]
        assert script_of(address, network) == script
        assert encoded(script, network.name) == address.lower()
    for row in vectors["invalid_addresses"]:
        address = row if isinstance(row, str) else row["address"]
        assert not networks_of(address), address


def test_segwit_addresses_of_bip173_that_bip350_left_alone() -> None:
    vectors = load_vectors("bip173_vectors.json")
    for row in vectors["valid_addresses"]:
        script = bytes.fromhex(row["scriptPubKey"])
        expected = bool(script[0] == 0)  # version 1 and later moved to bech32m
        assert bool(networks_of(row["address"])) is expected
    for row in vectors["invalid_addresses"]:
        address = row if isinstance(row, str) else row["address"]
        assert not networks_of(address), address


def test_one_wrong_letter_is_noticed() -> None:
    for address in ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"):
        assert script_of(address, MAIN) is not None
        for place in range(len(address)):
            for letter in "qp2z":
                wrong = address[:place] + letter + address[place + 1 :]
                assert wrong == address or script_of(wrong, MAIN) is None
