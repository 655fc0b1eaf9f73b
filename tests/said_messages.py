"""Runs that make the program say all it has to say of signed messages, and of numbers written the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from spends.draft import Draft, Vin

from txexplain.crypto.curve import G
from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.read import TAG
from txexplain.crypto.sighash.taproot import taproot_sighash
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.model.report import SpentOutput
from txexplain.model.signing import LeafContext
from txexplain.wire.transaction import decode

P2PKH = bytes.fromhex("76a914" + "11" * 20 + "88ac")
BASE_POINT_X = G.x.to_bytes(32, "big")
SPENT = SpentOutput(1_000, b"\x51\x20" + b"\x07" * 32)
TYPES = (1, 2, 3, 0x81, 0x82, 0x83)


def of_messages() -> Iterator[list[str]]:
    """Every form of message with every hash type, and bytes of it; the other way round every field that can be."""
    for raw in messages():
        yield from (["decode", raw.hex()], ["decode", "--bytes", raw.hex()])
    yield from (["decode", "--json", raw.hex()], ["verify", raw.hex()])
    for version, vout, sequence, lock_time in ((1 << 25, 0, 0, 0), (2, 1 << 24, 0x90000000, 0x40D10C00)):
        tx = Draft(version, [Vin(bytes(32) + vout.to_bytes(4, "little"), sequence)], [], lock_time, [], 0)
        tx.outputs += [(1 << 56, b"\x51\x21\2" + BASE_POINT_X)]
        yield ["decode", tx.raw().hex()]


def messages() -> Iterator[bytes]:
    inputs = [Vin(bytes([number]) * 36, 0) for number in range(1, 5)]
    outputs = [(number, P2PKH) for number in range(12)]
    for index, few in ((1, outputs[:2]), (2, outputs), (2, outputs[:1])):
        fields = Fields(decode(Draft(2, inputs, few, 0, [], 0).raw()), [SPENT] * 4)
        for kind in (*TYPES, 0x41, 0x10000001):
            sighash = legacy_sighash(fields, index, P2PKH, kind)
            if not sighash.quirk:
                yield sighash.message
            if kind < 0x100:
                yield witness_v0_sighash(fields, index, P2PKH, kind).message
        for kind in (0, *TYPES):
            for annex, position in ((None, 0xFFFFFFFF), (b"\x50", 3)):
                for leaf in (None, LeafContext(b"\x07" * 32, position)):
                    made = taproot_sighash(fields, index, kind, annex, leaf)
                    if made is not None:
                        yield from (made.message, TAG + made.message)
