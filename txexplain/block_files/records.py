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


class _Scan(NamedTuple):
    reader: FileReader
    magic: bytes
    least: int
    most: int
    behind: int
    is_good: Callable[[bytes], bool]

    def found(self) -> Iterator[Found]:
        position, end = 0, self.reader.size
        while position + HEAD_SIZE < end:
            record = self._record(position)
            if isinstance(record, Record):
                yield record
                position = record.offset + record.size + self.behind
                continue
            if record is not None:
                yield record
            at = self._next_magic(position + (HEAD_SIZE if record else 1))
            garbage = None if record else self._garbage(position, at)
            if garbage is not None:
                yield garbage
            position = at

    def _record(self, position: int) -> Record | Cut | None:
        head = self.reader.read(position, HEAD_SIZE + START_SIZE)
        size = int.from_bytes(head[4:HEAD_SIZE], "little")
        if head[:4] != self.magic or not self.least <= size <= self.most:
            return None
        offset, start = position + HEAD_SIZE, head[HEAD_SIZE : HEAD_SIZE + size]
        if not self.is_good(start):
            return None
        left = self.reader.size - offset
        return Record(offset, size, start) if size + self.behind <= left else Cut(offset, size, left, start)

    def _next_magic(self, position: int) -> int:
        """Where the magic comes next; the end of the file where it does not."""
        end = self.reader.size
        while position < end:
            stored = self.reader.stored(position, _CHUNK)
            if stored.count(0) != len(stored):
                at = self.reader.read(position, _CHUNK + len(self.magic) - 1).find(self.magic)
                if at >= 0:
                    return position + at
            position += _CHUNK
        return end

    def _garbage(self, position: int, end: int) -> Garbage | None:
        """What is between there and there, without the zeros around it."""
        first = last = None
        for start in range(position, end, _CHUNK):
            stored = self.reader.stored(start, min(_CHUNK, end - start))
            kept = stored.strip(b"\0")
            if kept:
                begin = start + len(stored) - len(stored.lstrip(b"\0"))
                first = begin if first is None else first
                last = start + len(stored.rstrip(b"\0"))
        return None if first is None or last is None else Garbage(first, last - first)
