"""Which undo data belong to which block: they stand in the order in which the blocks were connected.

Their checksum names the block before (Core: WriteBlockUndo), and they say how many transactions the block has.
"""

from __future__ import annotations

import os
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from txexplain.block_files.chain import Headers, Rank
from txexplain.block_files.reading import FileReader
from txexplain.block_files.records import CHECKSUM_SIZE, HEAD_SIZE, Cut, Garbage, Record, undo_records
from txexplain.block_files.undo import UndoFault, count_of
from txexplain.block_files.undo_owners import Owners, UndoPlace
from txexplain.model.errors import InputError
from txexplain.wire.hashes import hash256

_HASHES_FOR_EACH = 64  # block of a file, at most, to find its undo data
_MANY_BYTES = 1 << 27  # as large as a file gets
_NONE = -1
_NOTHING_SPENT = b"\0"  # the undo data of a block that is a coinbase alone


class _Group:
    """Blocks of a file with as many transactions: the blocks before them, lowest first, and which of them is next."""

    def __init__(self) -> None:
        self.siblings: dict[bytes, list[int]] = {}
        self._order: tuple[bytes, ...] = ()
        self._next = 0
        self._sums: dict[bytes, bytes] = {}

    def previous_of(self, data: bytes, checksum: bytes, allowed: int) -> tuple[bytes | None, int]:
        """The block before the one that these data are of, and how many hashes of at most `allowed` it took.

        Data stand in the order of heights but for blocks that were given up again.
        """
        if not self._order:
            self._order = tuple(self.siblings)
        if data == _NOTHING_SPENT:
            if not self._sums:
                self._sums = {hash256(each + data): each for each in self._order}
            return self._sums.get(checksum), 1
        count = len(self._order)
        for tried in range(min(count, allowed)):
            place = (self._next + tried) % count
            if hash256(self._order[place] + data) == checksum:
                self._next = place + 1
                return self._order[place], tried + 1
        return None, min(count, allowed)


class _Candidates:
    """The blocks of a file by how many transactions they spend in."""

    def __init__(self, headers: Headers, numbers: Sequence[int]) -> None:
        self._groups: dict[int, _Group] = defaultdict(_Group)
        self._hashes_left = _HASHES_FOR_EACH * (len(numbers) + _HASHES_FOR_EACH)
        self._bytes_left = _HASHES_FOR_EACH * _MANY_BYTES
        for number in sorted(numbers, key=headers.depths.__getitem__):
            group = self._groups[headers.counts[number] - 1]
            group.siblings.setdefault(headers.previous(number), []).append(number)

    def siblings(self, count: int, previous: bytes) -> list[int]:
        return self._groups[count].siblings[previous]

    def previous_of(self, count: int, data: bytes, checksum: bytes) -> bytes | None:
        """The block before the one that these data are of; None too where too much was hashed in vain before."""
        if count not in self._groups:
            return None
        allowed = max(1, min(self._hashes_left, self._bytes_left // len(data)))
        previous, tried = self._groups[count].previous_of(data, checksum, allowed)
        self._hashes_left -= tried - 1
        self._bytes_left -= (tried - 1) * len(data)
        return previous


class Undos:
    """Where the undo data of blocks are, found out a file at a time, when one of its blocks is asked for.

    `strange` counts data that belong to no block; `unclear` are the blocks of which nobody can say whether data that
    fit are their own.
    """

    def __init__(self, headers: Headers) -> None:
        self._headers = headers
        self._owners = Owners(headers)
        self._offsets, self._sizes = (array(kind, [0]) * len(headers) for kind in ("Q", "I"))
        self._read: set[int] = set()
        self._without_file: set[int] = set()
        self._strange_counts: set[tuple[int, int]] = set()
        self.strange = 0

    @property
    def unclear(self) -> set[int]:
        return self._owners.unclear

    def of(self, number: int) -> UndoPlace | None:
        """Those of that block; None where there are none, as of the first block of a network, or it is not clear."""
        file = self._headers.files[number]
        if file not in self._read:
            self._read_file(file)
        size = self._sizes[number]
        return UndoPlace(self._offsets[number], size) if size else None

    def rank(self, number: int) -> Rank | None:
        """When the node connected that block, to be compared: it writes undo data then, and never again.

        None where it did not; less than all others where it is not known.
        """
        place = self.of(number)
        file = self._headers.files[number]
        if place is not None:
            return file, place.offset
        is_known = file not in self._without_file and number not in self.unclear
        damaged = (file, self._headers.counts[number] - 1) in self._strange_counts
        return None if is_known and not damaged else (-1, 0)

    def _read_file(self, file: int) -> None:
        files = self._headers.files
        numbers = range(bisect_left(files, file), bisect_right(files, file))
        found = self._records(file, numbers)
        if found is None:
            if os.path.lexists(self._headers.folder.undo_path(file)):
                self._read.add(file)
            else:
                self._without_file.add(file)  # which may come yet
            return
        self._read.add(file)
        for each, place in self._owners.placed(found).items():
            self._offsets[each], self._sizes[each] = place

    def _records(self, file: int, numbers: range) -> list[tuple[list[int], list[UndoPlace]]] | None:
        """The undo data of a file, those together that can be of the same blocks; None where it cannot be read.

        Those that no block has are counted, but for the last ones in the last file, where no block misses any: they
        are of blocks that a node has added meanwhile. So are bytes that no record begins with, if more than such a
        beginning.
        """
        headers = self._headers
        candidates = _Candidates(headers, numbers)
        try:
            with FileReader(headers.folder.undo_path(file), headers.folder.key) as reader:
                found, strange, newest = self._read_records(file, reader, candidates)
        except InputError:
            return None
        groups = [(candidates.siblings(*key), undos) for key, undos in found.items()]
        having = {number for siblings, _ in groups for number in siblings}
        if file != headers.folder.files[-1] or any(headers.counts[n] > 1 and n not in having for n in numbers):
            strange += newest
        self.strange += strange
        return groups

    def _read_records(
        self, file: int, reader: FileReader, candidates: _Candidates
    ) -> tuple[dict[tuple[int, bytes], list[UndoPlace]], int, int]:
        """What is of blocks, by the blocks; how many records before the last of it are of none, how many after it."""
        magic = self._headers.folder.magic
        found: dict[tuple[int, bytes], list[UndoPlace]] = defaultdict(list)
        strange = newest = 0
        for record in undo_records(reader, magic):
            if not isinstance(record, Record):
                is_newest = isinstance(record, Cut) or _is_begun(reader, record, magic)
                strange, newest = strange + (not is_newest), newest + is_newest
                continue
            key = _owner(candidates, reader, record)
            if isinstance(key, tuple):
                strange, newest = strange + newest, 0
                found[key].append(UndoPlace(record.offset, record.size))
            else:
                newest += 1
                self._strange_counts.add((file, key))
        return found, strange, newest


def _is_begun(reader: FileReader, garbage: Garbage, magic: bytes) -> bool:
    """Whether these bytes can be the first few of a record that a node is writing."""
    start = reader.read(garbage.offset, min(garbage.size, len(magic)))
    return garbage.size <= HEAD_SIZE and magic.startswith(start)


def _owner(candidates: _Candidates, reader: FileReader, record: Record) -> tuple[int, bytes] | int:
    """How many transactions spend by them, and the block before theirs; that number alone where none of these is."""
    whole = reader.read(record.offset, record.size + CHECKSUM_SIZE)
    data, checksum = whole[: record.size], whole[record.size :]
    try:
        count = count_of(data)
    except UndoFault:
        return _NONE
    previous = candidates.previous_of(count, data, checksum)
    return count if previous is None else (count, previous)
