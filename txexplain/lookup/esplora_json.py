"""The JSON of Esplora: outputs, what spends them, what a transaction spends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from txexplain.lookup.answers import hash_in, index_in, member, optional, sat_in, script_in
from txexplain.model.chain import OutputState
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import OutPoint


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


def prevouts_in(told: Any) -> Iterator[tuple[OutPoint, SpentOutput]]:
    """What a transaction spends, of its JSON. Raises Garbage."""
    for entry in member(told, "vin", list):
        prevout = optional(entry, "prevout", dict)
        if prevout is not None:
            yield OutPoint(hash_in(entry.get("txid")), index_in(entry.get("vout"))), output_in(prevout)


def output_in(told: Any) -> SpentOutput:
    """An output, in satoshi and hex. Raises Garbage."""
    return SpentOutput(sat_in(member(told, "value", int)), script_in(member(told, "scriptpubkey", str)))
