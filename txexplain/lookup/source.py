"""What a node or an explorer is asked, the same of both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from txexplain.model.chain import InBlock, OutputState, Server
from txexplain.model.networks import Network
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import OutPoint, Transaction


@runtime_checkable
class Source(Protocol):
    """A server. Ids and hashes are 32 bytes in stored order.

    All methods raise ServerError where the server fails, refuses, or answers with what has not the id that was asked
    for; those that find one thing give None where the server says that it has none. Network, tip and indexes are
    asked once. A txid does not commit to the witness (BIP141): that this is right too is proven by a wtxid, or by a
    whole block.
    """

    server: Server
    can_find_wtxids: bool
    """Whether it can look through its mempool for a wtxid."""
    most_transactions: int
    """How many transactions it is asked for at most in the course of one command."""

    def network(self) -> Network:
        """The network that it is on. Asked once."""

    def transaction(self, txid: bytes, block: bytes | None = None) -> bytes | None:
        """The bytes of that transaction: from the mempool, an index, or the block of its unspent outputs.

        With `block` they are taken out of that whole block, so that its witness is proven as well.
        """

    def by_wtxid(self, wtxid: bytes) -> bytes | None:
        """The bytes of the transaction in the mempool with that wtxid, where `can_find_wtxids`."""

    def transactions(self, txids: Iterable[bytes]) -> dict[bytes, bytes]:
        """The bytes of those of the transactions that it has, in as few requests as it allows.

        Those beyond a bound, in bytes or where each needs a request of its own, are left out; `coins` tells of all.
        """

    def where(self, txid: bytes, block: bytes | None = None) -> tuple[InBlock | None, bool]:
        """The block that the transaction is in, proven if the server proves it, and whether it is in the mempool.

        With `block` it is told of that one alone, which may be in no chain; without, the one that was named before
        does not count. Raises ServerError where height, confirmations and tip do not fit each other.
        """

    def outputs(self, tx: Transaction) -> tuple[OutputState | None, ...]:
        """What became of each output of a transaction that the server knows; None where it cannot tell.

        Raises ServerError where it tells of another output than the transaction has, or where what is to have spent
        it does not.
        """

    def ages(self, txid: bytes, block: bytes) -> dict[OutPoint, SpentOutput]:
        """Its word on what that transaction in that block spends, with the heights, where one request tells all."""

    def coins(self, outpoints: Iterable[OutPoint], txid: bytes, block: bytes | None) -> dict[OutPoint, SpentOutput]:
        """The server's word on those outputs: unspent ones, or those that the transaction `txid` spends.

        `block` is the one that this is in, None where that is not known or it is in none.
        """

    def median_times(self, heights: Iterable[int]) -> dict[int, int]:
        """The median times of the blocks at those heights, its word; without those that it does not tell."""

    def block(self, block_hash: bytes) -> bytes | None:
        """The bytes of a block: its header has that hash, its transactions and witnesses lead to what that holds."""

    def block_hash(self, height: int) -> bytes | None:
        """The hash of the block at that height of the chain that it follows: its word."""

    def tip(self) -> tuple[int, int | None]:
        """Height and median time of the best block, the second None where it does not tell."""

    def missing_reason(self) -> str:
        """Why a transaction may not have been found: `no_index`, `pruned`, `syncing`, `indexed` where it has
        all transactions in blocks, or `unknown`.
        """

    def close(self) -> None:
        """Let go of the connection; what asks later opens another."""


@runtime_checkable
class SourceOfBlocks(Protocol):
    """A server that tells at once what a whole block spent."""

    def spent_by_block(self, block: bytes) -> dict[OutPoint, SpentOutput]:
        """Its word on what the transactions of that block spend; empty where it does not tell."""
