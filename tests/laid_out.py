"""Transactions built by hand with one fault all over them, and the keys of the hints that tell it."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.wire.cursor import compact_size, sized

DER = bytes.fromhex("3044022073c0c8e326f7cedd3b59a92dbc0a25fe65d05a99f70afba666ea2f2f05299977022027d21763") + bytes(
    range(1, 29)
)
SIGNATURE = DER + b"\1"
KEY = b"\2" + bytes(range(60, 92))
STACK = (SIGNATURE, KEY)
P2PKH = b"\x76\xa9\x14" + bytes(range(80, 100)) + b"\x88\xac"
P2WPKH = b"\0\x14" + bytes(range(90, 110))
SIGNED = bytes([len(SIGNATURE)]) + SIGNATURE + b"\x21" + KEY
COINS = tuple(bytes(range(n, n + 32)) + b"\1\0\0\0" for n in (7, 77, 147))
AMOUNTS = [bytes.fromhex("a086010000000000"), bytes.fromhex("409c000000000000")]
TIME = bytes.fromhex("bbd10c00")
VERSION, MARKER, FINAL = b"\2\0\0\0", b"\0\1", b"\xff" * 4


def plain(size: int) -> bytes:
    return compact_size(size)


def doubled(size: int) -> bytes:
    return compact_size(2 * size)


def none(size: int) -> bytes:
    return b""


def inputs(scripts: Sequence[bytes], size=plain) -> bytes:
    found = [coin + size(len(script)) + script + FINAL for coin, script in zip(COINS, scripts, strict=False)]
    return bytes([len(found)]) + b"".join(found)


def outputs(size=plain) -> bytes:
    pairs = zip(AMOUNTS, (P2PKH, P2WPKH), strict=True)
    return b"\2" + b"".join(amount + size(len(script)) + script for amount, script in pairs)


def stacks(*each: Sequence[bytes], size=plain, count=plain) -> bytes:
    return b"".join(count(len(items)) + b"".join(size(len(item)) + item for item in items) for items in each)


def segwit(ins: bytes, outs: bytes, *rest: bytes, marker: bytes = MARKER) -> bytes:
    return VERSION + marker + ins + outs + b"".join(rest)


TWO, LEGACY = inputs((b"", b"")), VERSION + inputs((SIGNED, SIGNED))
MIXED = inputs((b"", SIGNED))
WITNESS = stacks(STACK, STACK)
BLOB = sized(SIGNED)

FAULTS = {
    "lengths doubled": (VERSION + inputs((SIGNED,), doubled) + outputs(doubled) + TIME, "lengths_in_digits"),
    "lengths doubled, in the witness too": (
        segwit(inputs((b"", b""), doubled), outputs(doubled), stacks(STACK, STACK, size=doubled), TIME),
        "lengths_in_digits",
    ),
    "input sizes missing": (VERSION + inputs((b"", b""), none) + outputs() + TIME, "input_sizes_missing"),
    "input sizes missing, segwit": (
        segwit(inputs((b"", b""), none), outputs(), WITNESS, TIME),
        "input_sizes_missing",
    ),
    "output sizes missing": (LEGACY + outputs(none) + TIME, "output_sizes_missing"),
    "witness counts missing": (
        segwit(TWO, outputs(), stacks(STACK, STACK, count=none), TIME),
        "witness_counts_missing",
    ),
    "witness sizes missing": (segwit(TWO, outputs(), stacks(STACK, STACK, size=none), TIME), "witness_sizes_missing"),
    "witness like scripts": (segwit(TWO, outputs(), BLOB, BLOB, TIME), "witness_like_script"),
    "witness length first": (
        segwit(TWO, outputs(), compact_size(len(WITNESS)), WITNESS, TIME),
        "witness_length_first",
    ),
    "witness after the locktime": (segwit(TWO, outputs(), TIME, WITNESS), "witness_after_lock_time"),
    "marker 0101": (segwit(TWO, outputs(), WITNESS, TIME, marker=b"\1\1"), "marker_wrong"),
    "marker 0100": (segwit(TWO, outputs(), WITNESS, TIME, marker=b"\1\0"), "marker_wrong"),
    "empty witness missing": (segwit(MIXED, outputs(), stacks(STACK), TIME), "empty_witness_missing"),
    "empty witness missing, locktime 0": (segwit(MIXED, outputs(), stacks(STACK), bytes(4)), "empty_witness_missing"),
    "empty witness missing, first": (
        segwit(inputs((SIGNED, b"")), outputs(), stacks(STACK), TIME),
        "empty_witness_missing",
    ),
    "empty witness missing, amid": (
        segwit(inputs((b"", SIGNED, b"")), outputs(), stacks(STACK, STACK), bytes(4)),
        "empty_witness_missing",
    ),
    "byte lost in a signature": (
        VERSION + inputs((SIGNED[:30] + SIGNED[31:],), lambda size: compact_size(size + 1)) + outputs() + TIME,
        "byte_missing",
    ),
    "count of one witness missing": (
        segwit(inputs((b"",)), outputs(), stacks(STACK, count=none), TIME),
        "field_missing",
    ),
    "length of a signature missing": (
        segwit(inputs((b"",)), outputs(), b"\2" + SIGNATURE + sized(KEY), TIME),
        "field_missing",
    ),
    "length of the one item missing": (
        segwit(inputs((b"",)), outputs(), b"\1" + bytes(range(99, 163)), TIME),
        "field_missing",
    ),
    "sighash type after empty scripts": (VERSION + TWO + outputs() + TIME + b"\1\0\0\0", "sighash_type_follows"),
    "sighash type after all scripts": (LEGACY + outputs() + TIME + b"\xc1\0\0\0", "sighash_type_follows"),
    "sighash type after a signed one": (
        VERSION + inputs((SIGNED,)) + outputs() + TIME + b"\x83\0\0\0",
        "sighash_type_follows_signed",
    ),
    "Zcash 5": (
        bytes.fromhex("050000800a27a726b4d0d6c2") + bytes(8) + inputs((SIGNED,)) + outputs() + bytes(3),
        "coin_zcash",
    ),
    "Elements": (
        VERSION
        + b"\0"
        + inputs((b"",))
        + b"\1\1"
        + bytes(range(32))
        + b"\1"
        + bytes(5)
        + b"\1\2\3"
        + b"\0"
        + sized(P2WPKH)
        + TIME,
        "coin_elements",
    ),
}
