"""The fields of a map of bytes as a picture shows them: numbered, with their bytes; long ones and many folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import ByteMap, ByteRow, tail_of
from txexplain.explain.parts.byte_kinds import kind_of
from txexplain.explain.parts.numbers import grouped
from txexplain.texts import Texts

SHOWN_FIELDS = 120  # of all; the rest is counted
_LAST_FIELDS = 30  # of these, at the end
_NEAR = 20
WHOLE_FIELD = 96  # bytes; of a longer field both ends are shown
_HEAD, _TAIL = 44, 16


class Field(NamedTuple):
    """A run of bytes: `pieces` are bytes, or the words for those left out.

    Without a number it is a heading, or where it has pieces all the same what tells of fields left out.
    """

    number: int
    offset: int
    kind: str
    label: str
    value: str
    depth: int
    pieces: tuple[bytes | str, ...] = ()


def fields_of(byte_map: ByteMap, texts: Texts) -> tuple[Field, ...]:
    """The fields in order, and the headings above them; of very many the first and the last."""
    fields = list(_fields(byte_map.rows, texts))
    if len(fields) > SHOWN_FIELDS:
        start, end = _middle(fields)
        count = sum(bool(field.number) for field in fields[start:end])
        size = fields[end].offset - fields[start].offset
        words = texts.plain("pictures", "fields_left_out", count=grouped(count), size=grouped(size))
        fields[start:end] = [_left_out(fields[start].offset, size, words, 0, texts)]
    return tuple(_numbered(fields))


def _middle(fields: Sequence[Field]) -> tuple[int, int]:
    """What is left out of many: from where to where, whole inputs and outputs if these are not long."""
    start, end = SHOWN_FIELDS - _LAST_FIELDS, len(fields) - _LAST_FIELDS
    whole = [place for place, field in enumerate(fields) if field.depth == 0]
    start = max((place for place in whole if start - _NEAR <= place <= start), default=start)
    return start, min((place for place in whole if end <= place <= end + _NEAR), default=end)


def _numbered(fields: Sequence[Field]) -> Iterator[Field]:
    number = 0
    for field in fields:
        number += bool(field.number)
        yield field._replace(number=number if field.number else 0)


def _fields(rows: Sequence[ByteRow], texts: Texts) -> Iterator[Field]:
    place = 0
    while place < len(rows):
        row, tail = rows[place], tail_of(rows, place)
        place += 1
        if row.data:
            place += 2 if tail else 0
            yield _field(row, tail, texts)
        elif row.folded:
            size = rows[place].offset - row.offset if place < len(rows) else 0
            words = texts.plain("pictures", "list_left_out", size=grouped(size))
            yield _left_out(row.offset, size, words, row.depth, texts)
        else:
            yield Field(0, row.offset, "", row.label, "", row.depth)


def _field(row: ByteRow, tail: ByteRow | None, texts: Texts) -> Field:
    data = row.data
    pieces: tuple[bytes | str, ...] = (data,)
    end = row.offset + len(data) if tail is None else tail.offset + len(tail.data)
    size = end - row.offset
    if size > WHOLE_FIELD:
        last = (data if tail is None else tail.data)[-_TAIL:]
        words = texts.plain("pictures", "bytes_left_out", size=grouped(size - _HEAD - len(last)))
        pieces = (data[:_HEAD], words, last)
    return Field(1, row.offset, kind_of(row.key), row.label, row.value, row.depth, pieces)


def _left_out(offset: int, size: int, words: str, depth: int, texts: Texts) -> Field:
    """What stands for fields that are not shown."""
    gap = texts.plain("pictures", "bytes_left_out", size=grouped(size))
    return Field(0, offset, "", words, "", depth, (gap,))
