"""The headers of all blocks in the files: which follows which, how high, and which of them are the chain."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator

from txexplain.block_files.folder import GENESIS, Folder
from txexplain.block_files.headers import is_header, stated_height, transaction_count
from txexplain.block_files.reading import FileReader
from txexplain.block_files.records import Cut, Found, Garbage, Record, block_records
from txexplain.block_files.transactions import is_whole
from txexplain.model.block import HEADER_SIZE
from txexplain.model.block_files import Left
from txexplain.model.hexadecimal import display_hex
from txexplain.wire.block import target_of
from txexplain.wire.hashes import hash256

_NONE = -1


class Headers:
    """All blocks by number, in the order of the files. Of each about 250 bytes are kept, and 330 while they are read.

    `chain` are the numbers of those in the chain with the most work, from its first; of two with the same work it is
    the one whose last block stands first in the files.
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
        self.chain: array[int] = array("i")
        self._in_chain = bytearray()

    def __len__(self) -> int:
        return len(self.hashes)

    def read(self, files: tuple[int, ...]) -> None:
        """Reads the headers in these files and connects them. Raises InputError."""
        for number in files:
            if os.path.lexists(self.folder.blocks_path(number)):  # a node that prunes may have removed it by now
                self._read_file(number, is_last=number == self.folder.files[-1])
        self._connect()
        self._choose()

    def _read_file(self, number: int, *, is_last: bool) -> None:
        newest: Record | None = None
        with FileReader(self.folder.blocks_path(number), self.folder.key) as reader:
            for found in block_records(reader, self.folder.magic, self._is_header):
                if not isinstance(found, Record):
                    self._leave(number, found, is_last)
                    continue
                if newest is not None:
                    self._add(number, newest)
                newest = found
            if newest is None:
                return
            if is_last and not is_whole(reader.read(newest.offset, newest.size)):
                self._leave(number, Cut(newest.offset, newest.size, newest.size, newest.start), is_last)
            else:
                self._add(number, newest)

    def _leave(self, file: int, found: Found, is_last: bool) -> None:
        if isinstance(found, Cut):
            block_hash = hash256(found.start[:HEADER_SIZE])
            self.left.append(Left("cut", file, found.offset, found.size, found.left, block_hash, is_last))
        elif isinstance(found, Garbage):
            self.left.append(Left("garbage", file, found.offset, found.size))

    def _is_header(self, start: bytes) -> bool:
        return is_header(start, self.folder.network.pow_limit)

    def _add(self, file: int, record: Record) -> None:
        start = record.start
        block_hash, previous = hash256(start[:HEADER_SIZE]), start[4:36]
        number = len(self.hashes)
        if self._numbers.setdefault(block_hash, number) != number:
            self.repeated += 1
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

    def _choose(self) -> None:
        """Adds up the work from each root on, and follows the most back."""
        works = [0] * len(self)
        best, most = _NONE, 0
        for number in self._parents_first():
            parent = self.parents[number]
            works[number] = _work(self._bits[number]) + (0 if parent == _NONE else works[parent])
            if works[number] > most or (works[number] == most and number < best):
                best, most = number, works[number]
        chain = array("i")
        while best != _NONE:
            chain.append(best)
            best = self.parents[best]
        chain.reverse()
        self.chain, self._in_chain = chain, bytearray(len(self))
        for number in chain:
            self._in_chain[number] = 1

    def _parents_first(self) -> Iterator[int]:
        return iter(sorted(range(len(self)), key=self.depths.__getitem__))

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
