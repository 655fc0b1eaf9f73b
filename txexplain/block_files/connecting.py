"""Which blocks a node connected, as far as its undo data say: it writes those of a block when it connects it."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from txexplain.block_files.chain import Headers, Rank
from txexplain.block_files.undo_owners import UndoPlace
from txexplain.block_files.undo_places import Undos

_NONE = -1
_UNKNOWN: Rank = (-1, 0)  # less than that of any block that was connected


class _Level(NamedTuple):
    """Of the blocks with undo data at a depth that several blocks have: their roots, and data that several have."""

    roots: set[int]
    shared: set[tuple[int, UndoPlace | None]]


class Connecting:
    """When the node connected a block, by the place of its undo data; `rank` is for `Headers.choose`.

    A block without undo data was rejected or not checked, or its data are lost. It is taken as lost where no rival at
    the height of any such block on the way to it has undo data: then nothing speaks for another chain.
    """

    def __init__(self, headers: Headers, undos: Undos) -> None:
        self._headers, self._undos = headers, undos
        self._found: dict[int, Rank | None] = {}
        self._levels: dict[int, _Level] = {}

    def rank(self, number: int) -> Rank | None:
        """To be compared with that of other blocks; None where a rival was connected in place of this one."""
        way = []
        while number != _NONE and number not in self._found:
            way.append(number)
            if self._undos.rank(number) is not None:
                break
            number = self._headers.parents[number]
        for each in reversed(way):
            self._found[each] = self._undos.rank(each) or self._after(self._headers.parents[each], each)
        return self._found[way[0] if way else number]

    def _after(self, parent: int, number: int) -> Rank | None:
        """Of a block without undo data, that before it being ranked."""
        headers = self._headers
        is_out = parent != _NONE and (self._found[parent] is None or self._is_shared(parent))
        return None if is_out or headers.roots[number] in self._level(headers.depths[number]).roots else _UNKNOWN

    def _is_shared(self, number: int) -> bool:
        """Whether its undo data could be another block's, so that they do not say that it was connected."""
        return self._place(number) in self._level(self._headers.depths[number]).shared

    def _level(self, depth: int) -> _Level:
        if depth not in self._levels:
            numbers = [n for n in self._forks.get(depth, ()) if self._undos.of(n) is not None]
            places = Counter(map(self._place, numbers))
            self._levels[depth] = _Level(
                {self._headers.roots[n] for n in numbers}, {place for place, count in places.items() if count > 1}
            )
        return self._levels[depth]

    def _place(self, number: int) -> tuple[int, UndoPlace | None]:
        return self._headers.files[number], self._undos.of(number)

    @cached_property
    def _forks(self) -> dict[int, list[int]]:
        """The blocks of each depth that several have."""
        depth_of = self._headers.depths.__getitem__
        found = {}
        for depth, each in groupby(sorted(range(len(self._headers)), key=depth_of), depth_of):
            numbers = list(each)
            if len(numbers) > 1:
                found[depth] = numbers
        return found
