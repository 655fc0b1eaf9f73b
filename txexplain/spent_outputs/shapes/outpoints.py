"""A map from `txid:n`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from txexplain.spent_outputs.shapes.output import entries_of
from txexplain.spent_outputs.wanted import Entry, Where

if TYPE_CHECKING:
    from txexplain.spent_outputs.shapes import Finder

_OUTPOINT = re.compile(r"[0-9A-Fa-f]+:[0-9]{1,10}")


def find(data: Any, where: Where, finder: Finder) -> Iterable[Entry] | None:
    if not isinstance(data, dict) or not any(map(_OUTPOINT.fullmatch, data)):
        return None
    return [
        entry
        for name, item in data.items()
        if _OUTPOINT.fullmatch(name)
        for entry in entries_of(item, where.member(name), finder, name)
    ]
