"""What is to be said of a node's block folder besides the blocks in it."""

from __future__ import annotations

from typing import NamedTuple

MOST_LISTED = 10  # blocks of a kind


class Left(NamedTuple):
    """What a file has besides whole blocks: a block that is cut, or `garbage`; at `offset`, of `size` bytes.

    Of a block that is cut `left` bytes are there. `last` says that it is the end of the last file, where a node may
    be writing: then all bytes can be there, and some of them still be zeros. It says to have so many `transactions`.
    """

    kind: str
    file: int
    offset: int
    size: int
    left: int = 0
    hash: bytes = b""
    last: bool = False
    transactions: int = 0

    @property
    def file_name(self) -> str:
        return f"blk{self.file:05}.dat"


class Remarks(NamedTuple):
    """What is to be said of a folder besides its answers, in numbers of blocks where nothing else is said.

    `stale` are blocks that were part of no chain, or no longer: their heights and hashes; `unconnected` have more
    work than the chain, and the node did not connect them; `rivals` as much as its last one, so that nothing says
    which the node follows. `apart` do not descend from the first block of the chain.
    `left` is what files have besides whole blocks. `without_undo` were answered, and what they spend is not known;
    `unclear_undo` too, as the data that there are could be another block's; `strange_undo` data belong to no block.
    `stated_height` is the height of the first block, where only its coinbase states it; `unknown_heights` says that
    nothing tells heights. `begins` and `ends` are the heights of the chain's first and last block, where more was
    asked for. `is_all` says that blocks that are not in it are answered too; `is_broken` that the node had connected
    some of those apart, so that what is missing before them was there. `is_nothing` says that no block was answered,
    `is_empty` that there are none.
    """

    stale: tuple[tuple[int | None, bytes], ...] = ()
    unconnected: tuple[tuple[int | None, bytes], ...] = ()
    rivals: tuple[tuple[int | None, bytes], ...] = ()
    apart: int = 0
    repeated: int = 0
    left: tuple[Left, ...] = ()
    without_undo: int = 0
    unclear_undo: int = 0
    strange_undo: int = 0
    stated_height: int | None = None
    unknown_heights: bool = False
    begins: int | None = None
    ends: int | None = None
    is_all: bool = False
    is_broken: bool = False
    is_nothing: bool = False
    is_empty: bool = False

    @property
    def is_damaged(self) -> bool:
        """Whether files have what no node leaves in them, or miss what it had."""
        return self.is_broken or any(left.kind == "garbage" for left in self.left)

    @property
    def has_more(self) -> bool:
        """Whether there are blocks that were left out and not named."""
        return not self.is_all and bool(self.apart or self.unconnected or len(self.stale) > MOST_LISTED)
