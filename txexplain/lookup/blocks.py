"""Whole blocks of a server, checked; the last is kept, since several questions are about the same."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.lookup.proofs import CheckedBlock
from txexplain.model.block import HEADER_SIZE


class Blocks:
    """Blocks by their hash, 32 bytes in stored order; `fetch` asks for one, None where the server has none."""

    def __init__(self, fetch: Callable[[bytes], CheckedBlock | None]) -> None:
        self._fetch = fetch
        self._kept: tuple[bytes, CheckedBlock] | None = None

    def _block(self, block_hash: bytes) -> CheckedBlock | None:
        if self._kept is not None and self._kept[0] == block_hash:
            return self._kept[1]
        block = self._fetch(block_hash)
        if block is not None:
            self._kept = block_hash, block
        return block

    def raw(self, block_hash: bytes) -> bytes | None:
        """The bytes of that block."""
        block = self._block(block_hash)
        return None if block is None else block.raw

    def transaction(self, txid: bytes, block_hash: bytes) -> tuple[bytes, bytes] | None:
        """The bytes of that transaction and the header of the block, where it is in it."""
        block = self._block(block_hash)
        if block is None or txid not in block.places:
            return None
        start, end = block.places[txid]
        return block.raw[start:end], block.raw[:HEADER_SIZE]
