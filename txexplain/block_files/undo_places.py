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

_HASHED_FOR_EACH = 16  # times the size of a file that is hashed for it at most


class UndoPlace(NamedTuple):
    """Undo data at this offset of the file of that number, without their checksum."""

    offset: int
    size: int


class _Candidates:
    """The blocks of a file by how many transactions they spend in, then by the block before, lowest first."""

    def __init__(self, headers: Headers, numbers: Sequence[int]) -> None:
        self._groups: dict[int, dict[bytes, list[int]]] = defaultdict(dict)
        for number in sorted(numbers, key=headers.depths.__getitem__):
            group = self._groups[headers.counts[number] - 1]
            group.setdefault(headers.previous(number), []).append(number)
        self._sums: dict[bytes, bytes] = {}
        self._left = {count: dict.fromkeys(group) for count, group in self._groups.items()}

    def siblings(self, count: int, previous: bytes) -> list[int]:
        return self._groups[count][previous]

    def previous_of(self, count: int, data: bytes, checksum: bytes, allowed: int) -> bytes | None:
        """The block before the one that these data are of. No more than `allowed` bytes are hashed."""
        if count == 0:
            if not self._sums:
                self._sums = {hash256(each + data): each for each in self._groups.get(0, ())}
            return self._sums.get(checksum)
        left = self._left.get(count, {})
        for group in (left, self._groups.get(count, {})):
            for previous in group:
                allowed -= len(data)
                if hash256(previous + data) == checksum:
                    left.pop(previous, None)
                    return previous
                if allowed < 0:
                    return None
        return None


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
    allowed = max(1 << 20, _HASHED_FOR_EACH * record.size)
    previous = candidates.previous_of(count, data, checksum, allowed)
    return None if previous is None else (count, previous)


def _shared_out(headers: Headers, siblings: list[int], undos: list[UndoPlace]) -> dict[int, UndoPlace]:
    """Blocks after the same one, with as many transactions, each to its own undo data.

    The checksum does not tell them apart, but how many inputs their transactions have may. Where that does not
    either, the last data are those of the block in the chain, which was connected after the others.
    """
    if len(siblings) == 1 and len(undos) == 1:
        return {siblings[0]: undos[0]}
    ordered = sorted(siblings, key=headers.in_chain)
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
