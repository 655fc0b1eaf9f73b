"""Runs that make it say why checks fail, and what is to be signed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from causing import CASES, ECDSA, INTERNAL, ONE, P2PKH, P2WPKH, Case, case, p2sh, p2wsh
from causing_lacks import LACKING

from txexplain.model.hash_types import SIGHASH_ANYONECANPAY
from txexplain.model.report import SpentOutput
from txexplain.wire.output_scripts import pay_to_witness
from txexplain.wire.script import push

Call = list[str]
SCHNORR = b"\x01" * 64


def of_causes() -> Iterator[Call]:
    """Every cause, in both languages; messages that are to be signed, and such that cannot be finished."""
    for each in (*CASES, *LACKING):
        yield ["verify", *given(each)]
    key_path = pay_to_witness(1, INTERNAL)
    anyone = bytes([SIGHASH_ANYONECANPAY | 1])
    for each in (case("", P2WPKH), case("", P2PKH, b"\x51" * 2), case("", key_path)):
        yield ["sighash", *given(each)]
    for script in (p2sh(P2PKH), p2wsh(P2PKH)):
        yield ["sighash", *given(case("", script))]
    for each in (case("", key_path, b"", [ECDSA]), case("", P2PKH, push(ONE) + push(ECDSA))):
        yield ["verify", "--no-diagnosis", *given(each)]
    yield ["sighash", case("", P2WPKH).raw.hex()]
    signed = case("", P2WPKH, b"", [ECDSA, ONE])
    yield ["sighash", signed.raw.hex()]
    for witness in ([SCHNORR], [SCHNORR + anyone]):
        each = case("", key_path, b"", witness, others=[(P2WPKH, b"", ())])
        yield ["sighash", each.raw.hex()]
    yield ["sighash", *given(signed), "--hash-type", "NONE"]
    yield ["sighash", *given(case("", key_path)), "--hash-type", "04"]
    yield ["sighash", "psbt-signed-once", "--hash-type", "NONE"]
    for script in (P2WPKH, p2sh(P2WPKH)):
        yield ["decode", *given(case("", script))]
    yield ["decode", case("", P2WPKH).raw.hex()]
    for each in (case("", key_path, b"", [b"\5\6" * 5]), case("", P2PKH, push(b"\x31\x32" * 10) + push(ONE))):
        yield ["verify", *given(each)]


def given(each: Case) -> Call:
    rules = [] if each.rules is None else ["--rules", ",".join(each.rules.names)]
    return [each.raw.hex(), "--prevouts", json.dumps(list(map(_coin, each.spent))), *rules]


def _coin(spent: SpentOutput) -> dict[str, object]:
    return {"value_sat": spent.value_sat, "script_pubkey": spent.script_pubkey.hex()}
