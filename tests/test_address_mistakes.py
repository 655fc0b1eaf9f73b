"""Of a text that was meant as an address it is said what exactly is wrong with it, and nothing that is not so."""

from __future__ import annotations

import itertools
from random import Random
from typing import Any

import pytest
from address_slips import ALPHABET, is_address, old_address, segwit_address, slipped, substituted
from conftest import FULL, load_vectors

from txexplain.addresses import bech32
from txexplain.addresses.addresses import addresses_of, base58check_encode
from txexplain.addresses.bech32 import BECH32, BECH32M, CHARSET
from txexplain.addresses.destination import Refusal, read_address
from txexplain.addresses.mistakes import MAX_TEXT, address_mistake
from txexplain.model.address import AddressMistake
from txexplain.model.errors import InputError
from txexplain.model.networks import MAIN, NETWORKS
from txexplain.recognise import recognise_text
from txexplain.recognise.wrong_address import wrong_address

SEGWIT = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
TAPROOT = "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr"
OLD = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
COUNTS = [1_000, pytest.param(4_000, marks=() if FULL else pytest.mark.slow)]


def found(text: str) -> AddressMistake:
    mistake = address_mistake(text)
    assert mistake is not None
    return mistake


def written(hrp: str, version: int, program: bytes, constant: int, extra: tuple[int, ...] = ()) -> str:
    """A string with a right checksum, whatever is in it."""
    groups = bech32.decode(bech32.encode_program("bc", 16, program))
    assert groups is not None
    return bech32.encode(hrp, [version, *groups[1][1:], *extra], constant)


@pytest.mark.parametrize("address", [SEGWIT, TAPROOT, OLD, SEGWIT.upper()])
def test_nothing_is_wrong_with_an_address(address: str) -> None:
    assert address_mistake(address) is None
    assert address_mistake(f"  {address}\n") is None
    assert address_mistake(address, MAIN) is None


ONE_SLIP: list[tuple[str, str, str, tuple[int, ...]]] = [
    ("address_wrong_character", SEGWIT, SEGWIT[:-1] + "5", (41,)),
    ("address_wrong_character", SEGWIT.upper(), SEGWIT.upper()[:-1] + "5", (41,)),
    ("address_wrong_character", TAPROOT, TAPROOT.replace("bc1p", "bc1q"), (3,)),
    ("address_wrong_character", OLD, OLD[:-1] + "3", (33,)),
    ("address_unused_character", SEGWIT, SEGWIT[:10] + "b" + SEGWIT[11:], (10,)),
    ("address_unused_character", SEGWIT, SEGWIT[:10] + "1" + SEGWIT[11:], (10,)),
    ("address_unused_character", OLD, OLD.replace("s", "0"), (8,)),
    ("address_unused_character", SEGWIT, SEGWIT[:4] + "[" + SEGWIT[5:], (4,)),
    ("address_unused_character", TAPROOT, TAPROOT[:20] + "é" + TAPROOT[21:], (20,)),
    ("address_unused_character", OLD, OLD.replace("s", "$"), (8,)),
    ("address_swapped_characters", SEGWIT, SEGWIT.replace("qe", "eq"), (10, 11)),
    ("address_swapped_characters", OLD, OLD.replace("st", "ts"), (8, 9)),
    ("address_missing_character", SEGWIT, SEGWIT.replace("qe", "e"), (10,)),
    ("address_missing_character", SEGWIT, SEGWIT[:-1], (41,)),
    ("address_missing_character", OLD, OLD.replace("st", "t"), (8,)),
    ("address_extra_character", SEGWIT, SEGWIT.replace("qe", "qxe"), (11,)),
    ("address_extra_character", OLD, OLD + "x", (34,)),
    ("address_wrong_start", SEGWIT, SEGWIT.replace("bc1", "tb1"), (0, 1, 2)),
    ("address_wrong_start", SEGWIT, SEGWIT.replace("bc1", "bcl"), (0, 1, 2)),
    ("address_wrong_start", SEGWIT, SEGWIT.replace("bc1", "c1"), (0, 1)),
    ("address_wrong_start", SEGWIT, SEGWIT.replace("bc1", ""), ()),
    ("address_mixed_case", SEGWIT, SEGWIT.capitalize(), (0,)),
    ("address_unseen_character", SEGWIT, SEGWIT[:20] + "\u200b" + SEGWIT[20:], (20,)),
    ("address_unseen_character", OLD, OLD[:20] + "\n " + OLD[20:], (20, 21)),
]


@pytest.mark.parametrize(("key", "address", "text", "places"), ONE_SLIP)
def test_one_slip_is_named_with_its_place_and_what_it_leads_to(
    key: str, address: str, text: str, places: tuple[int, ...]
) -> None:
    mistake = found(text)
    assert (mistake.key, mistake.text, mistake.places, mistake.instead) == (key, text, places, address)


OTHERWISE: list[tuple[str, str, dict[str, Any]]] = [
    ("address_two_wrong_characters", TAPROOT.replace("nux", "nqq"), {}),
    ("address_wrong_checksum", TAPROOT.replace("nuxm", "nqqq"), {}),
    ("address_wrong_checksum", OLD.replace("SEY", "xxx"), {}),
    ("address_unused_character", OLD.replace("SEY", "0lI"), {}),
    ("address_case_lost", OLD.lower(), {}),
    ("address_case_lost", OLD.upper(), {}),
    ("address_cut", "bc1q…f3t4", {}),
    ("address_cut", "bc1qw508d6...", {}),
    ("address_cut", "1BvBM..VN2", {}),
    ("address_wrong_length", SEGWIT[:30], {"count": 30, "usual": "42, 62"}),
    ("address_wrong_length", TAPROOT[:-5], {"count": 57, "usual": "62"}),
    ("address_wrong_length", OLD[:-9], {"count": 25, "usual": "26-35"}),
    ("address_too_long", SEGWIT + TAPROOT, {"count": 104}),
    ("address_needs_bech32m", written("bc", 1, bytes(32), BECH32), {"version": 1}),
    ("address_needs_bech32", written("bc", 0, bytes(20), BECH32M), {"version": 0}),
    ("address_unknown_version", written("bc", 17, bytes(32), BECH32M), {"version": 17}),
    ("address_program_size", written("bc", 0, bytes(21), BECH32), {"version": 0, "size": 21}),
    ("address_program_size", written("bc", 1, bytes(41), BECH32M), {"version": 1, "size": 41}),
    ("address_bad_padding", written("bc", 1, bytes(20), BECH32M, (0,)), {}),
    ("address_unknown_prefix", written("xyz", 0, bytes(20), BECH32), {"prefix": "xyz"}),
    ("looks_like_other_coin", written("ltc", 0, bytes(20), BECH32), {"coin": "Litecoin"}),
    ("address_unknown_version_byte", base58check_encode(b"\x06" + b"\x77" * 20), {"version": 6}),
    ("address_payload_size", base58check_encode(b"\0" + b"\x77" * 19), {"size": 20}),
]


@pytest.mark.parametrize(("key", "text", "facts"), OTHERWISE)
def test_what_no_single_slip_explains_is_called_what_it_is(key: str, text: str, facts: dict[str, Any]) -> None:
    mistake = found(text)
    assert (mistake.key, mistake.instead) == (key, None)
    assert {name: mistake.facts.get(name) for name in facts} == facts


OF_BIPS = {  # why BIP173 and BIP350 call an address invalid, in our keys
    "Invalid human-readable part": "unknown_prefix",
    "Invalid checksum": "wrong_character",
    "Invalid checksum (Bech32 instead of Bech32m)": "needs_bech32m",
    "Invalid checksum (Bech32m instead of Bech32)": "needs_bech32",
    "Invalid character in checksum": "unused_character",
    "Invalid witness version": "unknown_version",
    "Invalid program length (1 byte)": "program_size",
    "Invalid program length (41 bytes)": "program_size",
    "Invalid program length for witness version 0 (per BIP141)": "program_size",
    "Mixed case": "mixed_case",
    "zero padding of more than 4 bits": "bad_padding",
    "Non-zero padding in 8-to-5 conversion": "bad_padding",
    "Empty data section": "wrong_length",
}
ONLY_BECH32 = {"Invalid program length", "zero padding of more than 4 bits"}  # in BIP173, before there was bech32m


def test_what_the_bips_say_is_wrong_is_what_is_said(record_property) -> None:
    count = 0
    for bip in (173, 350):
        for row in load_vectors(f"bip{bip}_vectors.json")["invalid_addresses"]:
            older = bip == 173 and row["reason"] in ONLY_BECH32
            wanted = "needs_bech32m" if older else OF_BIPS[row["reason"]]
            assert found(row["address"]).key == f"address_{wanted}", row
            count += 1
    record_property("invalid addresses of bip173 and bip350", f"{count} of {count} for the reason that is given")


NO_ADDRESSES = (
    "",
    "bc1",
    "hello there, how do you do",
    "nothing...",
    "mysteriousthingwithoutspaces",
    "myBitcoinTransactionFileName",
    "2000000000000000000000000000g",
    "1234567890abcdef1234567890abcde",
    "3" * 30,
    "bc1" + "0f" * 20,
    "\u0661" * 30,
    "bc1" + "q" * MAX_TEXT,
    "1" * MAX_TEXT * 100,
)


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_nothing_like_an_address_is_not_called_one(text: str) -> None:
    assert address_mistake(text) is None
    assert wrong_address(text) is None


def test_an_address_of_another_network_names_both() -> None:
    testnet = dict(addresses_of(bytes.fromhex("0014" + "11" * 20)))["signet"]
    mistake = address_mistake(testnet, MAIN)
    assert mistake is not None
    assert (mistake.key, mistake.facts) == (
        "address_of_other_network",
        {"networks": "test, testnet4, signet", "asked": "main"},
    )
    error = wrong_address(testnet, MAIN)
    assert error is not None
    assert error.code == "address_of_other_network"
    assert wrong_address(testnet, NETWORKS["signet"]) is None


def test_a_script_has_one_address_for_each_network_or_none() -> None:
    assert dict(addresses_of(bytes.fromhex("76a914" + "00" * 20 + "88ac"))) == {
        "main": "1111111111111111111114oLvT2",
        **dict.fromkeys(("test", "testnet4", "signet", "regtest"), "mfWxJ45yp2SFn7UciZyNpvDKrzbhyfKrY8"),
    }
    assert addresses_of(b"\x6a") == ()


def test_a_secret_is_refused_before_anything_else_and_not_repeated() -> None:
    for row in load_vectors("key_io_valid.json"):
        if not row[2]["isPrivkey"]:
            continue
        for text in (row[0], f"{row[0]} ", row[0][:-1] + "q"):
            error = recognise_text(text)
            assert error is not None
            assert error.code == "looks_like_private_key"
            assert not error.facts


@pytest.mark.parametrize("address", [SEGWIT, TAPROOT, OLD])
def test_no_guess_is_made_where_several_addresses_are_one_slip_away(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    for name in ("bech32.is_address", "base58.networks_of"):
        monkeypatch.setattr(f"txexplain.addresses.mistakes_{name}", lambda text: True)
    monkeypatch.setattr("txexplain.addresses.mistakes_base58._may_be_right", lambda number: True)
    mistake = found(address[:-3] + "223")
    assert mistake.instead is None
    assert mistake.key in ("address_wrong_checksum", "address_wrong_length")


@pytest.mark.parametrize("count", COUNTS)
def test_every_wrong_character_of_a_segwit_address_is_located(count: int, record_property) -> None:
    random = Random(count)
    for _ in range(count):
        address = segwit_address(random)
        text, place = substituted(random, address, CHARSET, address.index("1") + 1)
        mistake = found(text)
        assert (mistake.key, mistake.places, mistake.instead) == ("address_wrong_character", (place,), address)
    record_property("segwit addresses with one wrong character", f"{count} of {count} located and undone")


@pytest.mark.parametrize("count", [count // 5 if isinstance(count, int) else count for count in COUNTS])
def test_a_wrong_character_of_an_old_address_is_found_by_trying(count: int, record_property) -> None:
    random = Random(count)
    for _ in range(min(count, 2_000)):
        address = old_address(random)
        text, place = substituted(random, address, ALPHABET, 0)
        mistake = address_mistake(text)
        if mistake is None:  # it begins as no address does
            assert place == 0
        else:
            assert (mistake.key, mistake.places, mistake.instead) == ("address_wrong_character", (place,), address)
    record_property("old addresses with one wrong character", f"{min(count, 2_000)} tried and undone")


@pytest.mark.parametrize("count", COUNTS)
def test_whatever_slip_there_is_the_verdict_is_cores_and_the_address_the_right_one(
    count: int, record_property
) -> None:
    random, valid, undone = Random(-count), 0, 0
    for _ in range(count):
        address = random.choice([segwit_address, old_address])(random)
        slips = random.choice([1, 1, 2, 3])
        text = address
        for _ in range(slips):
            text = slipped(random, text)
        scripts = [read_address(text, network) for network in NETWORKS.values()]
        assert is_address(text.strip()) == any(not isinstance(script, Refusal) for script in scripts)
        mistake = address_mistake(text)
        if is_address(text.strip()):
            valid += 1
            assert mistake is None
        elif mistake is not None and mistake.instead is not None:
            undone += 1
            assert is_address(mistake.instead)
            assert slips > 1 or mistake.instead.lower() == address.lower() or mistake.instead == address
            mistake.error()
    record_property("addresses with slips", f"{count}: {valid} still addresses, {undone} undone")


def test_mistakes_are_what_is_said_of_a_text_in_place_of_a_transaction() -> None:
    assert recognise_text(f"bitcoin:{SEGWIT[:-1]}5?amount=1") == InputError(
        "address_wrong_character", text=SEGWIT[:-1] + "5", places="42", chars="5", right="4", instead=SEGWIT
    )


@pytest.mark.parametrize("text", [f"my address: {OLD[:-1]}3.", f"please pay ({OLD[:-1]}3) soon", f"BTC={OLD[:-1]}3"])
def test_a_mistaken_address_is_found_in_a_text(text: str) -> None:
    error = recognise_text(text)
    assert error is not None
    assert (error.code, error.facts["instead"]) == ("address_wrong_character", OLD)


def test_the_place_is_shown_with_a_caret_under_it(cli) -> None:
    shown = cli("decode", TAPROOT.replace("nux", "nqx")).err
    lines = shown.splitlines()
    above, below = next(pair for pair in itertools.pairwise(lines) if "^" in pair[1])
    assert above[below.index("^")] == "q"
    assert above[: below.index("^")].endswith("bc1p5cyxn")
    assert "character 10 is q; with u there" in shown


def test_of_two_places_far_apart_each_has_its_caret(cli) -> None:
    wrong = TAPROOT.replace("nux", "nqx").replace("wudp", "wqdp")
    lines = cli("decode", wrong).err.splitlines()
    pairs = [(above, below) for above, below in itertools.pairwise(lines) if "^" in below]
    assert [above[at] for above, below in pairs for at, sign in enumerate(below) if sign == "^"] == ["q", "q"]


def test_what_is_not_shown_is_shown_as_a_dot(cli) -> None:
    lines = cli("decode", SEGWIT[:20] + "\u200b" + SEGWIT[20:]).err.splitlines()
    above, below = next(pair for pair in itertools.pairwise(lines) if "^" in pair[1])
    assert above[below.index("^")] == "·"
