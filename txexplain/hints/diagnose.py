"""Bytes that are no transaction to a Diagnosis: every fault is tried, in every field, and the likeliest kept.

A repair counts only where all of the bytes then read, to the last one. Those that do are ranked by how odd the
transaction looks then, and by how often people make that mistake.
"""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.hints.faults import (
    fields,
    lengths,
    marker,
    opcodes,
    other_coins,
    single_bytes,
    size_forms,
    whole,
)
from txexplain.hints.oddness import oddness
from txexplain.hints.reading import Reading, TooMany, recorded
from txexplain.hints.reading import whole as read_whole
from txexplain.hints.repair import Repair, places_of
from txexplain.model.errors import DecodeError
from txexplain.model.hints import Diagnosis, Hint, ReadField

SHOWN = 3
MOST_WORK = 600_000  # in bytes and readings, see _cost
_READING = 20  # what a reading costs beside its bytes
_MOST_PLACES = 60  # fields in which a fault is looked for, the nearest to where it shows

OF_THE_WHOLE = (other_coins, whole, marker)
OF_A_FIELD = (opcodes, lengths, size_forms, fields, single_bytes)

_RARITY = {  # of faults: what must be less odd for a rarer one to be likelier; 0 where none is named
    "opcode": 1,
    "length": 1,
    "count": 1,
    "opcode_and_length": 1,
    "field_missing": 2,
    "field_twice": 1,
    "byte_extra": 2,
    "byte_missing": 3,
    "another_follows": 0,
}
_CUT = 2  # that something is missing at the end is common too


def diagnosis(error: DecodeError) -> Diagnosis:
    """Of an error that reading the whole of a transaction raised. Costs no more than a bounded number of readings."""
    try:
        reading = recorded(error.raw)
    except TooMany:
        return Diagnosis((), (), cut=False)
    ranked = sorted(_fitting(reading), key=lambda each: each[0])
    limit = _limit(reading)
    hints, told = [], set()
    for rank, found in ranked:
        name = found.key, found.place
        if rank < limit and name not in told and len(hints) < SHOWN:
            told.add(name)
            hints.append(Hint(found.key, found.place, found.facts))
    code = reading.error.code if reading.error is not None else ""
    return Diagnosis(reading.fields, tuple(hints), cut=code == "truncated" and not hints and oddness(reading) == 0)


def _limit(reading: Reading) -> int:
    """From here on, that the bytes are cut, or that others follow, is likelier than a fault."""
    simple = reading.error is None or reading.error.code == "truncated"
    return oddness(reading) + _CUT if simple else 1_000


def _fitting(reading: Reading) -> Iterator[tuple[int, Repair]]:
    """The repairs with which all bytes read, each with its rank."""
    left = MOST_WORK
    tried: set[bytes] = set()
    for found in _repairs(reading):
        if found.mended in tried:
            continue
        tried.add(found.mended)
        left -= _READING + len(found.mended) // 16
        if left < 0:
            return
        if read_whole(found.mended) is not None:
            odd = oddness(recorded(found.mended))
            yield odd + _RARITY.get(found.key, 0), found


def _repairs(reading: Reading) -> Iterator[Repair]:
    for fault in OF_THE_WHOLE:
        yield from fault.repairs(reading)
    for place in _near_the_drift(reading):
        for fault in OF_A_FIELD:
            yield from fault.repairs(reading, place)


def _near_the_drift(reading: Reading) -> list[ReadField]:
    """The fields before the reading stopped, the nearest first."""
    return [*reversed(places_of(reading)[-_MOST_PLACES:])]
