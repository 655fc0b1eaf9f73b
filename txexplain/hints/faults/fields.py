"""A field that is not there, or is there twice."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.hints.faults.lengths import likely_sizes
from txexplain.hints.reading import Reading
from txexplain.hints.repair import Repair, repair, replaced
from txexplain.model.hints import ReadField
from txexplain.wire.cursor import compact_size

_FIXED = {  # what a field may hold where it is not there
    "tx.version": b"\2\0\0\0",
    "tx.vin.txid": b"\xaa" * 32,
    "tx.vin.vout": bytes(4),
    "tx.vin.sequence": b"\xff" * 4,
    "tx.vout.value": bytes(8),
    "tx.lock_time": bytes(4),
}
_COUNTED = range(1, 5)
_COUNTS = ("tx.vin.count", "tx.vout.count", "tx.witness.count")
_SIZES = ("tx.vin.script_size", "tx.vout.script_size", "tx.witness.item.size")
_MIN_REPEATED = 2  # two equal bytes in a row mean nothing


def repairs(reading: Reading, place: ReadField) -> Iterator[Repair]:
    """The field put in before what was read as it; or its second copy left out."""
    raw, start, end = reading.raw, place.start, place.end
    for put in _values(raw, place):
        yield repair("field_missing", place, replaced(raw, start, start, put), at=start)
    if place.key == "tx.witness.count" and _has_script(reading, place.number):
        yield repair("empty_witness_missing", place, replaced(raw, start, start, b"\0"), at=start)
    width = end - start
    if width >= _MIN_REPEATED and any(raw[start:end]) and raw[end : end + width] == raw[start:end]:
        yield repair("field_twice", place, replaced(raw, start, end, b""), at=end)


def _has_script(reading: Reading, vin: int) -> bool:
    """Whether the input has an input script, as one has that needs no witness."""
    sizes = (field for field in reading.fields if field.key == "tx.vin.script_size" and field.number == vin)
    return any(reading.raw[field.start] for field in sizes)


def _values(raw: bytes, place: ReadField) -> Iterator[bytes]:
    if place.key in _FIXED:
        yield _FIXED[place.key]
    elif place.key in _COUNTS:
        yield from map(compact_size, _COUNTED)
    elif place.key in _SIZES:
        yield from map(compact_size, dict.fromkeys(likely_sizes(raw, place.key, place.start)))
