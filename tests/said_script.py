"""Runs that make the program say what it has to say of scripts that are given by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from test_templates import KEY

Call = list[str]
HASH = "11" * 20
OUTPUT_SCRIPTS = {  # Core's type → a script of it
    "pubkey": f"{KEY}ac",
    "pubkeyhash": f"76a914{HASH}88ac",
    "scripthash": f"a914{HASH}87",
    "multisig": f"51{KEY}{KEY}52ae",
    "nulldata": "6a0548656c6c6f",
    "witness_v0_keyhash": f"0014{HASH}",
    "witness_v0_scripthash": "0020" + "11" * 32,
    "witness_v1_taproot": "5120" + "11" * 32,
    "anchor": "51024e73",
    "witness_unknown": "5220" + "11" * 32,
}


def of_output_scripts() -> Iterator[Call]:
    """Each type; then timelocks with a transaction and without, and what cannot be read."""
    yield from (["script", script] for script in OUTPUT_SCRIPTS.values())
    signed = "<300602010102010101> <bb> OP_CHECKSIG"
    yield from (["script", signed], ["script", signed, "--locktime", "500000000"])
    yield ["script", "144 OP_CSV", "--sequence", "0x90", "--version", "2"]
    yield ["script", "OP_DATA_20 0x1111"]
    yield ["script", "OP_1\nOP_PUSHDATA1 01 10"]
    yield ["script", "5252\n9354"]
    yield ["script", "1", "--locktime", "-1"]
    yield ["script", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"]
