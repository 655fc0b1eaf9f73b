"""How unlike a transaction that somebody meant to make the fields look: a number, 0 where nothing is odd.

A drift, where each field is read from some bytes of the next, shows in amounts that cannot be, output numbers that no
transaction reaches, and scripts of no known shape.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from txexplain.hints.reading import Reading
from txexplain.model.bytes import ByteSlice
from txexplain.model.script import NONSTANDARD
from txexplain.model.transaction import (
    GENESIS_TIME,
    MAX_MONEY,
    NULL_VOUT,
    SEQUENCE_LOCKTIME_DISABLE_FLAG,
    Transaction,
    TxIn,
)
from txexplain.templates.outputs import output_type
from txexplain.templates.spends import UNKNOWN, spend_of
from txexplain.templates.spends.view import SpendView
from txexplain.wire.script import is_push_only, parse

_MOST_OUTPUTS = 20_000  # fewer than 4,000,000 weight units hold, more than any wallet makes
_LATEST_HEIGHT = 2_000_000
_LATEST_TIME = 2_100_000_000
_HIGHEST_VERSION = 4
_RELATIVE = 0x0040_FFFF  # BIP68: the highest sequence that is a relative lock
_OPT_OUT = 0xFFFF_FFF0  # sequences from here on are what wallets write where they want no relative lock
_ANY = range(1 << 25)
_MULTISIG = range(37, 1_400)
_SIZES_BY_BEGINNING: dict[str, dict[int, Sequence[int]]] = {  # of scripts by their first byte: how long they can be
    "tx.vout.script": {
        0x00: (22, 34),
        0x21: (35,),
        0x41: (67,),
        0x51: (4, *range(34, 1_400)),
        **dict.fromkeys(range(0x52, 0x61), (*range(4, 43), *_MULTISIG)),
        0x6A: _ANY,
        0x76: (25,),
        0xA9: (23,),
    },
    "tx.vin.script": {
        **dict.fromkeys(range(0x61, 0x100), ()),
        0x16: (23,),
        0x22: (35,),
        0x30: (),
    },
    "tx.witness.item.data": {0x30: range(9, 76)},
}
_MOST_ITEMS = 21  # 20 signatures and a script
_DER_WITHOUT_HEAD = tuple(bytes([size, 2]) for size in range(0x43, 0x47))  # the byte 30 was taken for a length
_OF_BIP340 = (64, 65)
_SURE = 3  # what cannot be on chain


def oddness(reading: Reading) -> int:
    """Of all that was read; of a whole transaction its spends too."""
    found = sum(_of_fields(reading))
    if reading.tx is not None:
        return found + _of_spends(reading.tx)
    return found + _of_the_rest(reading) + _of_empty_witnesses(reading)


def first_odd(reading: Reading) -> int:
    """Where the first field begins that looks odd, or else where the reading stopped: a drift begins before it."""
    odd = (field.start for field, found in zip(reading.fields, _of_fields(reading), strict=True) if found)
    return next(odd, reading.end)


def _of_fields(reading: Reading) -> list[int]:
    pieces = [(field.key, reading.raw[field.start : field.end]) for field in reading.fields]
    is_coinbase = ("tx.vin.txid", bytes(32)) in pieces
    free = ("tx.vin.script", "tx.vin.vout") if is_coinbase else ()
    return [0 if key in free else _of_field(key, data) for key, data in pieces]


def _of_field(key: str, data: bytes) -> int:
    check = _CHECKS.get(key)
    return check(data) if check is not None else 0


def _of_the_rest(reading: Reading) -> int:
    """Of a script of which only the beginning is there: whether one of that length can begin so."""
    error = reading.error
    if error is None or error.code != "truncated":
        return 0
    rest, size = reading.raw[reading.end :], int(error.facts["wanted"])
    if error.facts["field"] == "tx.witness.item.data":
        return _of_a_cut_item(reading, rest, size)
    sizes = _SIZES_BY_BEGINNING.get(str(error.facts["field"]))
    if sizes is None or not rest:
        return 0
    return 0 if size in sizes.get(rest[0], _ANY if error.facts["field"] != "tx.vout.script" else ()) else 2


def _of_a_cut_item(reading: Reading, rest: bytes, size: int) -> int:
    """Of a witness item that ends too early: one alone is a taproot signature; of others the beginning tells."""
    if rest[:2] in _DER_WITHOUT_HEAD:
        return 2
    count = next(field for field in reversed(reading.fields) if field.key == "tx.witness.count")
    return 1 if reading.raw[count.start] == 1 and size not in _OF_BIP340 else 0


def _of_empty_witnesses(reading: Reading) -> int:
    """A marker, and so far no witness."""
    counts = [field for field in reading.fields if field.key == "tx.witness.count"]
    return 1 if counts and not any(reading.raw[field.start] for field in counts) else 0


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
    if value <= _RELATIVE or value >= _OPT_OUT:
        return 0
    return 1 if value & SEQUENCE_LOCKTIME_DISABLE_FLAG else 2


def _value(data: bytes) -> int:
    return 0 if _number(data) <= MAX_MONEY else _SURE


def _output_script(data: bytes) -> int:
    if not data:
        return 2
    return 2 if output_type(parse(ByteSlice(0, data))).key == NONSTANDARD else 0


def _input_script(data: bytes) -> int:
    return 0 if is_push_only(data) else 2


def _witness_count(data: bytes) -> int:
    """More items than signatures and keys come to: it may be the length of the first."""
    return 1 if data[0] > _MOST_ITEMS else 0


def _witness_item(data: bytes) -> int:
    """A signature in DER tells its own length; one of BIP340 has 64 bytes, or 65."""
    if data[:2] in _DER_WITHOUT_HEAD:
        return 2
    if data[:1] == b"\x30" and data[2:3] == b"\x02" and 9 <= data[1] <= 70:
        return 0 if len(data) == data[1] + 3 else 2
    return 1 if len(data) in (62, 63, 66, 67) else 0


def _lock_time(data: bytes) -> int:
    value = _number(data)
    if value <= _LATEST_HEIGHT:
        return 0
    is_lightning = value >> 24 == 0x20  # BOLT 3: the upper byte of a commitment's
    return 1 if is_lightning or GENESIS_TIME <= value <= _LATEST_TIME else 2


def _of_spends(tx: Transaction) -> int:
    """Coinbases may hold anything; other inputs sign nothing yet, or are of a known kind."""
    if tx.is_coinbase:
        return 0
    found = 0
    for txin in tx.inputs:
        if (txin.script_sig.data or txin.witness) and _kind(txin) == UNKNOWN:
            found += 1
    return found + (2 * any(txin.outpoint.is_null for txin in tx.inputs))


def _kind(txin: TxIn) -> str:
    return spend_of(SpendView(parse(txin.script_sig), txin.witness, None)).kind.key


def is_settled(tx: Transaction) -> bool:
    """Whether every witness is of a kind in which each item has a length of its own."""
    return all(_kind(txin) in _SETTLED for txin in tx.inputs if txin.witness)


_SETTLED = ("p2wpkh", "p2sh-p2wpkh", "p2tr-key")
_CHECKS: dict[str, Callable[[bytes], int]] = {
    "tx.version": _version,
    "tx.vin.count": _count,
    "tx.vin.txid": _txid,
    "tx.vin.vout": _vout,
    "tx.vin.script": _input_script,
    "tx.vin.sequence": _sequence,
    "tx.vout.count": _count,
    "tx.vout.value": _value,
    "tx.vout.script": _output_script,
    "tx.witness.count": _witness_count,
    "tx.witness.item.data": _witness_item,
    "tx.lock_time": _lock_time,
}
