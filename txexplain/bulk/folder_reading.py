"""Which blocks of a folder are answered, in which order, and what else is to be said of the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from txexplain.block_files.chain import Headers
from txexplain.block_files.folder import open_folder
from txexplain.block_files.undo_places import Undos
from txexplain.bulk.folders import COSTLY, BlockPlace, BlocksWork, CutWork, FolderWork
from txexplain.bulk.work import Fields, Work
from txexplain.model.block_files import Left, Remarks
from txexplain.model.errors import InputError
from txexplain.model.networks import Network

ORDERS = ("chain", "files")
_BYTES_AT_ONCE, _BLOCKS_AT_ONCE = 1 << 20, 200  # in one piece of work


class Chosen(NamedTuple):
    """Which blocks: in the `order` of the chain, those alone that are in it, or of the files, stale ones too.

    `first` and `last` are heights, both included, None without such an end; `file` is the number of a block file.
    With `whole` each block is one answer; with `costly`, members are in it for which the block is read.
    """

    order: str = "chain"
    first: int | None = None
    last: int | None = None
    file: int | None = None
    whole: bool = False
    costly: bool = True

    def only(self, fields: Fields | None) -> Chosen:
        """The same, where no more than these fields of each answer are wanted."""
        return self if fields is None else self._replace(costly=not COSTLY.isdisjoint(fields.members))

    def check(self) -> None:
        """Raises InputError where nothing can be meant by it."""
        if self.order not in ORDERS:
            raise InputError("unknown_order", name=self.order[:40])
        for height in (self.first, self.last):
            if height is not None and height < 0:
                raise InputError("bad_height", height=height)
        if self.first is not None and self.last is not None and self.first > self.last:
            raise InputError("bad_block_range", first=self.first, last=self.last)


class FolderReading:
    """A folder whose headers are read, and the blocks in it that are answered. Raises InputError."""

    def __init__(self, path: str, chosen: Chosen, network: Network | None = None) -> None:
        chosen.check()
        self.chosen = chosen
        self.folder = open_folder(path, network)
        if chosen.file is not None and chosen.file not in self.folder.files:
            raise InputError("no_such_block_file", path=self.folder.path, file=chosen.file)
        self.headers = Headers(self.folder)
        alone = chosen.file is not None and chosen.order == "files"
        self.headers.read((chosen.file,) if alone and chosen.file is not None else self.folder.files)
        self._undos = Undos(self.headers)
        self._without_undo = 0

    @property
    def size(self) -> int:
        """The bytes of all blocks that are answered."""
        return sum(self.headers.sizes[number] for number in self._numbers())

    def works(self) -> Iterator[Work]:
        """The blocks in pieces, and last those that a file has only the beginning of."""
        make: Callable[[tuple[BlockPlace, ...]], Work] = self._blocks if self.chosen.whole else self._transactions
        piece: list[BlockPlace] = []
        size = 0
        for number in self._numbers():
            piece.append(self._place(number))
            size += piece[-1].size
            if size >= _BYTES_AT_ONCE or len(piece) >= _BLOCKS_AT_ONCE:
                yield make(tuple(piece))
                piece, size = [], 0
        if piece:
            yield make(tuple(piece))
        cut = tuple((_cut_place(left), left.left) for left in self.headers.left if self._is_cut(left))
        if cut:
            yield CutWork(cut, self.chosen.whole)

    def _transactions(self, blocks: tuple[BlockPlace, ...]) -> Work:
        return FolderWork(self.folder._replace(files=()), blocks)

    def _blocks(self, blocks: tuple[BlockPlace, ...]) -> Work:
        return BlocksWork(self.folder._replace(files=()), blocks, self.chosen.costly)

    def _numbers(self) -> Iterator[int]:
        headers, chosen = self.headers, self.chosen
        for number in headers.chain if chosen.order == "chain" else range(len(headers)):
            if chosen.file in (None, headers.files[number]) and self._is_in_range(number):
                yield number

    def _is_in_range(self, number: int) -> bool:
        first, last = self.chosen.first, self.chosen.last
        if first is None and last is None:
            return True
        height = self.headers.height(number)
        return height is not None and (first or 0) <= height and (last is None or height <= last)

    def _place(self, number: int) -> BlockPlace:
        headers = self.headers
        undo = self._undos.of(number)
        if undo is None and headers.counts[number] > 1:
            self._without_undo += 1
        return BlockPlace(
            headers.files[number],
            headers.offsets[number],
            headers.sizes[number],
            headers.hashes[number],
            headers.counts[number],
            headers.height(number),
            headers.is_proven(number),
            undo,
            None if self.chosen.order == "chain" or self._is_alone else self._is_stale(number),
        )

    @property
    def _is_alone(self) -> bool:
        """Whether only the headers of one file were read, which cannot tell what the chain is."""
        return self.chosen.order == "files" and self.chosen.file is not None

    def _is_stale(self, number: int) -> bool:
        return self.headers.is_connected(number) and not self.headers.in_chain(number)

    def _is_cut(self, left: Left) -> bool:
        return left.kind == "cut" and not left.last and self.chosen.file in (None, left.file)

    def remarks(self) -> Remarks:
        """What is to be said, once the works are done."""
        headers = self.headers
        stale: list[int] = []
        apart = 0
        if not self._is_alone:
            stale = [number for number in range(len(headers)) if self._is_stale(number)]
            apart = sum(not headers.is_connected(number) for number in range(len(headers)))
        base = headers.chain[0] if headers.chain else None
        unproven = base is not None and not headers.is_proven(base)
        stated = headers.height(base) if base is not None and unproven else None
        return Remarks(
            tuple((headers.height(number), headers.hashes[number]) for number in stale),
            apart,
            headers.repeated,
            tuple(left for left in headers.left if left.kind == "garbage" or left.last),
            self._without_undo,
            self._undos.strange,
            stated,
            unproven and stated is None,
            not len(headers),
        )


def _cut_place(left: Left) -> BlockPlace:
    return BlockPlace(left.file, left.offset, left.size, left.hash, 0, None, False)
