"""A transaction as JSON of its fields, without its bytes: put together, and taken only if it has the txid told."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from txexplain.model.hexadecimal import display_hex, is_hex
from txexplain.model.transaction import COIN
from txexplain.sources.forms import Find
from txexplain.sources.forms.json_text import objects_in
from txexplain.wire.cursor import compact_size
from txexplain.wire.hashes import hash256

_IDS = ("txid", "hash", "wtxid")
_WITNESS_SCALE = 4
_COINBASE = bytes(32) + b"\xff" * 4


class _Bytes(NamedTuple):
    """A transaction in both formats; `full` is `legacy` where there is no witness."""

    legacy: bytes
    full: bytes


def rebuilt(text: str) -> Iterator[Find]:
    """The transactions that JSON of nodes and explorers has as fields."""
    if '"txid"' not in text and '"hash"' not in text:
        return
    for path, data in objects_in(text):
        inputs, outputs = data.get("vin", data.get("inputs")), data.get("vout", data.get("outputs", data.get("out")))
        if not isinstance(inputs, list) or not isinstance(outputs, list) or "non_witness_utxo" in path:
            continue
        try:
            made = _transaction(data, inputs, outputs)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, ArithmeticError):
            continue
        if _is_what_is_told(made, data):
            yield Find(made.full, "reassembled", path or ".")


def _transaction(data: dict[str, Any], inputs: list[Any], outputs: list[Any]) -> _Bytes:
    """The fields as bytes. Raises ValueError, TypeError or KeyError where one lacks or is none."""
    version = _number(_first(data, "version", "ver")).to_bytes(4, "little")
    lock_time = _number(_first(data, "locktime", "lock_time", "lockTime")).to_bytes(4, "little")
    body = b"".join(
        (compact_size(len(inputs)), *map(_input, inputs), compact_size(len(outputs)), *map(_output, outputs))
    )
    witnesses = [_witness(each) for each in inputs]
    legacy = version + body + lock_time
    if not any(witnesses):
        return _Bytes(legacy, legacy)
    stacks = b"".join(compact_size(len(items)) + b"".join(map(_sized, items)) for items in witnesses)
    return _Bytes(legacy, version + b"\0\1" + body + stacks + lock_time)


def _is_what_is_told(made: _Bytes, data: dict[str, Any]) -> bool:
    """Whether the txid is the one told, and the witness with it: that has no part in the txid."""
    ids = {name: str(data[name]).lower() for name in _IDS if isinstance(data.get(name), str)}
    txid, wtxid = display_hex(hash256(made.legacy)), display_hex(hash256(made.full))
    if ids.get("txid", ids.get("hash")) != txid or not set(ids.values()) <= {txid, wtxid}:
        return False
    size = len(made.full)
    weight = (_WITNESS_SCALE - 1) * len(made.legacy) + size
    told = {"size": size, "weight": weight}
    checked = [name for name in told if type(data.get(name)) is int]
    if any(data[name] != told[name] for name in checked):
        return False
    if "wtxid" in ids or ("txid" in ids and "hash" in ids):
        return {ids.get("wtxid"), ids.get("hash")} - {None, txid} <= {wtxid} and wtxid in ids.values()
    return bool(checked) or made.full != made.legacy


def _first(data: dict[str, Any], *names: str) -> Any:
    """What the first of these members says that is there."""
    return data[next((name for name in names if data.get(name) is not None), names[0])]


def _number(value: Any) -> int:
    """A field of four bytes; the version may be told with a sign."""
    if type(value) is not int:
        raise TypeError(type(value).__name__)
    return value & 0xFFFFFFFF if -(2**31) <= value < 2**32 else 2**64


def _input(data: dict[str, Any]) -> bytes:
    sequence = _number(_first(data, "sequence", "nsequence")).to_bytes(4, "little")
    if isinstance(data.get("coinbase"), str):
        return _COINBASE + _sized(bytes.fromhex(data["coinbase"])) + sequence
    txid = bytes.fromhex(_first(data, "txid", "prev_hash", "prevout_hash"))
    if len(txid) != 32:
        raise ValueError("txid")
    vout = _number(_first(data, "vout", "output_index", "prevout_n")).to_bytes(4, "little")
    return txid[::-1] + vout + _sized(_script(data, "scriptsig", "scriptSig", "script")) + sequence


def _output(data: dict[str, Any]) -> bytes:
    script = _script(data, "scriptpubkey", "scriptPubKey", "script")
    return _satoshi(data).to_bytes(8, "little", signed=True) + _sized(script)


def _satoshi(data: dict[str, Any]) -> int:
    """The amount: a node tells BTC, an explorer satoshi; where both are told they must agree."""
    amounts = {data[name] for name in ("value_sat", "value_sats") if name in data}
    if "value" in data:
        amounts.add(Decimal(data["value"]) * COIN if isinstance(data.get("scriptPubKey"), dict) else data["value"])
    (amount,) = amounts
    if isinstance(amount, str | bool) or amount != int(amount):
        raise ValueError("value")
    return int(amount)


def _script(data: dict[str, Any], *names: str) -> bytes:
    script = next((data[name] for name in names if data.get(name) is not None), "")
    digits = script["hex"] if isinstance(script, dict) else script
    return bytes.fromhex(digits) if is_hex(digits) or not digits else _no_hex()


def _no_hex() -> bytes:
    raise ValueError("hex")


def _witness(data: dict[str, Any]) -> list[bytes]:
    items = _first({"none": [], **data}, "witness", "txinwitness", "none")
    return [bytes.fromhex(item) for item in items]


def _sized(data: bytes) -> bytes:
    return compact_size(len(data)) + data
