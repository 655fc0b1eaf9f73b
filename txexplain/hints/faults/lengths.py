"""A length or a count that is not that of what follows it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from txexplain.hints.reading import Reading
from txexplain.hints.repair import Repair, repair, replaced
from txexplain.model.hints import ReadField
from txexplain.wire.cursor import compact_size
from txexplain.wire.script import instructions

SIZES = ("tx.vin.script_size", "tx.vout.script_size", "tx.witness.item.size")
COUNTS = ("tx.vin.count", "tx.vout.count", "tx.witness.count")
_NEAR = (-1, 1, -2, 2, -3, 3)
_USUAL = {
    "tx.vin.script_size": (0, 23, 35),
    "tx.vout.script_size": (25, 23, 22, 34),
    "tx.witness.item.size": (0, 1, 32, 33, 64, 65),
}
_COUNTED = range(21)
_INSTRUCTIONS = 20
_MOST_SCRIPT = 10_000
_DER = 0x30


def repairs(reading: Reading, place: ReadField) -> Iterator[Repair]:
    """The field with another number in it."""
    if place.key not in SIZES and place.key not in COUNTS:
        return
    end, stated = number_at(reading.raw, place.start)
    if end > len(reading.raw):
        return
    is_count = place.key in COUNTS
    likely = _COUNTED if is_count else likely_sizes(reading.raw, place.key, end)
    for right in dict.fromkeys((*(stated + step for step in _NEAR), *misread(stated), *likely)):
        if right >= 0 and right != stated:
            mended = replaced(reading.raw, place.start, end, compact_size(right))
            yield repair("count" if is_count else "length", place, mended, stated=stated, right=right)


def number_at(raw: bytes, start: int) -> tuple[int, int]:
    """Where the CompactSize ends, and what it says."""
    first = raw[start] if start < len(raw) else 0
    if first < 0xFD:
        return start + 1, first
    end = start + 1 + (1 << (first - 0xFC))
    return end, int.from_bytes(raw[start + 1 : end], "little")


def misread(stated: int) -> tuple[int, ...]:
    """What was meant where hex digits were counted, or the digits of a decimal number were written as hex."""
    digits = f"{stated:x}"
    halved = () if stated % 2 else (stated // 2,)
    return (*halved, int(digits)) if digits.isdigit() else halved


def likely_sizes(raw: bytes, key: str, start: int) -> tuple[int, ...]:
    """How long what begins there may be: as scripts usually are, or up to where an instruction ends."""
    script = raw[start : start + _MOST_SCRIPT]
    ends = (item.span.end for item in islice(instructions(script), _INSTRUCTIONS) if not item.flaw)
    signature = (script[1] + 3,) if len(script) > 1 and script[0] == _DER else ()
    return (*_USUAL[key], *signature, *ends)
