"""Several faults of one kind in a row, such as a push opcode that each output lacks: found one after the other.

Each mends the place where the drift begins, so that more reads before anything looks odd, until everything does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from txexplain.hints.faults import fields, lengths, opcodes
from txexplain.hints.oddness import first_odd
from txexplain.hints.reading import Reading, TooMany, recorded
from txexplain.hints.repair import Repair, places_of
from txexplain.model.errors import Fact
from txexplain.model.frozen import FrozenDict
from txexplain.model.hints import Hint, ReadField

_MOST_FAULTS = 3
_MISSING = ("field_missing", "empty_witness_missing")
_KEPT = 4  # ways to go on
_PLACES = 4  # before the drift shows
_LEAST_GAIN = 4  # bytes that must read beyond
_MOST_BYTES = 5_000


class _Mended(NamedTuple):
    """Bytes that some faults were taken out of, how many do not read, by how many they grew, and the faults."""

    reading: Reading
    left: int
    grown: int
    faults: tuple[Hint, ...]


def several(reading: Reading) -> tuple[Hint, ...]:
    """Two or three faults without which everything reads and nothing looks odd; none where there are no such."""
    if len(reading.raw) > _MOST_BYTES:
        return ()
    ways = [_Mended(reading, len(reading.raw) - first_odd(reading), 0, ())]
    for _ in range(_MOST_FAULTS):
        further = sorted((each for way in ways for each in _mended_further(way)), key=lambda each: each.left)
        ways = further[:_KEPT]
        if ways and ways[0].left == 0 and ways[0].reading.tx is not None:
            return ways[0].faults
    return ()


def _mended_further(way: _Mended) -> Iterator[_Mended]:
    reading = way.reading
    before = [place for place in places_of(reading) if place.start <= first_odd(reading)]
    for place in before[-_PLACES:]:
        for found in _repairs(reading, place):
            try:
                after = recorded(found.mended)
            except TooMany:
                continue
            left = len(after.raw) - first_odd(after)
            hint = _as_given(found, way.grown)
            if _goes_on(way.faults, hint) and left <= way.left - _LEAST_GAIN:
                grown = way.grown + len(after.raw) - len(reading.raw)
                yield _Mended(after, left, grown, (*way.faults, hint))


def _repairs(reading: Reading, place: ReadField) -> Iterator[Repair]:
    yield from opcodes.repairs(reading, place)
    yield from lengths.repairs(reading, place)
    if place.key in (*lengths.SIZES, *lengths.COUNTS):
        yield from (found for found in fields.repairs(reading, place) if found.key in _MISSING)


def _goes_on(faults: tuple[Hint, ...], hint: Hint) -> bool:
    """Whether it is a fault of the same kind as those before, in a field behind them."""
    return not faults or (hint.key == faults[0].key and hint.place.start > faults[-1].place.start)


def _as_given(found: Repair, grown: int) -> Hint:
    """The fault with its places as they are in the bytes that were given, which what was put in before moved."""
    facts: dict[str, Fact] = dict(found.facts)
    if "at" in facts:
        facts["at"] = int(facts["at"]) - grown
    place = found.place._replace(start=found.place.start - grown, end=found.place.end - grown)
    return Hint(found.key, place, FrozenDict(facts))
