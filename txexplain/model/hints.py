"""Why bytes may not read as a transaction: what was read of them, and what would make the rest read."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.errors import Fact
from txexplain.model.frozen import FrozenDict


class ReadField(NamedTuple):
    """A field that was read, by its key (`tx.vin.sequence`), and the `number` of the input or output it is of."""

    key: str
    number: int
    start: int
    end: int


class Hint(NamedTuple):
    """One fault without which all bytes would read, in the field that it is in. A guess, never a finding."""

    key: str
    place: ReadField
    facts: FrozenDict[str, Fact]


class Diagnosis(NamedTuple):
    """What was read before the reading failed; `hints`, the likeliest first; whether the bytes look just `cut`.

    Each of the hints would do alone, or where they are one `together` only all of them.
    """

    fields: tuple[ReadField, ...]
    hints: tuple[Hint, ...]
    cut: bool
    together: bool = False
