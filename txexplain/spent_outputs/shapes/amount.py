"""An amount alone, for the one input or that of its place in a list: satoshi, or BTC where it has a point."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from txexplain.spent_outputs.shapes.output import the_one_input
from txexplain.spent_outputs.wanted import Entry, Where

if TYPE_CHECKING:
    from txexplain.spent_outputs.shapes import Finder


def find(data: Any, where: Where, finder: Finder) -> Iterable[Entry] | None:
    if not isinstance(data, int | Decimal) or isinstance(data, bool):
        return None
    if not where.ordered:
        return []
    vin = where.vin
    if vin is None:
        vin = the_one_input(finder)
    return [Entry(data, where.place, vin=vin)]
