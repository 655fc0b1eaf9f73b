"""What is read of bytes that are no transaction, field by field, up to where the reading fails."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.errors import DecodeError
from txexplain.model.hints import ReadField
from txexplain.model.transaction import Transaction
from txexplain.wire.cursor import Cursor
from txexplain.wire.transaction import read_either

MOST_FIELDS = 20_000  # of more, nothing is told: a hostile transaction has millions


class TooMany(Exception):
    """There are more fields than anybody wants to see."""


class Reading(NamedTuple):
    """The fields that were read, the transaction that they made, and what stopped the reading."""

    raw: bytes
    fields: tuple[ReadField, ...]
    tx: Transaction | None
    error: DecodeError | None

    @property
    def end(self) -> int:
        return self.fields[-1].end if self.fields else 0


class _Recorder(Cursor):
    """A cursor that remembers each field that it has read."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(raw)
        self.fields: list[ReadField] = []

    def take(self, size: int, field: str) -> bytes:
        start = self.position
        data = super().take(size, field)
        while self.fields and self.fields[-1].end > start:
            self.fields.pop()  # it went back: marker and flag were none
        last = self.fields[-1] if self.fields else None
        if last and (last.key, last.number) == (field, self.index) and self.reads_on(last, start):
            self.fields[-1] = last._replace(end=self.position)
        elif len(self.fields) == MOST_FIELDS:
            raise TooMany
        else:
            self.fields.append(ReadField(field, self.index, start, self.position))
        return data

    def reads_on(self, last: ReadField, start: int) -> bool:
        """Whether this is the rest of a CompactSize, whose first byte was read before."""
        return last.end == start and last.end - last.start == 1 and self.raw[last.start] >= 0xFD


def recorded(raw: bytes) -> Reading:
    """All that can be read. Raises TooMany."""
    cursor = _Recorder(raw)
    tx = error = None
    try:
        tx = read_either(cursor)
    except DecodeError as stopped:
        error = stopped.with_facts()
    return Reading(raw, tuple(cursor.fields), tx, error)


def whole(raw: bytes) -> Transaction | None:
    """The transaction that all of these bytes are, None where they are none, in the form that the marker tells."""
    cursor = Cursor(raw)
    try:
        tx = read_either(cursor)
    except DecodeError:
        return None
    return tx if cursor.position == len(raw) else None
