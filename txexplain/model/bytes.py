"""Bytes and where they stand: spans, pieces and labelled regions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of byte offsets: `start` is in it, `end` is not.

    Offsets count from the first byte of the transaction; in the script of a spent output, which is not part of
    it, from the first byte of that script.
    """

    start: int
    end: int


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch in one, none empty."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if start < end and found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(end, found[-1].end))
        elif start < end:
            found.append(Span(start, end))
    return found


class ByteSlice(NamedTuple):
    """Some bytes, and the offset of the first one, as in a Span."""

    start: int
    data: bytes

    @property
    def end(self) -> int:
        return self.start + len(self.data)

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.data))


MANY = 32
"""A witness with more items than this is held as `model.pieces.Pieces`; hardly any has so many."""


class Excerpt(NamedTuple):
    """The bytes of `whole` from `start` up to before `end`, not copied: of long ones there may be many.

    Unlike the memoryview that it gives it pickles, and `whole` only once for all excerpts of it.
    """

    whole: bytes
    start: int
    end: int

    @property
    def data(self) -> memoryview:
        """The bytes themselves, to be read only."""
        return memoryview(self.whole)[self.start : self.end]


class Region(NamedTuple):
    """A labelled byte range; a region without children is a leaf, and the leaves tile the transaction.

    `key` is a stable dotted name (`tx.vin.sequence`), `ordinal` counts among siblings of the same key from 0,
    `value` is what the bytes say (a number, a name, or None where the bytes speak for themselves).
    """

    key: str
    start: int
    end: int
    value: int | str | None = None
    ordinal: int | None = None
    children: tuple[Region, ...] = ()

    def leaves(self) -> Iterator[Region]:
        """The childless regions below this one (or itself), in byte order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


def compact_size_width(value: int) -> int:
    """How many bytes the canonical CompactSize of `value` takes: 1, 3, 5 or 9."""
    if value < 0xFD:
        return 1
    if value <= 0xFFFF:
        return 3
    return 5 if value <= 0xFFFFFFFF else 9
