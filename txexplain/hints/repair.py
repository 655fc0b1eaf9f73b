"""A fault that the bytes may have, as the change that would mend it."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.hints.reading import Reading
from txexplain.model.errors import Fact
from txexplain.model.frozen import FrozenDict
from txexplain.model.hints import ReadField


class Repair(NamedTuple):
    """A fault by its `key`, in a field, and the bytes `mended`. `facts` are for the sentence that tells it."""

    key: str
    place: ReadField
    mended: bytes
    facts: FrozenDict[str, Fact]


def repair(key: str, place: ReadField, mended: bytes, **facts: Fact) -> Repair:
    return Repair(key, place, mended, FrozenDict(facts))


def replaced(raw: bytes, start: int, end: int, put: bytes) -> bytes:
    return raw[:start] + put + raw[end:]


def places_of(reading: Reading) -> tuple[ReadField, ...]:
    """The fields that were read, and the one in which the reading stopped."""
    error = reading.error
    if error is None or error.span is None:
        return reading.fields
    key, index = str(error.facts["field"]), int(error.facts.get("index", 0))
    stopped = ReadField(key, index, error.span.start, len(reading.raw))
    return reading.fields if stopped.start < reading.end else (*reading.fields, stopped)
