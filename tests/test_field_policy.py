"""Transactions of kinds that people bring to forums: what relay says of them is on the first screen of `verify`."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from conftest import Ran
from spends.draft import Draft, Vin

Cli = Callable[..., Ran]
ROWS, COLUMNS = 24, 80
HEX = {
    "dust_and_nonstandard": (
        "0200000000010111111111111111111111111111111111111111111111111111111111111111110000000000fdffffff0464"
        "000000000000001600147dc7988037d760a4abc06017cbb68d9756d914ae0000000000000000056a03616263000000000000"
        "0000056a03616264e8030000000000000351529302483045022100c81aac1a1b46e48fbcd04e0f1465ae0aef0870d4c66417"
        "632a883512370b6ed302203c7d027ccbbc69c612de014f3ed8a7b0e366ddfa7b11ce38728b0dc015b4a6f40121039d1abaec"
        "9f5715a15c7628244170951e0f85e87f68ca5393d3f9fc3fa23a69c800000000"
    ),
    "in_below_out": (
        "0200000000010111111111111111111111111111111111111111111111111111111111111111110000000000fdffffff01f0"
        "490200000000001600147dc7988037d760a4abc06017cbb68d9756d914ae02473044022041b70cfdc943b5ccc3c8c18295f6"
        "cded505f5d111b24f937201701d6ccdd474102200b0aff66c58ce6a898e8766975f2def3850a50ad1d5a14a8381a40628e8d"
        "b65f0121039d1abaec9f5715a15c7628244170951e0f85e87f68ca5393d3f9fc3fa23a69c800000000"
    ),
    "lock_time": (
        "0200000000010111111111111111111111111111111111111111111111111111111111111111110000000000feffffff0190"
        "5f0100000000001600147dc7988037d760a4abc06017cbb68d9756d914ae024830450221009a4efe63b2375fb03b66219847"
        "fd78327d40113d0ed03695b60b7ab88965eefe02200ab717785fa801bd91889bfac077f328488beb524213f2fa6267b3d06e"
        "ea614d0121039d1abaec9f5715a15c7628244170951e0f85e87f68ca5393d3f9fc3fa23a69c800943577"
    ),
    "key_of_33_bytes": (
        "0200000000010122222222222222222222222222222222222222222222222222222222222222220000000000fdffffff0128"
        "2300000000000016001411111111111111111111111111111111111111110340111111111111111111111111111111111111"
        "1111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111123210279"
        "be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798ac21c079be667ef9dcbbac55a06295ce870b07"
        "029bfcdb2dce28d959f2815b16f8179800000000"
    ),
    "uncompressed": (
        "0200000000010111111111111111111111111111111111111111111111111111111111111111110000000000fdffffff0190"
        "5f0100000000001600147dc7988037d760a4abc06017cbb68d9756d914ae024830450221008d6aee1af341f6e37fccc59672"
        "a55eef6cc8aa9caf13aebbecf368f8fc20630c022077b8e4da5f64a43f185460147ebef8dc251b67b51b9d56d78f709249f0"
        "2b12aa0141049d1abaec9f5715a15c7628244170951e0f85e87f68ca5393d3f9fc3fa23a69c8f21ee70050dbb61c238c89e6"
        "2942353871b010e798867bdd149ad28b3f28cadf00000000"
    ),
    "dust": (
        "020000000122222222222222222222222222222222222222222222222222222222222222220000000000fdffffff01250100"
        "0000000000160014111111111111111111111111111111111111111100000000"
    ),
    "op_return": (
        "020000000122222222222222222222222222222222222222222222222222222222222222220000000000fdffffff02000000"
        "0000000000676a4c646161616161616161616161616161616161616161616161616161616161616161616161616161616161"
        "6161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161"
        "616161616161616161e803000000000000160014111111111111111111111111111111111111111100000000"
    ),
    "p2sh_alike": (
        "020000000122222222222222222222222222222222222222222222222222222222222222220000000000fdffffff01e80300"
        "000000000016a913111111111111111111111111111111111111118700000000"
    ),
}
SPENT = {
    "dust_and_nonstandard": (100000, "0014c46c97834f6a1a27794af382f97a241fdcbde98b"),
    "in_below_out": (100000, "0014c46c97834f6a1a27794af382f97a241fdcbde98b"),
    "lock_time": (100000, "0014c46c97834f6a1a27794af382f97a241fdcbde98b"),
    "key_of_33_bytes": (10000, "512019472a17c800a78c9f7fb4007fdb494dcdf7b1cd3c0885aa71286b517125f038"),
    "uncompressed": (100000, "00145b8f7d5151c49b6c3c6590a72800d5b692ed2ffc"),
}
LARGE = Draft(
    version=3,
    inputs=[Vin(b"\x22" * 32 + bytes(4), 0xFFFFFFFD)],
    outputs=[*[(1000, b"\0\x14" + b"\x11" * 20)] * 250, (0, b"\x6a\x4d\x10\x27" + b"a" * 10_000)],
    lock_time=0,
    spent=[],
    index=0,
)
ANSWERS: dict[str, tuple[str, ...]] = {  # what its reader needed to read
    "dust_and_nonstandard": (
        "✗ Core 31 would reject it: scriptpubkey",
        "The script of output 3 is of no type that nodes relay",
        "dust: Output 0 holds 100 sat; a P2WPKH output below 294 sat is dust",
        "multi-op-return: It has",
    ),
    "in_below_out": ("✗ invalid", "✗ Core 31 would reject it: bad-txns-in-belowout"),
    "lock_time": (
        "? Core 31 would reject it (non-final) until the median time past is later than 2033-05-18 03:33:20 UTC",
        "(2,000,000,000)",
        "To answer: --tip HEIGHT,MEDIANTIME.",
    ),
    "key_of_33_bytes": (
        "✓ valid",
        "✗ Core 31 would reject it: mempool-script-verify-flag-failed (Public key version reserved for soft-fork",
        "DISCOURAGE_UPGRADABLE_PUBKEYTYPE",
    ),
    "uncompressed": (
        "✓ valid",
        "✗ Core 31 would reject it: mempool-script-verify-flag-failed (Using non-compressed keys in segwit)",
        "WITNESS_PUBKEYTYPE",
    ),
    "dust": (
        "✗ Core 31 would reject it: dust",
        "Output 0 holds 293 sat; a P2WPKH output below 294 sat is dust",
        "One is allowed only if the fee is 0",
    ),
    "op_return": ("Core 27–29 would reject it: scriptpubkey", "a script of 103 bytes; the limit is 83"),
    "p2sh_alike": (
        "✗ Core 31 would reject it: scriptpubkey",
        "looks like P2SH, but the size of its push is 19, not 20 bytes",
    ),
    "large": ("✗ Core 31 would reject it: TRUC-violation", "version 3 transaction of 17,816 vB", "10,000 vB"),
}


def first_screen(cli: Cli, view: str, name: str) -> str:
    value = SPENT.get(name)
    spent = [{"value_sat": value[0], "script_pubkey": value[1]}] if value else None
    given = ["--prevouts", json.dumps(spent)] if spent else []
    raw = LARGE.raw().hex() if name == "large" else HEX[name]
    ran = cli(view, raw, *given, width=COLUMNS)
    assert ran.err == ""
    lines = ran.out.splitlines()[:ROWS]
    assert all(len(line) <= COLUMNS for line in lines)
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize("name", ANSWERS)
def test_the_right_answer_is_on_the_first_screen_of_verify(cli: Cli, name: str) -> None:
    told = first_screen(cli, "verify", name)
    for words in ANSWERS[name]:
        assert words in told


@pytest.mark.parametrize("name", ["dust", "op_return", "p2sh_alike", "large"])
def test_decode_says_it_too_without_a_spent_output(cli: Cli, name: str) -> None:
    told = first_screen(cli, "decode", name)
    for words in ANSWERS[name]:
        assert words in told


def test_what_passes_now_is_said_for_the_version_that_refuses_it(cli: Cli) -> None:
    told = {core: json.loads(cli("decode", HEX["op_return"], "--json", "--core", core).out) for core in ("29", "30")}
    assert [each["policy"]["accepted"] for each in told.values()] == [False, None]
    (reason,) = told["29"]["policy"]["reasons"]
    assert (reason["name"], reason["index"], reason["rule"]) == ("scriptpubkey", 0, "datacarrier")
