"""Runs that make it say what loses money, what a BIP is, and what the words mean that people ask for."""

from __future__ import annotations

from collections.abc import Iterator

from spends.draft import Draft, Vin
from test_security_notes import FREE, SECRET, paying, signed_with
from test_truth_nonces import NONCE, p2pkh, public, signed

from txexplain.texts import catalogue
from txexplain.wire.output_scripts import PAY_TO_ANCHOR
from txexplain.wire.script import push

Call = list[str]


def of_gloss() -> Iterator[Call]:
    """Each BIP, and notes of each kind."""
    yield from (["why", key] for key in catalogue("en", "bips"))
    yield ["lock", "76a90088ac"]
    yield ["decode", paying((5, b"\x6a"), b"\x51", PAY_TO_ANCHOR, b"\x76\xa9\x00\x88\xac").tx.raw.hex()]
    for hash_types, outputs, _ in FREE:
        yield ["decode", signed_with(*hash_types, outputs=outputs).tx.raw.hex()]
    parent, _ = p2pkh((SECRET, NONCE))
    made = signed(SECRET, NONCE, b"\7" * 32, 1)[0]
    inputs = [Vin(parent.tx.txid + bytes(4), 0), Vin(b"\7" * 36, 0, push(made) + push(public(SECRET)))]
    child = Draft(2, inputs, [(1, b"\x6a")], 0, [], 0).raw()
    yield ["decode", child.hex(), "--parent", parent.tx.raw.hex()]
