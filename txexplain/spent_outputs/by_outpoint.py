"""Spent outputs of many transactions at once, from JSON in which each has its outpoint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import ID_DIGITS, is_hex
from txexplain.model.report import Coin
from txexplain.model.transaction import OutPoint
from txexplain.spent_outputs import forms
from txexplain.spent_outputs.entry import coin_in, tells
from txexplain.spent_outputs.gathered import together
from txexplain.spent_outputs.parsing import parsed, shown
from txexplain.spent_outputs.shapes.output import outpoint_in
from txexplain.spent_outputs.wanted import Entry, Where

_OUTPOINT = re.compile(r"[0-9A-Fa-f]+:[0-9]{1,10}")
_HOLDING = ("tx", "getblock", *sorted(forms.LISTS), *forms.INPUTS)  # members in which there can be more
_MAX_VOUT = 0xFFFFFFFF


def coins_by_outpoint(text: str) -> dict[OutPoint, Coin]:
    """What JSON tells of spent outputs that it names: as a map from `txid:n`, as a list of outputs or of transactions
    with their inputs, as blocks with these (Core's `getblock` 3), several of them after one another.

    Raises InputError, with the place of what is wrong, and where nothing is told of any.
    """
    data = parsed(text)
    found = coins_told(data)
    if not found:
        raise InputError("no_outpoints", found=shown(data))
    return found


def coins_told(data: Any) -> dict[OutPoint, Coin]:
    """The same of JSON that was read; it need not tell of any."""
    found: dict[OutPoint, Coin] = {}
    for entry in _entries(data):
        outpoint, coin = _outpoint(entry), coin_in(entry)
        if coin is None:
            continue
        before = found.get(outpoint)
        both = coin if before is None else together(before, coin)
        if both is None:
            raise InputError("outpoint_told_twice", place=entry.place)
        found[outpoint] = both
    return found


def _entries(data: Any) -> Iterator[Entry]:
    left = [(data, Where())]
    while left:
        told, where = left.pop()
        if isinstance(told, list):
            left += [(item, where.item(number)) for number, item in reversed(list(enumerate(told)))]
        elif isinstance(told, dict):
            yield from _of_object(told, where)
            left += [(told[name], where.member(name)) for name in reversed(_HOLDING) if name in told]


def _of_object(told: dict[str, Any], where: Where) -> Iterator[Entry]:
    for name, item in told.items():
        if _OUTPOINT.fullmatch(name):
            yield Entry(item, where.member(name).place, name)
    outpoint = outpoint_in(told)
    if not outpoint:
        return
    coin = next((name for name in forms.COINS if isinstance(told.get(name), dict)), None)
    if coin is not None:
        yield Entry(told[coin], where.member(coin).place, outpoint)
    elif tells(told) and "vin" not in told:
        yield Entry(told, where.place, outpoint)


def _outpoint(entry: Entry) -> OutPoint:
    """Raises InputError where it names no output."""
    txid, _, number = entry.outpoint.partition(":")
    named = len(txid) == ID_DIGITS and is_hex(txid) and number.isdecimal() and int(number) <= _MAX_VOUT
    if not named:
        raise InputError("bad_outpoint_name", place=entry.place, found=entry.outpoint[: ID_DIGITS + 12])
    return OutPoint(bytes.fromhex(txid)[::-1], int(number))
