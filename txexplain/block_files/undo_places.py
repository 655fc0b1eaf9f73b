"""Which undo data belong to which block: they stand in the order in which the blocks were connected.

Their checksum names the block before (Core: WriteBlockUndo), and they say how many transactions the block has.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from txexplain.block_files.chain import Headers
from txexplain.block_files.reading import FileReader
from txexplain.block_files.records import CHECKSUM_SIZE, Record, undo_records
from txexplain.block_files.transactions import BlockFault, places
from txexplain.block_files.undo import UndoFault, count_of, spent_outputs
from txexplain.model.errors import InputError
from txexplain.wire.hashes import hash256

_HASHES_FOR_EACH = 64  # block of a file, at most, to find its undo data
_MANY_BYTES = 1 << 27  # as large as a file gets
_NOTHING_SPENT = b"\0"  # the undo data of a block that is a coinbase alone
_MOST_SIBLINGS = 8  # of which it is found out whose data are whose


class UndoPlace(NamedTuple):
    """Undo data at this offset of the file of that number, without their checksum."""

    offset: int
    size: int


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

    `strange` counts data that belong to no block.
    """

    def __init__(self, headers: Headers) -> None:
        self._headers = headers
        self._offsets, self._sizes = (array(kind, [0]) * len(headers) for kind in ("Q", "I"))
        self._read: set[int] = set()
        self.strange = 0

    def of(self, number: int) -> UndoPlace | None:
        """Those of that block; None where there are none, as of the first block of a network."""
        file = self._headers.files[number]
        if file not in self._read:
            self._read.add(file)
            files = self._headers.files
            placed, strange = undo_places(
                self._headers, file, range(bisect_left(files, file), bisect_right(files, file))
            )
            self.strange += strange
            for each, place in placed.items():
                self._offsets[each], self._sizes[each] = place
        size = self._sizes[number]
        return UndoPlace(self._offsets[number], size) if size else None


def undo_places(headers: Headers, file: int, numbers: Sequence[int]) -> tuple[dict[int, UndoPlace], int]:
    """Where the undo data of each of these blocks of a file are, and how many data belong to none of them.

    In the last file those behind all others are not counted: they are of blocks that a node has added meanwhile.
    """
    candidates = _Candidates(headers, numbers)
    found: dict[tuple[int, bytes], list[UndoPlace]] = defaultdict(list)
    strange = newest = 0
    try:
        with FileReader(headers.folder.undo_path(file), headers.folder.key) as reader:
            for record in undo_records(reader, headers.folder.magic):
                if not isinstance(record, Record):
                    continue
                key = _owner(candidates, reader, record)
                if key is None:
                    newest += 1
                else:
                    strange, newest = strange + newest, 0
                    found[key].append(UndoPlace(record.offset, record.size))
    except InputError:
        return {}, 0
    if file != headers.folder.files[-1]:
        strange += newest
    placed: dict[int, UndoPlace] = {}
    for (count, previous), undos in found.items():
        placed.update(_shared_out(headers, candidates.siblings(count, previous), undos))
    return placed, strange


def _owner(candidates: _Candidates, reader: FileReader, record: Record) -> tuple[int, bytes] | None:
    whole = reader.read(record.offset, record.size + CHECKSUM_SIZE)
    data, checksum = whole[: record.size], whole[record.size :]
    try:
        count = count_of(data)
    except UndoFault:
        return None
    previous = candidates.previous_of(count, data, checksum)
    return None if previous is None else (count, previous)


def _shared_out(headers: Headers, siblings: list[int], undos: list[UndoPlace]) -> dict[int, UndoPlace]:
    """Blocks after the same one, with as many transactions, each to its own undo data.

    The checksum does not tell them apart, but how many inputs their transactions have may. Where that does not
    either, the last data are those of the block in the chain, which was connected after the others.
    """
    if len(siblings) == 1 and len(undos) == 1:
        return {siblings[0]: undos[0]}
    ordered = sorted(siblings, key=headers.in_chain)[-_MOST_SIBLINGS:]
    undos = undos[-_MOST_SIBLINGS:]
    fitting = {number: _fitting(headers, number, undos) for number in ordered}
    placed: dict[int, UndoPlace] = {}
    free = list(undos)
    for number in reversed(ordered):
        fits = [undo for undo in fitting[number] if undo in free]
        if fits and (len(fits) == 1 or headers.in_chain(number)):
            placed[number] = fits[-1]
            free.remove(fits[-1])
    return placed


def _fitting(headers: Headers, number: int, undos: list[UndoPlace]) -> list[UndoPlace]:
    folder, file = headers.folder, headers.files[number]
    with FileReader(folder.blocks_path(file), folder.key) as reader:
        raw = reader.read(headers.offsets[number], headers.sizes[number])
    with FileReader(folder.undo_path(file), folder.key) as reader:
        datas = [reader.read(undo.offset, undo.size) for undo in undos]
    try:
        inputs = [place.inputs for place in places(raw)[1:]]
    except BlockFault:
        return []
    return [undo for undo, data in zip(undos, datas, strict=True) if _counts(data) == inputs]


def _counts(data: bytes) -> list[int]:
    try:
        return [len(coins) for coins in spent_outputs(data)]
    except UndoFault:
        return []
