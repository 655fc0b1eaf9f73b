"""The records of a block file or an undo file, one after another: magic, size, and what they hold.

As Core writes them (node/blockstorage.cpp) and finds them again (validation.cpp: LoadExternalBlockFile).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from txexplain.block_files.reading import FileReader

MAX_BLOCK_SIZE = 4_000_000  # bytes (Core: MAX_BLOCK_SERIALIZED_SIZE)
MIN_BLOCK_SIZE = 81  # bytes: a header and a number of transactions
MAX_UNDO_SIZE = 300_000_000  # bytes: what a block can spend, each output with the longest script that can be spent
CHECKSUM_SIZE = 32  # bytes, behind undo data
HEAD_SIZE = 8  # bytes: magic and size
START_SIZE = 180  # bytes at the start of a block: its header, and the height in its coinbase
_CHUNK = 1 << 20  # bytes
_FEW = 16  # bytes: not yet room that is kept for later


class Record(NamedTuple):
    """What a record holds is at this offset of the file, of this size. `start` are its first bytes."""

    offset: int
    size: int
    start: bytes


class Cut(NamedTuple):
    """A record that says this size, of which the file has only `left` bytes."""

    offset: int
    size: int
    left: int
    start: bytes


class Garbage(NamedTuple):
    """Bytes that are neither a record nor zeros, as room kept for later is."""

    offset: int
    size: int


Found = Record | Cut | Garbage


def block_records(reader: FileReader, magic: bytes, is_header: Callable[[bytes], bool]) -> Iterator[Found]:
    """The blocks of a file; what begins like one and is no header to `is_header` is garbage."""
    yield from _Scan(reader, magic, MIN_BLOCK_SIZE, MAX_BLOCK_SIZE, 0, is_header).found()


def undo_records(reader: FileReader, magic: bytes) -> Iterator[Found]:
    """The undo data of a file, each with a checksum of 32 bytes behind it that is not counted in its size."""
    yield from _Scan(reader, magic, 1, MAX_UNDO_SIZE, CHECKSUM_SIZE, lambda _: True).found()


class _Scan:
    """Goes through a file once; no byte is looked at more than a few times, whatever the file has."""

    def __init__(
        self, reader: FileReader, magic: bytes, least: int, most: int, behind: int, is_good: Callable[[bytes], bool]
    ) -> None:
        self._reader, self._magic, self._is_good = reader, magic, is_good
        self._least, self._most, self._behind = least, most, behind
        self._chunk_start, self._chunk = 0, b""

    def found(self) -> Iterator[Found]:
        """What there is, in order; between two records garbage once at most."""
        position, end = 0, self._reader.size
        strange: int | None = None  # from where on nothing was a record
        while position + HEAD_SIZE < end:
            record = self._record(position)
            if record is not None:
                yield from self._garbage(strange, position)
                yield record
            if isinstance(record, Record):
                strange, position = None, record.offset + record.size + self._behind
            elif isinstance(record, Cut):
                strange, position = None, self._next_magic(position + HEAD_SIZE)
            else:
                strange = position if strange is None else strange
                position = self._next_magic(position + 1)
        yield from self._garbage(position if strange is None else strange, end)

    def _record(self, position: int) -> Record | Cut | None:
        head = self._reader.read(position, HEAD_SIZE + START_SIZE)
        size = int.from_bytes(head[4:HEAD_SIZE], "little")
        if head[:4] != self._magic or not self._least <= size <= self._most:
            return None
        offset, start = position + HEAD_SIZE, head[HEAD_SIZE : HEAD_SIZE + size]
        if not self._is_good(start):
            return None
        left = self._reader.size - offset
        return Record(offset, size, start) if size + self._behind <= left else Cut(offset, size, left, start)

    def _next_magic(self, position: int) -> int:
        """Where the magic comes next; the end of the file where it does not."""
        end = self._reader.size
        while position < end:
            if not self._chunk_start <= position < self._chunk_start + len(self._chunk) - len(self._magic):
                self._chunk_start, self._chunk = position, self._plain_chunk(position)
            at = self._chunk.find(self._magic, position - self._chunk_start)
            if at >= 0:
                return self._chunk_start + at
            position = self._chunk_start + max(1, len(self._chunk) - len(self._magic) + 1)
        return end

    def _plain_chunk(self, position: int) -> bytes:
        """Room that is kept for later is zeros, which are not worth taking the key off."""
        stored = self._reader.stored(position, _CHUNK)
        zeros = bytes(len(stored))
        return zeros if stored == zeros else self._reader.read(position, _CHUNK)

    def _garbage(self, start: int | None, end: int) -> Iterator[Garbage]:
        """What is between there and there, without the zeros around it, but for a few that it may have itself."""
        first = last = None
        start = end if start is None else start
        for at in range(start, end, _CHUNK):
            stored = self._reader.stored(at, min(_CHUNK, end - at))
            if stored != bytes(len(stored)):
                first = at + len(stored) - len(stored.lstrip(b"\0")) if first is None else first
                last = at + len(stored.rstrip(b"\0"))
        if first is not None and last is not None:
            first = start if first - start < _FEW else first
            last = end if end - last < _FEW else last
            yield Garbage(first, last - first)
