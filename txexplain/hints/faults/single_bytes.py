"""A byte that is missing, or one too many."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.hints.reading import Reading
from txexplain.hints.repair import Repair, repair, replaced
from txexplain.model.hints import ReadField

_MOST_PLACES = 260  # in one field
_FILLERS = (b"\0", b"\xff")


def repairs(reading: Reading, place: ReadField) -> Iterator[Repair]:
    """The field without each of its bytes, and with one more."""
    raw, start = reading.raw, place.start
    end = min(place.end, start + _MOST_PLACES)
    for at in range(start, end):
        if at == start or raw[at] != raw[at - 1]:  # of equal bytes in a row it is all the same which goes
            yield repair("byte_extra", place, replaced(raw, at, at + 1, b""), at=at)
    for at in dict.fromkeys((start, (start + end) // 2, end - 1, end)):
        for filler in _FILLERS:
            yield repair("byte_missing", place, replaced(raw, at, at, filler), at=start)
