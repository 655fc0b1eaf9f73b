"""The shapes of JSON in which spent outputs are told: one file a shape, with a function `find`.

It gives what it finds, or None where the data is of another shape; the first that gives something counts.
"""

from __future__ import annotations

from typing import Any

from txexplain.spent_outputs.shapes import amount, inputs, list_, members, outpoints, output, raw
from txexplain.spent_outputs.wanted import Entry, Wanted, Where

MAX_DEPTH = 60  # of JSON that is looked through
SHAPES = (raw, amount, list_, inputs, outpoints, output, members)


class Finder:
    """Looks through JSON for what tells of the coins that are wanted."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.in_order = False
        self.parents: set[bytes] = set()

    def coin_of(self, vin: int | None) -> str:
        """The coin that the input of that number spends; empty where there is none."""
        return self.wanted.coins[vin] if vin is not None and vin < len(self.wanted.coins) else ""

    def within(self, data: Any, where: Where) -> list[Entry]:
        """All that tells of a spent output, in the order in which it stands there."""
        if where.depth > MAX_DEPTH:
            return []
        for shape in SHAPES:
            found = shape.find(data, where, self)
            if found is not None:
                return list(found)
        return []
