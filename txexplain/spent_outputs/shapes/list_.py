"""A list: what names its coins, whole parents, and what does neither, for the inputs in their order."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from txexplain.model.errors import InputError
from txexplain.spent_outputs.parsing import shown
from txexplain.spent_outputs.wanted import Entry, Where

if TYPE_CHECKING:
    from txexplain.spent_outputs.shapes import Finder


def find(data: Any, where: Where, finder: Finder) -> Iterable[Entry] | None:
    if not isinstance(data, list):
        return None
    found: list[Entry] = []
    ordered, inputs = where.item(0).ordered, len(finder.wanted.coins)
    too_many = ordered and len(data) > inputs
    if ordered:
        _check_one_unit(data, where)
    for number, item in enumerate(data):
        entries = _item(item, where.item(number), finder)
        if ordered and not entries:
            raise InputError("bad_spent_output", place=where.item(number).place, found=shown(item))
        found += entries
        if too_many and any(not entry.outpoint for entry in entries):
            raise InputError("spent_outputs_count", count=len(data), inputs=inputs)
    is_in_order = any(not entry.outpoint for entry in found) or not data
    if ordered and is_in_order and len(data) != inputs and not (finder.wanted.tx.is_coinbase and not data):
        raise InputError("spent_outputs_count", count=len(data), inputs=inputs)
    return found


def _check_one_unit(data: list[Any], where: Where) -> None:
    """Raises InputError where of amounts alone some have a point and some do not: all are in one unit."""
    amounts = [(number, item) for number, item in enumerate(data) if type(item) in (int, Decimal) and item]
    other = next((each for each in amounts if type(each[1]) is not type(amounts[0][1])), None)
    if other is not None:
        raise InputError("spent_amounts_mixed", place=where.item(other[0]).place, found=shown(other[1]))


def _item(item: Any, where: Where, finder: Finder) -> list[Entry]:
    if item is None and where.ordered:
        return [Entry(None, where.place, vin=where.vin)]
    return finder.within(item, where)
