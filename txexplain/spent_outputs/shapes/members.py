"""Any other object: what its members hold, such as the `result` of a JSON-RPC answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from txexplain.spent_outputs import forms
from txexplain.spent_outputs.wanted import Entry, Where

if TYPE_CHECKING:
    from txexplain.spent_outputs.shapes import Finder


def find(data: Any, where: Where, finder: Finder) -> Iterable[Entry]:
    if not isinstance(data, dict):
        return []
    found: list[Entry] = []
    for name, value in data.items():
        inner = where.member(name, ordered=where.ordered and name in forms.LISTS)
        if isinstance(value, str | dict | list):
            found += finder.within(value, inner)
        elif value is None and inner.ordered and name == "result" and where.vin is not None:
            found.append(Entry(None, inner.place, vin=where.vin))  # gettxout of an output that is spent
    return found
