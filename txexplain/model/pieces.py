"""Many pieces of bytes in little room: a hostile witness has millions of items."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from operator import eq
from typing import Literal, overload

from txexplain.model.bytes import ByteSlice

_NUMBER: Literal["I"] = "I"  # of four bytes or more: no transaction is as long as it counts


class Pieces(Sequence[ByteSlice]):
    """A tuple of ByteSlices to everybody else, each made when it is looked at; here one takes eight bytes.

    `whole` are the bytes that they are pieces of, `offset` where these stand in the transaction, `starts` and `ends`
    where each piece starts and ends in `whole`, as bytes of an array of numbers.
    """

    __slots__ = ("_ends", "_offset", "_starts", "_whole")

    def __init__(self, whole: bytes, offset: int, starts: bytes, ends: bytes) -> None:
        self._whole = whole
        self._offset = offset
        self._starts = memoryview(starts).cast(_NUMBER)
        self._ends = memoryview(ends).cast(_NUMBER)

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, place: int) -> ByteSlice: ...

    @overload
    def __getitem__(self, place: slice) -> Pieces: ...

    def __getitem__(self, place: int | slice) -> ByteSlice | Pieces:
        if isinstance(place, slice):
            starts, ends = self._starts[place].tobytes(), self._ends[place].tobytes()
            return Pieces(self._whole, self._offset, starts, ends)
        start, end = self._starts[place], self._ends[place]
        return ByteSlice(self._offset + start, self._whole[start:end])

    def __iter__(self) -> Iterator[ByteSlice]:
        whole, offset, new = self._whole, self._offset, tuple.__new__  # NamedTuples made directly: half of the time

        def piece(start: int, end: int) -> ByteSlice:
            return new(ByteSlice, (offset + start, whole[start:end]))

        return map(piece, self._starts, self._ends)  # no generator: one that is left when memory is full complains

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, tuple | Pieces):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Pieces({len(self)} of {len(self._whole)} bytes)"

    def __reduce__(self) -> tuple[type[Pieces], tuple[bytes, int, bytes, bytes]]:
        return Pieces, (self._whole, self._offset, self._starts.tobytes(), self._ends.tobytes())


def pieces_of(raw: bytes, start: int, found: Iterable[ByteSlice]) -> Pieces:
    """What is found in `raw` from `start` on, piece after piece. What finding raises goes through."""
    starts, ends, end = array(_NUMBER), array(_NUMBER), start
    for piece in found:
        starts.append(piece.start - start)
        end = piece.end
        ends.append(end - start)
    return Pieces(raw[start:end], start, starts.tobytes(), ends.tobytes())
