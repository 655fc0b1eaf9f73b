"""Segwit's marker and flag, which are missing, or there without a witness."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.hints.reading import Reading
from txexplain.hints.repair import Repair, repair, replaced
from txexplain.model.hints import ReadField

_AFTER_VERSION = 4
_BOTH = b"\0\1"
_WRONG = (b"\1\1", b"\1\0", b"\0\2")


def repairs(reading: Reading) -> Iterator[Repair]:
    """With marker and flag, or the half of them that is missing, and without both."""
    raw, at = reading.raw, _AFTER_VERSION
    place = ReadField("tx.marker", 0, at, at + 2)
    yield repair("marker_missing", place, replaced(raw, at, at, _BOTH))
    if raw[at : at + 2] != _BOTH and raw[at : at + 1] in (b"\0", b"\1"):
        yield repair("marker_half", place, replaced(raw, at, at + 1, _BOTH), stated=raw[at : at + 1].hex())
    if raw[at : at + 2] in _WRONG:
        yield repair("marker_wrong", place, replaced(raw, at, at + 2, _BOTH), stated=raw[at : at + 2].hex())
    if raw[at : at + 2] == _BOTH:
        yield repair("marker_extra", place, replaced(raw, at, at + 2, b""))
        error = reading.error
        if error is not None and error.code == "superfluous_witness" and error.span is not None:
            without = replaced(raw, *error.span, b"")
            yield repair("marker_of_nothing", place, replaced(without, at, at + 2, b""))
