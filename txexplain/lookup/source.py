"""What a node or an explorer is asked, the same of both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from txexplain.model.chain import InBlock, OutputState, Server
from txexplain.model.networks import Network
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import OutPoint


class Source(Protocol):
    """A server. Ids and hashes are 32 bytes in stored order.

    All methods raise ServerError where the server fails, refuses, or answers with what has not the id that was asked
    for; those that find one thing give None where the server says that it has none.
    """

    server: Server
    can_find_wtxids: bool
    """Whether it can look through its mempool for a wtxid."""

    def network(self) -> Network:
        """The network that it is on. Asked once."""

    def transaction(self, txid: bytes, block: bytes | None = None) -> bytes | None:
        """The bytes of that transaction: from the mempool, an index, `block`, or the block of its unspent outputs."""

    def by_wtxid(self, wtxid: bytes) -> bytes | None:
        """The bytes of the transaction in the mempool with that wtxid, where `can_find_wtxids`."""

    def transactions(self, txids: Iterable[bytes]) -> dict[bytes, bytes]:
        """The bytes of those of the transactions that it has, in as few requests as it allows."""

    def where(self, txid: bytes, block: bytes | None = None) -> tuple[InBlock | None, bool]:
        """The block that the transaction is in, proven if the server proves it, and whether it is in the mempool."""

    def outputs(self, txid: bytes, count: int) -> tuple[OutputState | None, ...]:
        """What became of the outputs 0 to `count` - 1 of a transaction; None for those of which it cannot tell."""

    def coins(self, outpoints: Iterable[OutPoint], txid: bytes, block: bytes | None) -> dict[OutPoint, SpentOutput]:
        """The server's word on those outputs: unspent ones, or those that the transaction `txid` in `block` spent."""

    def block(self, block_hash: bytes) -> bytes | None:
        """The bytes of a block, whose header has that hash."""

    def block_hash(self, height: int) -> bytes | None:
        """The hash of the block at that height of the chain that it follows: its word."""

    def tip(self) -> tuple[int, int | None]:
        """Height and median time of the best block, the second None where it does not tell."""

    def missing_reason(self) -> str:
        """Why a transaction may not have been found: `no_index`, `pruned`, `syncing`, or `unknown`."""
