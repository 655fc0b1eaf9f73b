"""An amount alone, for the input of its place in a list: satoshi, or BTC where it has a point."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from txexplain.spent_outputs.wanted import Entry, Where

if TYPE_CHECKING:
    from txexplain.spent_outputs.shapes import Finder


def find(data: Any, where: Where, finder: Finder) -> Iterable[Entry] | None:
    if not isinstance(data, int | Decimal) or isinstance(data, bool):
        return None
    return [Entry(data, where.place, vin=where.vin)] if where.ordered and where.vin is not None else []
