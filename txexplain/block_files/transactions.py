"""The transactions of a block in a file: those that its header commits to, with witnesses that its coinbase does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from txexplain.model.errors import DecodeError
from txexplain.model.report import Coin
from txexplain.model.transaction import WITNESS_SCALE_FACTOR
from txexplain.wire.block import commitment_of, committed_hash, merkle_root, repeated_leaves
from txexplain.wire.block_scan import BlockScan, Scanned
from txexplain.wire.cursor import Cursor
from txexplain.wire.hashes import hash256
from txexplain.wire.transaction import read_either


class BlockFault(ValueError):
    """These bytes are no block, or not the one that the header is of."""


class ReadBlock(NamedTuple):
    """The transactions of a block; its `scan` knows the outputs of all of them."""

    transactions: tuple[Scanned, ...]
    scan: BlockScan

    @property
    def spending(self) -> tuple[Scanned, ...]:
        """All but the first, which is the coinbase."""
        return self.transactions[1:]

    @property
    def inputs(self) -> list[int]:
        """How many each of those has."""
        return [len(tx.inputs) for tx in self.spending]

    @property
    def weight_wu(self) -> int:
        """BIP141: that of the block."""
        base = len(self.scan.raw) - sum(len(tx.raw) for tx in self.transactions)
        factor = WITNESS_SCALE_FACTOR - 1
        return WITNESS_SCALE_FACTOR * base + sum(factor * tx.base_size + len(tx.raw) for tx in self.transactions)


def read_block(raw: bytes) -> ReadBlock:
    """The block that the bytes are, to the last one. Raises BlockFault, also where its header is of other ones."""
    try:
        scan = BlockScan(raw)
        found = tuple(scan.scanned())
        if not found or merkle_root(scan.txids) != scan.header.merkle_root or _is_repeated(scan.txids):
            raise BlockFault
        if any(map(_has_witness, found)):
            _check_witnesses(found)
    except DecodeError:
        raise BlockFault from None
    return ReadBlock(found, scan)


def is_whole(raw: bytes) -> bool:
    """Whether the bytes are a block, with the transactions that its header commits to."""
    try:
        read_block(raw)
    except BlockFault:
        return False
    return True


def made_within(raw: bytes) -> list[tuple[Coin | None, ...]]:
    """What each transaction of a block spends of what the block itself made before; empty where that is nothing."""
    scan = BlockScan(raw)
    return [_made_before(tx, scan) for tx in scan.scanned()]


def _made_before(tx: Scanned, scan: BlockScan) -> tuple[Coin | None, ...]:
    if not any(scan.made(tx.spent_txid(start)) for start in tx.inputs):
        return ()
    return tuple(scan.coin(tx.outpoint(start)) for start in tx.inputs)


def _is_repeated(txids: Sequence[bytes]) -> bool:
    """Whether the last transactions are there once more, which leaves the root as it is (CVE-2012-2459)."""
    return len(set(txids)) < len(txids) and repeated_leaves(txids) is not None


def _has_witness(tx: Scanned) -> bool:
    return tx.base_size != len(tx.raw)


def _check_witnesses(found: Sequence[Scanned]) -> None:
    """Raises BlockFault or DecodeError where the coinbase does not commit to them (Core: CheckWitnessMalleation)."""
    commitment = commitment_of(read_either(Cursor(found[0].raw)))
    if commitment is None or commitment.reserved is None:
        raise BlockFault
    if committed_hash([hash256(tx.raw) for tx in found], commitment.reserved) != commitment.hash:
        raise BlockFault
