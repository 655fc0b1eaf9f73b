"""Runs that are told what relay says: every rule of its, what is missing for an answer, options that are wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator

from spends.draft import Draft, Vin

from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.script import push

Call = list[str]
AT = b"\1" * 36
P2WPKH, TRUE = b"\0\x14" + bytes(20), b"\x51"
ANCHOR = b"\x51\x02\x4e\x73"
P2TR = b"\x51\x20" + bytes(31) + b"\1"
DATA = b"\x6a" + push(bytes(75))
PAD = (1000, P2WPKH)


def tx(*outputs: tuple[int, bytes], vin: Vin | None = None, version: int = 2, lock_time: int = 0) -> bytes:
    """One input that spends AT, and these outputs."""
    return Draft(version, [vin or Vin(AT, 0xFFFFFFFD)], [*(outputs or (PAD, PAD))], lock_time, [], 0).raw()


def spent(script: bytes, value_sat: int = 100_000, **facts: object) -> list[str]:
    return ["--prevouts", json.dumps([{"value_sat": value_sat, "script_pubkey": script.hex(), **facts}])]


def p2sh(script: bytes) -> bytes:
    return b"\xa9\x14" + hash160(script) + b"\x87"


def witnessed(*items: bytes) -> Vin:
    return Vin(AT, 0xFFFFFFFD, b"", list(items))


def of_relay() -> Iterator[Call]:
    """Every rule, by a transaction that breaks it."""
    yield from _of_form()
    yield from _of_outputs()
    yield from _of_inputs()
    yield from _of_witnesses()
    yield from _of_time()
    yield from _of_waits()
    yield ["verify", "nop2"]
    for tip in ([], ["--tip", "900000"]):
        yield ["verify", tx().hex(), *spent(TRUE), *tip]
    yield ["whatif", "p2wpkh", "--set", "vout[0].value=10"]
    yield ["whatif", "annex", "--drop", "vin[0].witness[1]"]
    yield ["whatif", "p2pkh", "--set", "version=9"]
    yield ["decode", "psbt-unsigned"]
    yield ["decode", "p2wpkh"]
    yield ["verify", "p2wpkh"]
    yield ["verify", "p2wpkh", "--datacarriersize", "80"]
    yield ["verify", "pizza", "--all"]


def _of_form() -> Iterator[Call]:
    yield ["verify", tx(version=9).hex()]
    yield ["verify", Draft(3, [Vin(AT, 0xFFFFFFFD)], [PAD] * 400, 0, [], 0).raw().hex()]
    yield ["verify", tx((0, TRUE)).hex(), "--all"]
    yield ["verify", Draft(2, [Vin(AT, 0, push(bytes(75)) * 30)], [PAD] * 2, 0, [], 0).raw().hex()]
    yield ["verify", Draft(2, [Vin(AT, 0, b"\x61")], [PAD] * 2, 0, [], 0).raw().hex()]
    yield ["verify", "coinbase"]
    yield ["verify", tx((0, b"\x6a" + push(bytes(100_001))), PAD).hex()]
    yield ["verify", "first"]


def _of_outputs() -> Iterator[Call]:
    key = b"\2" + bytes(31) + b"\1"
    multisig = b"\x51" + push(key) * 4 + b"\x54\xae"
    odd = (TRUE, b"", b"\xa9\x13" + bytes(19) + b"\x87", b"\x76\xa9\x13" + bytes(19) + b"\x88\xac")
    for script in (*odd, b"\x02ab\xac", b"\x6a\x61", multisig):
        yield ["decode", tx((1000, script), PAD).hex()]
    yield ["decode", tx((1000, b"\x51" + push(key) + b"\x51\xae"), PAD).hex(), "--no-permitbaremultisig"]
    yield ["decode", tx((0, DATA), (0, DATA)).hex()]
    yield ["decode", tx((0, DATA), (0, DATA), (1, TRUE)).hex()]
    yield ["decode", tx((0, DATA), (0, DATA)).hex(), "--datacarriersize", "80"]
    yield ["decode", tx((0, DATA), (0, DATA)).hex(), "--datacarriersize", "60"]
    yield ["decode", tx((10, P2WPKH), (10, P2WPKH)).hex()]
    yield ["decode", tx((10, P2WPKH), (10, P2WPKH)).hex(), "--core", "28"]
    yield ["decode", tx((10, P2WPKH), PAD).hex()]
    yield ["decode", tx((10, P2WPKH), PAD).hex(), *spent(TRUE)]
    for coin in (spent(TRUE), spent(TRUE, 5)):
        yield ["verify", tx((10, P2WPKH), (10, P2WPKH), (1, TRUE), version=9).hex(), *coin]


def _of_inputs() -> Iterator[Call]:
    yield ["verify", tx().hex(), *spent(TRUE)]
    yield ["verify", tx().hex(), *spent(b"\x52" + push(bytes(20)))]
    many = b"\xac" * 16
    for script_sig, script in ((push(many), p2sh(many)), (b"", p2sh(many)), (push(bytes(521)), p2sh(many))):
        yield ["verify", tx(vin=Vin(AT, 0, script_sig)).hex(), *spent(script)]
    yield ["verify", tx(vin=Vin(AT, 0, push(b"\xae" * 200))).hex(), *spent(p2sh(b"\xae" * 200))]
    costly = b"\xae" * 999
    yield ["verify", tx(vin=witnessed(costly), version=2).hex(), *spent(b"\0\x20" + sha256(costly))]
    yield ["verify", tx().hex(), *spent(b"\x76\xa9\x14" + bytes(20) + b"\x88\xac"), "--core", "30"]
    yield ["verify", tx((1000, P2WPKH), (98_999, P2WPKH)).hex(), *spent(b"\x76\xa9\x14" + bytes(20) + b"\x88\xac")]


def _of_witnesses() -> Iterator[Call]:
    key_hash = b"\x76\xa9\x14" + bytes(20) + b"\x88\xac"
    for script in (ANCHOR, key_hash, p2sh(b"\x51")):
        yield ["verify", tx(vin=witnessed(b"\1")).hex(), *spent(script)]
    leaf, control = b"\x51", b"\xc0" + bytes(32)
    long_script = b"\x61" * 3_700
    for items, script in (
        ((long_script,), b"\0\x20" + sha256(long_script)),
        ((*[b"\1"] * 101, leaf), b"\0\x20" + sha256(leaf)),
        ((bytes(81), leaf), b"\0\x20" + sha256(leaf)),
        ((bytes(81), leaf, control), P2TR),
        ((leaf, b""), P2TR),
        ((b"\1" * 64, b"\x50"), P2TR),
    ):
        yield ["verify", tx(vin=witnessed(*items)).hex(), *spent(script)]


def _of_time() -> Iterator[Call]:
    for lock_time, tip in ((900_000, "800000"), (1_900_000_000, "800000,1700000000"), (0xFFFFFFFF, "1")):
        yield ["verify", tx(lock_time=lock_time).hex(), *spent(TRUE), "--tip", tip]
        yield ["verify", tx(lock_time=lock_time).hex(), *spent(ANCHOR)]
    for sequence in (144, 0x400010):
        relative = tx(vin=Vin(AT, sequence))
        coin = spent(P2WPKH, height=799_999, mediantime_before=1_699_999_000)
        yield ["verify", relative.hex(), *coin, "--tip", "800000,1700000000"]
        yield ["verify", relative.hex(), *spent(ANCHOR)]
        yield ["verify", relative.hex(), *spent(ANCHOR), "--tip", "800000,1700000000"]
    made = spent(ANCHOR, height=799_999, coinbase=True)
    yield from (["verify", tx().hex(), *made, *tip] for tip in ([], ["--tip", "800000"]))
    yield ["verify", "p2pkh"]
    for lock_time in (900_000, 1_900_000_000):
        yield ["verify", tx(vin=Vin(AT, 144), lock_time=lock_time).hex(), *spent(ANCHOR)]
    yield ["verify", "p2wpkh", "--rules", "P2SH"]


def _of_waits() -> Iterator[Call]:
    """Waits that nothing settles, and what would settle them."""
    blocks, seconds = tx(vin=Vin(AT, 144)).hex(), tx(vin=Vin(AT, 0x400010)).hex()
    both = Draft(2, [Vin(AT, 144), Vin(b"\2" * 36, 0x400010)], [PAD] * 2, 0, [], 0).raw().hex()
    tip, times = ["--tip", "800000"], ["--tip", "800000,1700000000"]
    anchors = ["--prevouts", json.dumps([{"value_sat": 100_000, "script_pubkey": ANCHOR.hex()}] * 2)]
    yield ["verify", blocks, *spent(ANCHOR, height=799_999)]
    yield ["verify", blocks, *spent(ANCHOR), *tip]
    yield ["verify", tx().hex(), *spent(ANCHOR, height=800_001), *tip]
    yield ["verify", tx(vin=Vin(AT, 1)).hex(), *spent(ANCHOR)]
    yield ["verify", seconds, *spent(ANCHOR, mediantime_before=1_699_999_000)]
    yield ["verify", seconds, *spent(ANCHOR), *tip]
    yield from (["verify", both, *anchors, *known] for known in ([], times))
    sequences = (2, 3, 4, 5, 6)
    many = Draft(2, [Vin(bytes([each]) * 36, each) for each in sequences], [PAD] * 2, 0, [], 0).raw().hex()
    coins = json.dumps([{"value_sat": 100_000, "script_pubkey": ANCHOR.hex()}] * len(sequences))
    yield ["verify", many, "--prevouts", coins]
    yield from _of_several()
    for waiting in (tx(lock_time=900_000).hex(), tx(lock_time=1_900_000_000).hex(), blocks):
        yield ["decode", waiting, *spent(ANCHOR)]


def _of_several() -> Iterator[Call]:
    """What is true of several inputs or outputs, and reasons that a wait can come before."""
    two = [Vin(bytes([each]) * 36, 144) for each in (1, 2)]
    pair = Draft(2, two, [PAD] * 2, 0, [], 0).raw().hex()
    for facts in ({}, {"height": 799_999, "coinbase": True}, {"height": 900_000}):
        coin = {"value_sat": 100_000, "script_pubkey": ANCHOR.hex(), **facts}
        tip = ["--tip", "800000"] if facts.get("height") == 900_000 else []
        yield ["verify", pair, "--prevouts", json.dumps([coin] * 2), *tip]
    dust = tx((10, P2WPKH), (10, P2WPKH), version=9, lock_time=900_000, vin=Vin(AT, 0)).hex()
    yield ["verify", dust, *spent(TRUE)]
    yield from (["decode", dust, *core] for core in ([], ["--core", "28"]))
    yield ["verify", tx((10, P2WPKH), (9, P2WPKH)).hex(), *spent(ANCHOR, 19)]
    yield ["verify", tx((10, P2WPKH)).hex(), *spent(ANCHOR), "--core", "28"]
    yield ["verify", tx().hex(), *spent(ANCHOR, height=900_005), "--tip", "900000"]
    yield ["verify", tx(PAD, PAD, lock_time=900_000, vin=Vin(AT, 0)).hex(), *spent(ANCHOR, 2 * PAD[0])]
    many = tx((10, b"\x61"), (10, P2WPKH), version=9, vin=Vin(AT, 0, b"\x61")).hex()
    yield from ([view, many, *spent(b"\x61\x51")] for view in ("decode", "verify"))


def of_wrong_policies() -> Iterator[Call]:
    """Options that are nonsense."""
    for option, value in (
        ("--core", "26"),
        ("--core", "31.0"),
        ("--tip", "x"),
        ("--tip", "1,2"),
        ("--tip", "1,2,3"),
        ("--tip", "900000,None"),
        ("--datacarriersize", "-1"),
        ("--minrelaytxfee", "1e-5"),
    ):
        yield ["decode", "first", f"{option}={value}"]
