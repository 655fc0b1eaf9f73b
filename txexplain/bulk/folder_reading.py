"""Which blocks of a folder are answered, in which order, and what else is to be said of the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from txexplain.block_files.chain import Headers
from txexplain.block_files.connecting import Connecting
from txexplain.block_files.folder import MOST_DIGITS, Folder, open_folder
from txexplain.block_files.undo_places import Undos
from txexplain.bulk.folders import COSTLY, BlockPlace, BlocksWork, CutWork, FolderWork
from txexplain.bulk.work import Fields, Work
from txexplain.model.block_files import Left, Remarks
from txexplain.model.errors import InputError
from txexplain.model.networks import Network

ORDERS = ("chain", "files")
_MORE = frozenset(("stale", "file"))
_BYTES_AT_ONCE, _BLOCKS_AT_ONCE = 1 << 20, 200  # in one piece of work


class Chosen(NamedTuple):
    """Which blocks: in the `order` of the chain, those alone that are in it, or of the files, stale ones too.

    `first` and `last` are heights, both included, None without such an end; `files` are ranges of the numbers of
    block files, none for all.
    With `whole` each block is one answer; with `costly`, members are in it for which the block is read; `more` are
    members that answers have only where they are asked for: `stale` (in any order), `file`.
    """

    order: str = "chain"
    first: int | None = None
    last: int | None = None
    files: tuple[range, ...] = ()
    whole: bool = False
    costly: bool = True
    more: frozenset[str] = frozenset()

    def only(self, fields: Fields | None) -> Chosen:
        """The same, where no more than these fields of each answer are wanted."""
        if fields is None:
            return self
        return self._replace(costly=not COSTLY.isdisjoint(fields.members), more=fields.members & _MORE)

    def check(self) -> None:
        """Raises InputError where nothing can be meant by it."""
        if self.order not in ORDERS:
            raise InputError("unknown_order", name=self.order[:40])
        for height in (self.first, self.last):
            if height is not None and height < 0:
                raise InputError("bad_height", height=height)
        for numbers in self.files:
            if not numbers or numbers[0] < 0:
                raise InputError("bad_block_file", value=f"{numbers.start}-{numbers.stop - 1}")
        if self.first is not None and self.last is not None and self.first > self.last:
            raise InputError("bad_block_range", first=self.first, last=self.last)

    def among(self, folder: Folder) -> frozenset[int]:
        """The files in the folder whose blocks are answered. Raises InputError where one that is named is missing."""
        there = frozenset(folder.files)
        if not self.files:
            return there
        found: set[int] = set()
        for numbers in self.files:
            for file in (numbers[0], numbers[-1]):
                if file not in there:
                    raise InputError("no_such_block_file", path=folder.path, file=file)
            found.update(numbers if len(numbers) == 1 else [file for file in there if file in numbers])
        return frozenset(found)


def file_ranges(values: Iterable[str]) -> tuple[range, ...]:
    """The numbers of block files that these name: `12`, or `0-49` with both ends. Raises InputError."""
    found = []
    for value in values:
        ends = [end.strip() for end in value.split("-", 1)]
        if not all(end.isascii() and end.isdigit() and len(end) <= MOST_DIGITS for end in ends):
            raise InputError("bad_block_file", value=value[:40])
        found.append(range(int(ends[0]), int(ends[-1]) + 1))
    return tuple(found)


class FolderReading:
    """A folder whose headers are read, and the blocks in it that are answered. Raises InputError."""

    def __init__(self, path: str, chosen: Chosen, network: Network | None = None) -> None:
        chosen.check()
        self.chosen = chosen
        self.folder = open_folder(path, network)
        self.headers = Headers(self.folder)
        self._files = chosen.among(self.folder)
        self.headers.read(sorted(self._files) if self._is_alone else self.folder.files, chain=self._is_alone)
        self._undos = Undos(self.headers)
        if not self._is_alone:
            self.headers.choose(Connecting(self.headers, self._undos).rank)
        self._without_undo = self._unclear_undo = self._answered = 0

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
        is_asked_file = "file" in self.chosen.more
        places = (
            (_cut_place(left, is_asked_file=is_asked_file), left.left)
            for left in self.headers.left
            if self._is_cut(left)
        )
        cut = tuple(places)
        if cut:
            yield CutWork(cut, self.chosen.whole)

    def _transactions(self, blocks: tuple[BlockPlace, ...]) -> Work:
        return FolderWork(self.folder._replace(files=()), blocks)

    def _blocks(self, blocks: tuple[BlockPlace, ...]) -> Work:
        return BlocksWork(self.folder._replace(files=()), blocks, self.chosen.costly)

    def _numbers(self) -> Iterator[int]:
        headers, chosen = self.headers, self.chosen
        for number in headers.chain if chosen.order == "chain" else range(len(headers)):
            if headers.files[number] in self._files and self._is_in_range(number):
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
        self._answered += 1
        if undo is None and headers.counts[number] > 1:
            is_unclear = number in self._undos.unclear
            self._unclear_undo += is_unclear
            self._without_undo += not is_unclear
        return BlockPlace(
            headers.files[number],
            headers.offsets[number],
            headers.sizes[number],
            headers.hashes[number],
            headers.counts[number],
            headers.height(number),
            headers.is_proven(number),
            undo,
            self._stale_or_unknown(number),
            not self._is_alone and (self.chosen.order != "chain" or "stale" in self.chosen.more),
            "file" in self.chosen.more,
            headers.copies(number),
        )

    def _stale_or_unknown(self, number: int) -> bool | None:
        return not self.headers.in_chain(number) if self.headers.is_connected(number) else None

    @property
    def _is_alone(self) -> bool:
        """Whether only the headers of the chosen files were read, which cannot tell what the chain is."""
        return self.chosen.order == "files" and bool(self.chosen.files)

    def _is_stale(self, number: int) -> bool:
        return self.headers.is_connected(number) and not self.headers.in_chain(number)

    def _is_cut(self, left: Left) -> bool:
        return left.kind == "cut" and not left.last and left.file in self._files

    def remarks(self) -> Remarks:
        """What is to be said, once the works are done."""
        headers = self.headers
        stale: list[int] = []
        apart, is_broken = 0, False
        unconnected = [number for number in headers.unconnected if headers.is_connected(number)]
        if not self._is_alone:
            left_out = set(unconnected)
            stale = [n for n in range(len(headers)) if self._is_stale(n) and n not in left_out]
            apart, is_broken = self._apart()
        begins, ends, is_proven = self._reach()
        return Remarks(
            stale=self._named(stale),
            unconnected=self._named(unconnected),
            rivals=() if self._is_alone else self._named(headers.rivals),
            apart=apart,
            repeated=headers.repeated,
            left=tuple(left for left in headers.left if left.kind == "garbage" or left.last),
            without_undo=self._without_undo,
            unclear_undo=self._unclear_undo,
            strange_undo=self._undos.strange,
            stated_height=None if is_proven else begins,
            unknown_heights=bool(headers.chain) and begins is None,
            begins=begins if self._is_before(begins) else None,
            ends=ends if self._is_beyond(ends) or (apart and is_proven) else None,
            is_all=self.chosen.order != "chain",
            is_broken=is_proven and is_broken,
            is_nothing=bool(headers.chain) and not self._answered,
            is_empty=not len(headers),
        )

    def _apart(self) -> tuple[int, bool]:
        """How many blocks do not descend from the first one, and whether the node had connected some of these."""
        numbers = [number for number in range(len(self.headers)) if not self.headers.is_connected(number)]
        return len(numbers), any(self._undos.of(number) for number in numbers)

    def _named(self, numbers: list[int]) -> tuple[tuple[int | None, bytes], ...]:
        return tuple((self.headers.height(number), self.headers.hashes[number]) for number in numbers)

    def _reach(self) -> tuple[int | None, int | None, bool]:
        """The heights at which the chain begins and ends, and whether they are proven."""
        headers = self.headers
        if not headers.chain:
            return None, None, True
        first, last = headers.chain[0], headers.chain[-1]
        return headers.height(first), headers.height(last), headers.is_proven(first)

    def _is_before(self, height: int | None) -> bool:
        """Whether blocks were asked for from below this height on."""
        wanted = self.chosen.last if self.chosen.first is None else self.chosen.first
        return height is not None and wanted is not None and wanted < height

    def _is_beyond(self, height: int | None) -> bool:
        wanted = self.chosen.first if self.chosen.last is None else self.chosen.last
        return height is not None and wanted is not None and wanted > height


def _cut_place(left: Left, *, is_asked_file: bool) -> BlockPlace:
    place = BlockPlace(left.file, left.offset, left.size, left.hash, left.transactions, None, False)
    return place._replace(is_asked_file=is_asked_file)
