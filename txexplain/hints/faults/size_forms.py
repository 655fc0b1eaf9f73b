"""A length or count in another form than Bitcoin's: four bytes, the highest first, or without the byte fd."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.hints.faults.lengths import COUNTS, SIZES, number_at
from txexplain.hints.reading import Reading
from txexplain.hints.repair import Repair, repair, replaced
from txexplain.model.hints import ReadField
from txexplain.wire.cursor import MAX_SIZE, compact_size

_FOUR = 4
_TWO = 0xFD


def repairs(reading: Reading, place: ReadField) -> Iterator[Repair]:
    """The same number, written as it must be."""
    if place.key not in COUNTS and place.key not in SIZES:
        return
    for key, end, value in _forms(reading.raw, place.start):
        if value <= MAX_SIZE:
            put = compact_size(value)
            mended = replaced(reading.raw, place.start, end, put)
            yield repair(key, place, mended, right=value, put=put.hex(), stated=reading.raw[place.start : end].hex())


def _forms(raw: bytes, start: int) -> Iterator[tuple[str, int, int]]:
    """Each form that these bytes can be of: its key, where it ends, and the number."""
    four = raw[start : start + _FOUR]
    if len(four) == _FOUR and four.count(0) > 1:
        yield "size_of_four_bytes", start + _FOUR, int.from_bytes(four, "little")
        yield "size_big_endian", start + _FOUR, int.from_bytes(four, "big")
    end, value = number_at(raw, start)
    if end - start > 1 and end <= len(raw):
        yield "size_reversed", end, int.from_bytes(raw[start + 1 : end], "big")
        yield "size_too_long", end, value
    two = int.from_bytes(raw[start : start + 2], "little")
    if two >= _TWO:
        yield "size_without_prefix", start + 2, two
