"""Runs that make it say where what was given contradicts itself, or is of another coin."""

from __future__ import annotations

import json
from collections.abc import Iterator

from conftest import EXAMPLES
from laid_out import FAULTS
from test_signing_messages import REVERSED

Call = list[str]


def of_contradictions() -> Iterator[Call]:
    """Amounts of unclear units, impossible ones, coins of other chains; a txid and a link that lead elsewhere."""
    one, two = EXAMPLES["p2wpkh"].raw.hex(), EXAMPLES["all-types"]
    for amounts in ("[1]", "[-1]"):
        yield ["decode", one, "--prevouts", amounts]
    yield ["decode", one, "--all", "--prevouts", "[1]"]
    yield ["decode", two.raw.hex(), "--prevouts", "[1, 0.5]"]
    for beside in ({"asset": "6f"}, {"address": "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"}):
        yield [
            "decode",
            one,
            "--prevouts",
            json.dumps([{"value_sat": 1, "script_pubkey": "0014" + 20 * "00", **beside}]),
        ]
    yield ["decode", json.dumps({"txid": "ab" * 32, "hex": one})]
    yield ["decode", "https://etherscan.io/tx/0x" + "c1" * 32]
    yield from (["decode", raw.hex()] for raw, _ in FAULTS.values())
    yield from (["decode", message.hex()] for message in REVERSED.values())
