"""Which of several blocks, after the same one and with as many transactions, undo data are of: by proof alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from txexplain.block_files.chain import Headers
from txexplain.block_files.reading import FileReader
from txexplain.block_files.transactions import ReadBlock
from txexplain.block_files.undo import UndoFault
from txexplain.block_files.undo_proof import Prover, coins_of, stored_block
from txexplain.model.errors import InputError
from txexplain.model.report import SpentOutput

_MOST_SIBLINGS = 8  # of which it is found out whose data are whose


class UndoPlace(NamedTuple):
    """Undo data at this offset of the file of that number, without their checksum."""

    offset: int
    size: int


_Coins = list[list[SpentOutput]]


class Owners:
    """Gives undo data to blocks. `unclear` are those for which there are data that fit, and no proof either way.

    A node writes the data of a block when it connects it first, and not again when it comes back to it: their order
    proves nothing.
    """

    def __init__(self, headers: Headers) -> None:
        self._headers = headers
        self._prover = Prover(headers)
        self.unclear: set[int] = set()

    def placed(self, groups: Iterable[tuple[list[int], list[UndoPlace]]]) -> dict[int, UndoPlace]:
        """The data of each block, from groups of blocks of one file and of data that each can be of any of them."""
        found: dict[int, UndoPlace] = {}
        for siblings, undos in groups:
            try:
                found.update(self._shared_out(siblings, undos))
            except InputError:  # the file is gone
                self.unclear.update(siblings)
        return found

    def _shared_out(self, siblings: list[int], undos: list[UndoPlace]) -> dict[int, UndoPlace]:
        if len(siblings) == 1 and len(undos) == 1:
            return {siblings[0]: undos[0]}
        if self._headers.counts[siblings[0]] == 1:  # nothing is spent, whosever they are
            return _in_order(siblings, undos)
        same = self._different(siblings[0], undos[-_MOST_SIBLINGS:])
        datas = {data: places[-1] for data, places in same.items()}
        is_all = max(len(siblings), len(undos)) <= _MOST_SIBLINGS
        blocks = {number: stored_block(self._headers, number) for number in siblings[:_MOST_SIBLINGS]}
        fitting = {number: _fitting(block, datas) for number, block in blocks.items()}
        placed: dict[int, UndoPlace] = {}
        self.unclear.update(siblings[_MOST_SIBLINGS:])
        for number, fits in fitting.items():
            others = {place for each, found in fitting.items() if each != number for place in found}
            own = self._own(number, blocks[number], fits, others, is_all and None not in blocks.values())
            if own is not None:
                placed[number] = own
        for places in same.values():
            owners = [number for number, place in placed.items() if place == places[-1]]
            placed |= _in_order(owners, places)
        return placed

    def _own(
        self,
        number: int,
        block: ReadBlock | None,
        fits: dict[UndoPlace, _Coins],
        others: set[UndoPlace],
        is_all: bool,
    ) -> UndoPlace | None:
        """Which of those that fit this block are its own; `others` fit other ones too."""
        if block is None:
            self.unclear.add(number)
            return None
        if is_all and len(fits) == 1 and others.isdisjoint(fits):
            return next(iter(fits))
        for place, coins in fits.items():
            holds = self._prover.proves(number, block, coins)
            if holds:
                self.unclear.discard(number)
                return place
            if holds is None:
                self.unclear.add(number)
        return None

    def _different(self, number: int, undos: Sequence[UndoPlace]) -> dict[bytes, list[UndoPlace]]:
        """Where each of them is, which can be the same bytes more than once."""
        folder = self._headers.folder
        found: dict[bytes, list[UndoPlace]] = {}
        with FileReader(folder.undo_path(self._headers.files[number]), folder.key) as reader:
            for undo in undos:
                found.setdefault(reader.read(undo.offset, undo.size), []).append(undo)
        return found


def _in_order(numbers: Sequence[int], places: Sequence[UndoPlace]) -> dict[int, UndoPlace]:
    """The same data as often as a node wrote them, once for each block: in the order in which the blocks came."""
    return {number: places[min(each, len(places) - 1)] for each, number in enumerate(numbers)}


def _fitting(block: ReadBlock | None, datas: dict[bytes, UndoPlace]) -> dict[UndoPlace, _Coins]:
    """Those that can be of that block by themselves."""
    found = {}
    for data, place in datas.items():
        try:
            if block is not None:
                found[place] = coins_of(data, block)
        except UndoFault:
            continue
    return found
