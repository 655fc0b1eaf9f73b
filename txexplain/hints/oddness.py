"""How unlike a transaction that somebody meant to make the fields look: a number, 0 where nothing is odd.

A drift, where each field is read from some bytes of the next, shows in amounts that cannot be, output numbers that no
transaction reaches, and scripts of no known shape.
"""

from __future__ import annotations

from collections.abc import Callable

from txexplain.hints.reading import Reading
from txexplain.model.bytes import ByteSlice
from txexplain.model.script import NONSTANDARD
from txexplain.model.transaction import LOCK_TIME_THRESHOLD, MAX_MONEY, NULL_VOUT, Transaction
from txexplain.templates.outputs import output_type
from txexplain.templates.spends import UNKNOWN, spend_of
from txexplain.templates.spends.view import SpendView
from txexplain.wire.script import is_push_only, parse

_MOST_OUTPUTS = 20_000  # fewer than 4,000,000 weight units hold, more than any wallet makes
_LATEST_HEIGHT = 2_000_000
_LATEST_TIME = 2_100_000_000
_HIGHEST_VERSION = 4
_RELATIVE = 0x0040_FFFF  # BIP68: the highest sequence that is a relative lock
_NEVER_RELATIVE = 0x8000_0000
_OPT_OUT = 0xFFFF_0000  # sequences from here on are written on purpose: final, or without a relative lock
_SURE = 3  # what cannot be on chain


def oddness(reading: Reading) -> int:
    """Of all that was read; of a whole transaction its spends too."""
    found = sum(_of_field(field.key, reading.raw[field.start : field.end]) for field in reading.fields)
    return found + (_of_spends(reading.tx) if reading.tx is not None else 0)


def _of_field(key: str, data: bytes) -> int:
    check = _CHECKS.get(key)
    return check(data) if check is not None else 0


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")


def _version(data: bytes) -> int:
    return 0 if 1 <= _number(data) <= _HIGHEST_VERSION else 1


def _count(data: bytes) -> int:
    return _SURE if data == b"\0" else 0


def _txid(data: bytes) -> int:
    return 2 if any(data) and (data.startswith(b"\0\0\0") or data.endswith(b"\0\0\0")) else 0


def _vout(data: bytes) -> int:
    return 2 if _MOST_OUTPUTS < _number(data) < NULL_VOUT else 0


def _sequence(data: bytes) -> int:
    value = _number(data)
    on_purpose = value <= _RELATIVE or value >= _OPT_OUT or value >> 24 == _NEVER_RELATIVE >> 24
    return 0 if on_purpose else 2


def _value(data: bytes) -> int:
    return 0 if _number(data) <= MAX_MONEY else _SURE


def _output_script(data: bytes) -> int:
    if not data:
        return 2
    return 2 if output_type(parse(ByteSlice(0, data))).key == NONSTANDARD else 0


def _lock_time(data: bytes) -> int:
    value = _number(data)
    is_lightning = value >> 24 == 0x20  # BOLT 3: the upper byte of a commitment's
    plain = value <= _LATEST_HEIGHT or LOCK_TIME_THRESHOLD <= value <= _LATEST_TIME or is_lightning
    return 0 if plain else 2


def _of_spends(tx: Transaction) -> int:
    """Coinbases may hold anything; other inputs sign nothing yet, or are of a known kind."""
    if tx.is_coinbase:
        return 0
    found = 0
    for txin in tx.inputs:
        script, witness = txin.script_sig, txin.witness
        if not script.data and not witness:
            continue
        kind = spend_of(SpendView(parse(script), witness, None)).kind.key
        if kind == UNKNOWN or not is_push_only(script.data):
            found += 2
    return found + (2 * any(txin.outpoint.is_null for txin in tx.inputs))


_CHECKS: dict[str, Callable[[bytes], int]] = {
    "tx.version": _version,
    "tx.vin.count": _count,
    "tx.vin.txid": _txid,
    "tx.vin.vout": _vout,
    "tx.vin.sequence": _sequence,
    "tx.vout.count": _count,
    "tx.vout.value": _value,
    "tx.vout.script": _output_script,
    "tx.lock_time": _lock_time,
}
