"""Runs that make it say what is so only on a condition, once of several inputs, and the rules of the whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from spends.draft import Draft, Vin
from test_security_notes import AMOUNT, FREE, forms, paying, signed_with
from test_truth_nonces import NONCE, p2pkh, public

from txexplain.model.report import Report, SpentOutput
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.output_scripts import pay_to_script_hash, pay_to_witness
from txexplain.wire.script import push

Call = list[str]

ENVELOPE = b"\x51\x00\x63\x03ord\x51\x03a/b\x00\x01c\x68"
CONTROL = b"\xc0" + bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
PUZZLE = b"\xa8" + push(sha256(b"open")) + b"\x87"


def spending(
    *coins: tuple[bytes, bytes, Sequence[bytes]], outputs: Sequence[tuple[int, bytes]] = ((9, b"\x51"),)
) -> Report:
    """A transaction that spends coins: each an output script, an input script and a witness."""
    import txexplain

    spent = [SpentOutput(AMOUNT, script) for script, _, _ in coins]
    inputs = [Vin(bytes([n + 1]) * 36, 0, made[1], list(made[2])) for n, made in enumerate(coins)]
    return txexplain.read(Draft(2, inputs, list(outputs), 0, spent, 0).raw(), spent_outputs=spent).report


def puzzles(count: int) -> Report:
    """Inputs that anybody opens who saw what opens them."""
    return spending(*[(pay_to_witness(0, sha256(PUZZLE)), b"", (b"open", PUZZLE))] * count)


def with_coins(view: str, report: Report) -> Call:
    coins = [
        {"value_sat": item.coin.value_sat, "script_pubkey": item.spent.script.slice.data.hex()}
        for item in report.inputs
        if item.coin and item.spent
    ]
    return [view, report.tx.raw.hex(), "--prevouts", json.dumps(coins)]


def of_fixnotes() -> Iterator[Call]:
    """Notes of each kind, where the condition is open and where it is met."""
    for hash_types, outputs, _ in FREE:
        yield with_coins("verify", signed_with(*hash_types, outputs=outputs))
    yield with_coins("verify", signed_with(1, 3, outputs=1))
    yield ["decode", signed_with(1, 3, outputs=1).tx.raw.hex()]
    yield ["decode", signed_with(3, outputs=3).tx.raw.hex()]
    for view in ("decode", "verify"):
        yield with_coins(view, puzzles(2))
        yield with_coins(view, spending(*[(forms(7)["1-of-2"], b"", ())] * 2))
    two = b"\x52" + push(public(5)) + push(public(6)) + b"\x52\xae"
    yield [
        "decode",
        spending((pay_to_script_hash(hash160(two)), b"\x00" + push(b"\x30" * 9) * 2 + push(two), ())).tx.raw.hex(),
    ]
    yield with_coins("verify", spending((two, b"\x00", ())))
    yield ["decode", paying(two, forms(5)["p2pkh"], forms(5)["p2pkh"]).tx.raw.hex()]
    yield ["explain", spending((b"", b"", (bytes(64), ENVELOPE, CONTROL))).tx.raw.hex()]
    twice = Draft(2, [Vin(b"\1" * 36, 0), Vin(b"\1" * 36, 0)], [(9, b"\x51")], 0, [], 0).raw().hex()
    yield from ([view, twice] for view in ("verify", "step", "explain"))
    known = [(push(public(number)) + b"\xac", b"", ()) for number in (5, 6, 5)]
    yield with_coins("verify", spending(*known))
    for made in ([(77, NONCE)] * 2, [(77, NONCE), (78, NONCE)], [(77, 1)], [(77, 1), (78, 1)]):
        yield from (with_coins(view, p2pkh(*made)[0]) for view in ("decode", "verify"))
    yield ["decode", paying((700, b"\x51\x20" + bytes(31) + b"\5")).tx.raw.hex()]
    yield from ([view, "nop2"] for view in ("decode", "verify"))
    checks = [(9, b"\x51" + push(public(5)) * 3 + b"\x53\xae")] * 2
    yield ["decode", paying(*checks).tx.raw.hex()]
    yield ["verify", Draft(2, [Vin(b"\1" * 36, 0)], checks, 0, [], 0).raw().hex()]
