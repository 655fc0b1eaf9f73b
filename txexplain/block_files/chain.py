"""The headers of all blocks in the files: which follows which, how high, and which of them are the chain."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Sequence
from typing import TypeAlias

from txexplain.block_files.folder import GENESIS, Folder
from txexplain.block_files.headers import is_header, stated_height, transaction_count
from txexplain.block_files.reading import FileReader
from txexplain.block_files.records import Cut, Garbage, Record, block_records
from txexplain.block_files.transactions import is_whole
from txexplain.model.block import HEADER_SIZE
from txexplain.model.block_files import Left
from txexplain.model.hexadecimal import display_hex
from txexplain.wire.block import target_of
from txexplain.wire.hashes import hash256

_NONE = -1
_MOST_COPIES = 4  # of a block, the first with them
_FEW = 16  # zeros, with which a block can end
Rank: TypeAlias = tuple[int, int]
Stored: TypeAlias = tuple[int, int, int]
"""The number of a file, the offset and the size of a block in it."""


class Headers:
    """All blocks by number, in the order of the files. Of each about 250 bytes are kept, and 330 while they are read.

    `chain` are the numbers of those in the chain with the most work, from its first: from the network's first block,
    where that is there. `unconnected` are blocks with more work, which the node has not connected; `rivals` have as
    much work as its last one, and the node could have connected them too.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._numbers: dict[bytes, int] = {}
        self.hashes: list[bytes] = []
        self.files, self.offsets, self.sizes = array("I"), array("Q"), array("I")
        self.counts, self._bits = array("I"), array("I")
        self._previous_of_root: dict[int, bytes] = {}
        self._stated: dict[int, int | None] = {}
        self.parents: array[int] = array("i")
        self.depths: array[int] = array("i")
        self.roots: array[int] = array("i")
        self.left: list[Left] = []
        self.repeated = 0
        self._copies: dict[int, list[Stored]] = {}
        self.chain: array[int] = array("i")
        self.unconnected: list[int] = []
        self.rivals: list[int] = []
        self._in_chain = bytearray()

    def __len__(self) -> int:
        return len(self.hashes)

    def read(self, files: Sequence[int], *, chain: bool = True) -> None:
        """Reads the headers in these files and connects them; with `chain`, chooses that by work alone.

        Raises InputError.
        """
        for number in files:
            if os.path.lexists(self.folder.blocks_path(number)):  # a node that prunes may have removed it by now
                self._read_file(number, is_last=number == self.folder.files[-1])
        self._connect()
        if chain:
            self.choose(lambda _: (-1, 0))

    def _read_file(self, number: int, *, is_last: bool) -> None:
        with FileReader(self.folder.blocks_path(number), self.folder.key) as reader:
            newest, cut = self._read_records(number, reader)
            if newest is not None and is_last and cut is None and _is_being_written(reader, newest):
                cut, newest = Cut(newest.offset, newest.size, newest.size, newest.start), None
        if newest is not None:
            self._add(number, newest)
        if cut is not None:
            self._leave_cut(number, cut, is_last=is_last)

    def _read_records(self, number: int, reader: FileReader) -> tuple[Record | None, Cut | None]:
        """Adds all but the newest record, and gives that, and what the file ends in the middle of."""
        newest: Record | None = None
        cut: Cut | None = None
        for found in block_records(reader, self.folder.magic, self._is_header):
            if cut is not None:  # something stands behind it, so that nobody is writing it
                self._leave_cut(number, cut, is_last=False)
                cut = None
            if isinstance(found, Cut):
                cut = found
            elif isinstance(found, Garbage):
                self.left.append(Left("garbage", number, found.offset, found.size))
            else:
                if newest is not None:
                    self._add(number, newest)
                newest = found
        return newest, cut

    def _leave_cut(self, file: int, found: Cut, *, is_last: bool) -> None:
        block_hash = hash256(found.start[:HEADER_SIZE])
        count = transaction_count(found.start)
        self.left.append(Left("cut", file, found.offset, found.size, found.left, block_hash, is_last, count))

    def _is_header(self, start: bytes) -> bool:
        return is_header(start, self.folder.network.pow_limit)

    def _add(self, file: int, record: Record) -> None:
        start = record.start
        block_hash, previous = hash256(start[:HEADER_SIZE]), start[4:36]
        number = len(self.hashes)
        first = self._numbers.setdefault(block_hash, number)
        if first != number:
            self.repeated += 1
            copies = self._copies.setdefault(first, [])
            if len(copies) < _MOST_COPIES - 1:
                copies.append((file, record.offset, record.size))
            return
        self.hashes.append(block_hash)
        self.files.append(file)
        self.offsets.append(record.offset)
        self.sizes.append(record.size)
        self.counts.append(transaction_count(start))
        self._bits.append(int.from_bytes(start[72:76], "little"))
        parent = self._numbers.get(previous, _NONE)
        self.parents.append(parent)
        if parent == _NONE:
            self._previous_of_root[number] = previous
            self._stated[number] = stated_height(start, self.folder.network.bip34_height)

    def copies(self, number: int) -> tuple[Stored, ...]:
        """Where that block is once more."""
        return tuple(self._copies.get(number, ()))

    def previous(self, number: int) -> bytes:
        """The hash of the block before, which need not be in the files."""
        parent = self.parents[number]
        return self._previous_of_root[number] if parent == _NONE else self.hashes[parent]

    def _connect(self) -> None:
        for number, previous in list(self._previous_of_root.items()):
            parent = self._numbers.get(previous, _NONE)
            if parent != _NONE:
                self.parents[number] = parent
                del self._previous_of_root[number], self._stated[number]
        self.depths, self.roots = (array("i", [_NONE]) * len(self) for _ in range(2))
        for number in range(len(self)):
            way = []
            while number != _NONE and self.depths[number] == _NONE:
                way.append(number)
                number = self.parents[number]
            for each in reversed(way):
                parent = self.parents[each]
                self.depths[each] = 0 if parent == _NONE else self.depths[parent] + 1
                self.roots[each] = each if parent == _NONE else self.roots[parent]

    def choose(self, rank: Callable[[int], Rank | None]) -> None:
        """Follows the most work back, from the last block with it that the node connected.

        `rank` says when it did that, None where it did not; of blocks with the same work the greatest counts, then
        the one that stands first in the files. Where it connected none, work alone counts.
        """
        order, works = self._by_work()
        self.unconnected, tips = [], []
        best, most = _NONE, 0
        ranked: Rank | None = None
        for number in order:
            if ranked is not None and works[number] < most:
                break
            found = None if self.parents[number] == _NONE else rank(number)
            if found is None:
                self.unconnected.append(number)
                continue
            tips.append(number)
            if ranked is None or found > ranked:
                best, most, ranked = number, works[number], found
        if best == _NONE and order:
            best, most = order[0], works[order[0]]
            self.unconnected, tips = [], [number for number in order if works[number] == most]
        self.rivals = sorted(number for number in tips if number != best)
        self.unconnected = [number for number in reversed(self.unconnected) if works[number] > most]
        self._follow(best)

    def _by_work(self) -> tuple[list[int], list[int]]:
        """The blocks that the chain can end with, those with the most work first, and the work of all from their
        roots on."""
        works = [0] * len(self)
        order = sorted(range(len(self)), key=self.depths.__getitem__)
        for number in order:
            parent = self.parents[number]
            works[number] = _work(self._bits[number]) + (0 if parent == _NONE else works[parent])
        proven = {root for root in self._previous_of_root if self.is_proven(root)}
        order = sorted(number for number in order if not proven or self.roots[number] in proven)
        order.sort(key=works.__getitem__, reverse=True)
        return order, works

    def _follow(self, last: int) -> None:
        chain = array("i")
        while last != _NONE:
            chain.append(last)
            last = self.parents[last]
        chain.reverse()
        self.chain, self._in_chain = chain, bytearray(len(self))
        for number in chain:
            self._in_chain[number] = 1

    def in_chain(self, number: int) -> bool:
        return bool(self._in_chain[number])

    def is_connected(self, number: int) -> bool:
        """Whether it descends from where the chain begins."""
        return bool(self.chain) and self.roots[number] == self.chain[0]

    def is_proven(self, number: int) -> bool:
        """Whether its height is counted from the network's first block, and not stated by a coinbase."""
        return GENESIS.get(display_hex(self.hashes[self.roots[number]])) == self.folder.network.name

    def height(self, number: int) -> int | None:
        """Counted from the first block of the network; without that, from the height that a coinbase states.

        That is BIP34's; None where it demands none.
        """
        base = 0 if self.is_proven(number) else self._stated[self.roots[number]]
        return None if base is None else base + self.depths[number]


def _work(bits: int) -> int:
    """How many hashes are needed on average for one below the target (Core: GetBlockProof)."""
    target = target_of(bits)
    return 0 if target is None else (1 << 256) // (target + 1)


def _is_being_written(reader: FileReader, record: Record) -> bool:
    """Whether the block is not whole, and ends with the zeros that a node makes room with."""
    if reader.stored(record.offset + record.size - _FEW, _FEW).strip(b"\0"):
        return False
    return not is_whole(reader.read(record.offset, record.size))
