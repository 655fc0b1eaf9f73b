"""The JSON of Esplora: where a transaction is, its outputs, what spends them, what it spends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from txexplain.lookup.answers import hash_in, height_in, index_in, member, optional, sat_in, script_in
from txexplain.model.chain import OutputState
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import OutPoint

GENESIS = {  # Core: kernel/chainparams.cpp
    "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f": "main",
    "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943": "test",
    "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043": "testnet4",
    "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6": "signet",
    "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206": "regtest",
}
"""The networks, by the hash of their first block."""


def text_in(body: bytes) -> str:
    """An answer that is text."""
    return body.decode("utf-8", "replace").strip()


def state_in(told: Any) -> OutputState:
    """What became of one output, of an entry of `outspends`. Raises Garbage."""
    if not member(told, "spent", bool):
        return OutputState(False)
    txid, vin = optional(told, "txid", str), optional(told, "vin", int)
    confirmed = optional(optional(told, "status", dict) or {}, "confirmed", bool)
    return OutputState(
        True, None if txid is None else hash_in(txid), None if vin is None else index_in(vin), confirmed
    )


def place_in(told: Any) -> tuple[bytes, int] | None:
    """Hash and height of the block that a transaction is in, of its status. Raises Garbage."""
    if not member(told, "confirmed", bool):
        return None
    return hash_in(told.get("block_hash")), height_in(told.get("block_height"))


def prevouts_in(told: Any) -> Iterator[tuple[OutPoint, SpentOutput]]:
    """What a transaction spends, of its JSON. Raises Garbage."""
    for entry in member(told, "vin", list):
        prevout = optional(entry, "prevout", dict)
        if prevout is not None:
            yield OutPoint(hash_in(entry.get("txid")), index_in(entry.get("vout"))), output_in(prevout)


def output_in(told: Any) -> SpentOutput:
    """An output, in satoshi and hex. Raises Garbage."""
    return SpentOutput(sat_in(member(told, "value", int)), script_in(member(told, "scriptpubkey", str)))
