"""Bytes that are no transaction to a Diagnosis: every fault is tried, in every field, and the likeliest kept.

A repair counts only where all of the bytes then read, to the last one. Those that do are ranked by how odd the
transaction looks then, and by how often people make that mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from txexplain.hints.faults import (
    elements,
    fields,
    layouts,
    lengths,
    marker,
    opcodes,
    other_coins,
    single_bytes,
    size_forms,
    whole,
)
from txexplain.hints.oddness import first_odd, is_settled, oddness
from txexplain.hints.reading import Reading, TooMany, recorded
from txexplain.hints.reading import whole as read_whole
from txexplain.hints.repair import Repair, places_of
from txexplain.hints.several import several
from txexplain.model.errors import DecodeError
from txexplain.model.hints import Diagnosis, Hint, ReadField
from txexplain.model.transaction import Transaction

SHOWN = 3
MOST_WORK = 2_000_000  # bounds how many repairs are read: each costs by its bytes, and those that fit more
_READING = 20  # what reading the shortest costs
_MOST_PLACES = 40  # fields in which a fault is looked for, before each of two places

OF_THE_WHOLE = (other_coins, elements, whole, marker, layouts)
OF_A_FIELD = (opcodes, lengths, size_forms, fields, single_bytes)

_RANK = {  # of faults beside how odd the transaction looks without them: what people do rarely comes later
    "coin_with_time": -5,
    "coin_zcash": -5,
    "coin_litecoin": -5,
    "coin_dash": -5,
    "coin_decred": -5,
    "coin_elements": -5,
    "marker_wrong": -5,
    "lengths_in_digits": -5,
    "witness_after_lock_time": 1,
    "witness_length_first": 1,
    "witness_like_script": 1,
    "witness_counts_missing": 1,
    "witness_sizes_missing": 1,
    "input_sizes_missing": -1,
    "output_sizes_missing": -1,
    "empty_witness_missing": 1,
    "all_reversed": -5,
    "hex_twice": -5,
    "sighash_type_follows": -5,
    "sighash_type_follows_signed": -5,
    "twice": -5,
    "another_follows": -5,
    "length": 1,
    "count": 1,
    "opcode": 1,
    "opcode_and_length": 1,
    "field_twice": 1,
    "size_big_endian": 1,
    "field_missing": 2,
    "byte_extra": 2,
    "byte_missing": 3,
}
_MARGIN = 2  # what repairs may be ranked behind the bytes as they are, where these look odd


def diagnosis(error: DecodeError) -> Diagnosis:
    """Of an error that reading the whole of a transaction raised. Costs no more than a bounded number of readings."""
    try:
        reading = recorded(error.raw)
    except TooMany:
        return Diagnosis((), (), cut=False)
    limit = _limit(reading)
    ranked = sorted(_fitting(reading), key=_by_rank)
    last = min(limit, ranked[0][0] + _MARGIN + 1) if ranked else 0
    hints: dict[tuple[str, ReadField], Hint] = {}
    for rank, found in ranked:
        if rank < last and len(hints) < SHOWN:
            hints.setdefault((found.key, found.place), Hint(found.key, found.place, found.facts))
    if limit > _MARGIN and (not hints or _odd_still(ranked[0])):
        together = several(reading)
        if together:
            return Diagnosis(reading.fields, together, cut=False, together=len(together) > 1)
    is_cut = reading.error is not None and reading.error.code == "truncated" and limit == _MARGIN
    return Diagnosis(reading.fields, tuple(hints.values()), cut=is_cut and not hints)


def _limit(reading: Reading) -> int:
    """From this rank on, that the bytes are cut short, or that others follow them, is likelier than a fault."""
    if reading.error is not None and reading.error.code != "truncated":
        return 1_000
    return oddness(reading) + _MARGIN


def _by_rank(ranked: tuple[int, Repair]) -> tuple[int, int]:
    """Of equal ones those in long fields first: most of the bytes are there."""
    rank, found = ranked
    return rank, found.place.start - found.place.end


def _fitting(reading: Reading) -> list[tuple[int, Repair]]:
    """The repairs with which all bytes read, each with its rank; of those that make the same bytes the likeliest."""
    left = MOST_WORK
    fitting: dict[bytes, tuple[int, Repair]] = {}
    failing: set[bytes] = set()
    for found in _repairs(reading):
        mended = found.mended
        if mended in fitting:
            odd, before = fitting[mended]
            fitting[mended] = odd, min(before, found, key=lambda each: _RANK.get(each.key, 0))
        elif mended not in failing:
            left -= _READING + len(mended) // 4
            if left < 0:
                break
            tx = read_whole(mended)
            oddities = None if tx is None else _oddness_of(mended)
            if tx is None or oddities is None:
                failing.add(mended)
            else:
                left -= len(mended)
                fitting[mended] = oddities + _says_little(found, tx), found
    return [(odd + _RANK.get(found.key, 0), found) for odd, found in fitting.values()]


def _oddness_of(mended: bytes) -> int | None:
    """None where there are more fields than anybody wants to see."""
    try:
        return oddness(recorded(mended))
    except TooMany:
        return None


def _odd_still(ranked: tuple[int, Repair]) -> bool:
    """Whether the transaction looks odd even when that is mended: there may be more than one fault."""
    rank, found = ranked
    return rank > _RANK.get(found.key, 0)


def _says_little(found: Repair, tx: Transaction) -> bool:
    """Whether another length of a witness item fits because that item may hold anything."""
    return (found.key, found.place.key) == ("length", "tx.witness.item.size") and not is_settled(tx)


def _repairs(reading: Reading) -> Iterator[Repair]:
    for fault in OF_THE_WHOLE:
        yield from fault.repairs(reading)
    for place in _near_the_drift(reading):
        for fault in OF_A_FIELD:
            yield from fault.repairs(reading, place)


def _near_the_drift(reading: Reading) -> list[ReadField]:
    """The fields before the first odd one and those before the reading stopped, in turns, the nearest first."""
    places = places_of(reading)
    odd_from = first_odd(reading)
    before_odd = [place for place in places if place.start <= odd_from][-_MOST_PLACES:]
    turns = zip_longest(reversed(before_odd), reversed(places[-_MOST_PLACES:]))
    return [*dict.fromkeys(place for turn in turns for place in turn if place)]
