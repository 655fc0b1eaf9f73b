"""Whether what came is what was asked for: every byte is hashed against the id."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.block import HEADER_SIZE, PAIR_SIZE
from txexplain.model.errors import DecodeError
from txexplain.model.networks import Network
from txexplain.model.transaction import MAX_BLOCK_WEIGHT, Transaction
from txexplain.wire.block import (
    BlockReader,
    commitment_of,
    committed_hash,
    merkle_root,
    repeated_leaves,
    target_of,
    work_number,
)
from txexplain.wire.cursor import Cursor
from txexplain.wire.hashes import hash256
from txexplain.wire.transaction import decode

_MIN_TRANSACTION_WEIGHT = 4 * 60  # Core: MIN_TRANSACTION_WEIGHT
_MAX_TRANSACTIONS = MAX_BLOCK_WEIGHT // _MIN_TRANSACTION_WEIGHT
_NULL = bytes(32)


class Lie(Exception):
    """What came does not have the id that was asked for; `code` says in which way, `came` is what it has instead."""

    def __init__(self, code: str, asked: bytes, came: bytes | None = None) -> None:
        super().__init__(code)
        self.code, self.asked, self.came = code, asked, came


class Garbage(Exception):
    """What came is not of the form that was asked for."""


def checked_transaction(raw: bytes, txid: bytes) -> Transaction:
    """The transaction that these bytes are, if it has that txid. Raises Lie, or Garbage."""
    tx = _decoded(raw)
    if tx.txid != txid:
        raise Lie("server_lies_tx", txid, tx.txid)
    return tx


def checked_by_wtxid(raw: bytes, wtxid: bytes) -> Transaction:
    """The transaction that these bytes are, if it has that wtxid: so its witness is right too. Raises as above."""
    tx = _decoded(raw)
    if tx.wtxid != wtxid:
        raise Lie("server_lies_tx", wtxid, tx.wtxid)
    return tx


def _decoded(raw: bytes) -> Transaction:
    try:
        return decode(raw)
    except DecodeError:
        raise Garbage from None


def checked_header(raw: bytes, block_hash: bytes, network: Network) -> bytes:
    """These 80 bytes, if they have that hash, and the work for a block. Raises Lie, or Garbage for another size."""
    if len(raw) != HEADER_SIZE:
        raise Garbage
    if hash256(raw) != block_hash:
        raise Lie("server_lies_block", block_hash, hash256(raw))
    return _with_work(raw, network)


def _with_work(header: bytes, network: Network) -> bytes:
    """The header, if its hash is at most its own target, and that no easier than any on the network may be.

    Core: CheckProofOfWorkImpl. Which target was right only the chain tells. On regtest anybody makes such a header;
    elsewhere one with the easiest target is cheap for a miner: 2^32 hashes on the main network, 2^22 on signet, where
    a signature is needed besides, which is not looked at.
    """
    target = target_of(int.from_bytes(header[72:76], "little"))
    if target is None or not work_number(hash256(header)) <= target <= easiest_target(network):
        raise Lie("server_lies_work", hash256(header))
    return header


def easiest_target(network: Network) -> int:
    """The easiest target that a block of the network can have."""
    return network.pow_limit


def time_in(header: bytes) -> int:
    """The time in a header, in seconds (UTC)."""
    return int.from_bytes(header[68:72], "little")


class CheckedBlock(NamedTuple):
    """A block, and where in it each of its transactions is, by its txid."""

    raw: bytes
    places: dict[bytes, tuple[int, int]]


def checked_block(raw: bytes, block_hash: bytes, network: Network) -> CheckedBlock:
    """The block that these bytes are: with that hash, and with the transactions and witnesses that it commits to.

    Raises Lie: of the header (`server_lies_block`, `server_lies_work`), of the Merkle root (`server_lies_root`; to
    double transactions does not change it, CVE-2012-2459), of the witnesses (`server_lies_witness`). Raises Garbage
    where it cannot be read.
    """
    checked_header(raw[:HEADER_SIZE], block_hash, network)
    try:
        reader = BlockReader(raw)
        txs = [tx._replace(raw=b"", inputs=()) if number else tx for number, tx in enumerate(reader.transactions())]
    except DecodeError:
        raise Garbage from None
    layout = reader.layout()
    is_right = bool(txs) and merkle_root(layout.txids) == layout.header.merkle_root
    if not is_right or repeated_leaves(layout.txids) or _are_inner_nodes(txs):
        raise Lie("server_lies_root", block_hash)
    if not _witnesses_are_committed_to(txs):
        raise Lie("server_lies_witness", block_hash)
    bounds = [(layout.starts[number], layout.starts[number + 1]) for number in range(len(txs))]
    return CheckedBlock(raw, dict(zip(layout.txids, bounds, strict=True)))


def _are_inner_nodes(txs: list[Transaction]) -> bool:
    """Whether what is read as transactions may be pairs of hashes (CVE-2017-12842; Core: IsBlockMutated)."""
    return not txs[0].is_coinbase and any(tx.base_size_bytes == PAIR_SIZE for tx in txs)


def _witnesses_are_committed_to(txs: list[Transaction]) -> bool:
    """BIP141. Of a block from before it, whose coinbase has a commitment but no witness, the reserved value is zeros.

    The same holds of one whose witnesses were left out: then the commitment shows it.
    """
    commitment = commitment_of(txs[0]) if txs[0].inputs else None
    if commitment is None:
        return not any(tx.has_witness for tx in txs)
    if commitment.reserved is None and any(tx.has_witness for tx in txs):
        return False
    return committed_hash([tx.wtxid for tx in txs], commitment.reserved or _NULL) == commitment.hash


class _PartialTree:
    """The way from some txids to the root (Core: CPartialMerkleTree), with the same defences. Raises Garbage."""

    def __init__(self, cursor: Cursor) -> None:
        self.count = cursor.uint(4, "")
        if not 0 < self.count <= _MAX_TRANSACTIONS:
            raise Garbage
        hash_count = cursor.compact_size("")
        if hash_count > self.count:
            raise Garbage
        self.hashes = [cursor.take(32, "") for _ in range(hash_count)]
        packed = cursor.take(cursor.compact_size(""), "")
        if len(packed) * 8 < hash_count or cursor.position != len(cursor.raw):
            raise Garbage
        self.bits = [bool(byte >> place & 1) for byte in packed for place in range(8)]
        self.matches: set[bytes] = set()
        self._bit = self._hash = 0

    def root(self) -> bytes:
        """The root; after that `matches` are the txids that it was shown for."""
        height = (self.count - 1).bit_length()
        root = self._node(height, 0)
        if (self._bit + 7) // 8 != len(self.bits) // 8 or self._hash != len(self.hashes):
            raise Garbage
        return root

    def _node(self, height: int, place: int) -> bytes:
        is_parent_of_match = self._next_bit()
        if height == 0 or not is_parent_of_match:
            found = self._next_hash()
            if height == 0 and is_parent_of_match:
                self.matches.add(found)
            return found
        left = self._node(height - 1, 2 * place)
        if 2 * place + 1 >= (self.count + (1 << (height - 1)) - 1) >> (height - 1):
            return hash256(left + left)
        right = self._node(height - 1, 2 * place + 1)
        if right == left:  # the same transactions twice: CVE-2012-2459
            raise Garbage
        return hash256(left + right)

    def _next_bit(self) -> bool:
        if self._bit == len(self.bits):
            raise Garbage
        self._bit += 1
        return self.bits[self._bit - 1]

    def _next_hash(self) -> bytes:
        if self._hash == len(self.hashes):
            raise Garbage
        self._hash += 1
        return self.hashes[self._hash - 1]


def proven_header(proof: bytes, txid: bytes, network: Network) -> bytes:
    """The header of the block in which a CMerkleBlock proves the transaction to be: 80 bytes.

    Raises Lie where it proves something else, or the header has not the work for a block, Garbage where it is no
    proof.

    A transaction of 64 bytes without its witness may be a pair of hashes in the tree, and is not proven by this; the
    caller knows its size. What is left of CVE-2017-12842 is a block with a transaction of 64 bytes that an attacker
    made and no node relays, of which one half is the txid of another that is in no block: about 2^60 hashes. A whole
    block shows both.
    """
    try:
        cursor = Cursor(proof)
        header = cursor.take(HEADER_SIZE, "")
        tree = _PartialTree(cursor)
    except DecodeError:
        raise Garbage from None
    if tree.root() != header[36:68] or txid not in tree.matches:
        raise Lie("server_lies_proof", txid)
    return _with_work(header, network)
