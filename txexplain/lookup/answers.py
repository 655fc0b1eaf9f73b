"""What a server answers, read with suspicion: text, hex and JSON of the form that was asked for."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from txexplain.lookup.proofs import Garbage
from txexplain.model.hexadecimal import is_hex
from txexplain.model.transaction import COIN, MAX_MONEY

_MAX_VALUES = 1_500_000  # in one JSON text: nobody needs more, and each takes up far more room than its text
_LARGE = 1_000_000  # bytes
_TO_ASCII = bytes(byte if byte < 128 else ord("?") for byte in range(256))
_MAX_DIGITS = 40
_SHOWN = 60
_HASH_SIZE = 32
_MAX_HEIGHT = 0x7FFFFFFF
_MAX_TIME = 0xFFFFFFFF
MOST_NEW_BLOCKS = 10
"""So many blocks may be new between two answers about the same chain: what differs by more does not fit."""


def json_in(body: bytes) -> Any:
    """The JSON, numbers with a point as Decimal. Raises Garbage where it is none, or absurd."""
    if body.count(b",") + body.count(b"[") + body.count(b"{") > _MAX_VALUES:
        raise Garbage
    if len(body) > _LARGE:
        body = _ascii(body)
    try:
        return json.loads(body, parse_float=_decimal, parse_int=_integer, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise Garbage from None


def _ascii(body: bytes) -> bytes:
    """The same without what is not ASCII: one such character has all of a long string take up four times its room.

    Nothing that long has one that counts. Raises Garbage where one is written as an escape.
    """
    if b"\\u" in body:
        raise Garbage
    return body if body.isascii() else body.translate(_TO_ASCII)


def _integer(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise ValueError
    return int(text)


def _decimal(text: str) -> Decimal:
    if len(text) > _MAX_DIGITS:
        raise ValueError
    try:
        return Decimal(text)
    except ArithmeticError:  # an exponent that no number has
        raise ValueError from None


def _refused(text: str) -> NoReturn:
    raise ValueError(text)


def member(told: Any, name: str, kind: type) -> Any:
    """That member of an object. Raises Garbage where it has none of that kind."""
    value = told.get(name) if isinstance(told, dict) else None
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Garbage
    return value


def optional(told: Any, name: str, kind: type) -> Any:
    """That member of an object, None where there is none, or it is null. Raises Garbage for another kind."""
    if isinstance(told, dict) and told.get(name) is None:
        return None
    return member(told, name, kind)


def bytes_in(told: Any) -> bytes:
    """The bytes that a text of hex stands for. Raises Garbage."""
    if not isinstance(told, str) or not is_hex(told):
        raise Garbage
    return bytes.fromhex(told)


def script_in(told: Any) -> bytes:
    """The same, but a script may be empty."""
    return b"" if told == "" else bytes_in(told)


def hash_in(told: Any) -> bytes:
    """A hash in stored order, of the hex of its reversed bytes. Raises Garbage."""
    found = bytes_in(told)
    if len(found) != _HASH_SIZE:
        raise Garbage
    return found[::-1]


def height_in(told: Any) -> int:
    """A height. Raises Garbage."""
    return _number(told, _MAX_HEIGHT)


def time_in_json(told: Any) -> int:
    """A time in seconds. Raises Garbage."""
    return _number(told, _MAX_TIME)


def index_in(told: Any) -> int:
    """The number of an input or output. Raises Garbage."""
    return _number(told, _MAX_TIME)


def _number(told: Any, last: int) -> int:
    if not isinstance(told, int) or isinstance(told, bool) or not 0 <= told <= last:
        raise Garbage
    return told


def sat_in_btc(told: Any) -> int:
    """Satoshi, of an amount in BTC with at most eight decimals, as an output may have. Raises Garbage."""
    if isinstance(told, bool) or not isinstance(told, int | Decimal):
        raise Garbage
    amount = Decimal(told)
    if not amount.is_finite() or abs(amount.adjusted()) > 10:
        raise Garbage
    value = amount * COIN
    if value != int(value):
        raise Garbage
    return sat_in(int(value))


def sat_in(told: Any) -> int:
    """Satoshi, of a whole number, as many as an output may have. Raises Garbage."""
    return _number(told, MAX_MONEY)


def beginning(body: bytes | str) -> str:
    """The first words of an answer, to be shown."""
    text = body[: 4 * _SHOWN].decode("utf-8", "replace") if isinstance(body, bytes) else body
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


def is_web_page(body: bytes) -> bool:
    """Whether it is HTML: that of a page for people, or of what stands before the server."""
    return body[:1000].lstrip().lower().startswith((b"<!doctype html", b"<html", b"<head", b"<body"))
