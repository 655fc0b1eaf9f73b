"""Which blocks a node connected, as far as its undo data say: it writes those of a block when it connects it."""

from __future__ import annotations

from functools import cached_property
from itertools import groupby

from txexplain.block_files.chain import Headers, Rank
from txexplain.block_files.undo_places import Undos

_NONE = -1
_UNKNOWN: Rank = (-1, 0)  # less than that of any block that was connected


class Connecting:
    """When the node connected a block, by the place of its undo data; `rank` is for `Headers.choose`.

    A block without undo data was rejected or not checked, or its data are lost. It is taken as lost where no rival at
    the height of any such block on the way to it has undo data: then nothing speaks for another chain.
    """

    def __init__(self, headers: Headers, undos: Undos) -> None:
        self._headers, self._undos = headers, undos
        self._found: dict[int, Rank | None] = {}
        self._roots: dict[int, set[int]] = {}

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
        is_out = parent != _NONE and self._found[parent] is None
        return None if is_out or headers.roots[number] in self._connected_at(headers.depths[number]) else _UNKNOWN

    def _connected_at(self, depth: int) -> set[int]:
        """The roots of the blocks with undo data at a depth that several blocks have."""
        if depth not in self._roots:
            numbers = self._forks.get(depth, ())
            self._roots[depth] = {self._headers.roots[n] for n in numbers if self._undos.of(n) is not None}
        return self._roots[depth]

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
