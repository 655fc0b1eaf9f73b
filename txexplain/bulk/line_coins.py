"""Spent outputs in their plainest shape, read at once: one object for each input, with an amount and a script."""

from __future__ import annotations

from typing import Any

from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import INT64_LIMIT
from txexplain.wire.scan import Doubt, scan

_AMOUNT = "value_sat"
_SCRIPTS = ("script_pubkey", "scriptPubKey")
_OUTPOINT = {"txid", "vout"}
_OUTPOINT_SIZE = 36  # bytes


def plain_coins(raw: bytes, prevouts: Any) -> tuple[SpentOutput, ...] | None:
    """The coins in input order; None where anything is there that is not surely meant so."""
    if not isinstance(prevouts, list) or not prevouts:
        return None
    try:
        found = scan(raw)
    except Doubt:
        return None
    if len(found.inputs) != len(prevouts) or found.is_coinbase:
        return None
    outpoints = [raw[start : start + _OUTPOINT_SIZE] for start in found.inputs]
    if len(set(outpoints)) < len(outpoints):
        return None
    coins = [_coin(entry, outpoint) for entry, outpoint in zip(prevouts, outpoints, strict=True)]
    return None if None in coins else tuple(coin for coin in coins if coin is not None)


def _coin(entry: Any, outpoint: bytes) -> SpentOutput | None:
    if not isinstance(entry, dict):
        return None
    value_sat = entry.get(_AMOUNT)
    script = entry.get(_SCRIPTS[0], entry.get(_SCRIPTS[1]))
    names = 4 if entry.keys() >= _OUTPOINT else 2
    if len(entry) != names or type(value_sat) is not int or not isinstance(script, str):
        return None
    if names == 4 and (entry["txid"], entry["vout"]) != _named(outpoint):
        return None
    raw = _bytes_of(script)
    return None if raw is None or abs(value_sat) >= INT64_LIMIT else SpentOutput(value_sat, raw)


def _bytes_of(digits: str) -> bytes | None:
    """None where there is anything but two digits for each byte."""
    try:
        raw = bytes.fromhex(digits)
    except ValueError:
        return None
    return raw if 2 * len(raw) == len(digits) else None


def _named(outpoint: bytes) -> tuple[str, int]:
    return display_hex(outpoint[:32]), int.from_bytes(outpoint[32:], "little")
