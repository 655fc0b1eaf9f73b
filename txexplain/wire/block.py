"""Raw bytes to a block: the header, the transactions one after another, the Merkle tree, the witness commitment."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from txexplain.model.block import HEADER_SIZE, BlockHeader, BlockLayout, Commitment, MerkleProof, Offsets, PathStep
from txexplain.model.bytes import Span, compact_size_width
from txexplain.model.errors import DecodeError
from txexplain.model.report import Coin, SpentOutput
from txexplain.model.transaction import OutPoint, Transaction, TxOut
from txexplain.wire.cursor import Cursor
from txexplain.wire.hashes import hash256
from txexplain.wire.transaction import read_next

_COMMITMENT_HEAD = bytes.fromhex("6a24aa21a9ed")
_MIN_COMMITMENT_SIZE = 38  # Core: MINIMUM_WITNESS_COMMITMENT
_MAX_NUMBER_SIZE = 5  # bytes of a number in a script
_NULL = bytes(32)
_NO_COINS: Mapping[OutPoint, Coin] = {}
Numbers: TypeAlias = "array[int] | Offsets"


class BlockReader:
    """Reads a block transaction by transaction, and remembers of each only its id and where it stands.

    Raises DecodeError where the bytes are no block; of an error in a transaction `tx` is the number.
    """

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._cursor = Cursor(raw)
        self.header = _read_header(self._cursor)
        self.count = self._cursor.compact_size("block.tx_count")
        self._starts, self._outputs, self._first_outputs = array("Q"), array("Q"), array("Q")
        self.txids: list[bytes] = []
        self._number_of: dict[bytes, int] = {}
        self._coins: dict[int, SpentOutput] = {}  # so that one which is spent again and again is read once

    def transactions(self) -> Iterator[Transaction]:
        """Each transaction, once; at the end nothing may be left."""
        cursor = self._cursor
        for number in range(self.count):
            self._starts.append(cursor.position)
            try:
                tx = read_next(cursor)
            except DecodeError as error:
                raise error.with_facts(tx=number) from None
            yield tx
            self._remember(tx.txid, map(start_of_output, tx.outputs))
        self._end()

    def _remember(self, txid: bytes, outputs: Iterable[int]) -> None:
        """The next transaction, and where its outputs begin."""
        self._number_of.setdefault(txid, len(self.txids))
        self.txids.append(txid)
        self._first_outputs.append(len(self._outputs))
        self._outputs.extend(outputs)

    def _end(self) -> None:
        """Raises DecodeError where something is left."""
        position = self._cursor.position
        self._starts.append(position)
        if position != len(self.raw):
            span, left = Span(position, len(self.raw)), len(self.raw) - position
            raise DecodeError("block_trailing_bytes", span, self.raw, field="block", left=left)

    def output_number(self, outpoint: OutPoint) -> int | None:
        """Which output it is of all that were read before, None where it is none of them."""
        number = self._number_of.get(outpoint.txid)
        return None if number is None else _place(self._first_outputs, self._outputs, number, outpoint.vout)

    def coin(self, outpoint: OutPoint) -> SpentOutput | None:
        """That output, if it was made by what was read before."""
        place = self.output_number(outpoint)
        if place is None:
            return None
        if place not in self._coins:
            self._coins[place] = _coin(Cursor(self.raw, self._outputs[place]))
        return self._coins[place]

    def layout(self) -> BlockLayout:
        """What was read so far."""
        starts, first_outputs, outputs = map(Offsets, (self._starts, self._first_outputs, self._outputs))
        return BlockLayout(self.raw, self.header, starts, tuple(self.txids), first_outputs, outputs)


def _read_header(cursor: Cursor) -> BlockHeader:
    version = cursor.uint(4, "block.version")
    previous = cursor.take(32, "block.previous")
    merkle = cursor.take(32, "block.merkle_root")
    time, bits, nonce = (cursor.uint(4, f"block.{name}") for name in ("time", "bits", "nonce"))
    raw = cursor.raw[:HEADER_SIZE]
    signed = version - (1 << 32) if version >> 31 else version
    return BlockHeader(raw, signed, previous, merkle, time, bits, nonce, hash256(raw))


def start_of_output(output: TxOut) -> int:
    """The offset of its amount."""
    script = output.script_pubkey
    return script.start - compact_size_width(len(script.data)) - 8


def transaction_at(layout: BlockLayout, number: int) -> Transaction:
    """The transaction of that number, read again; its pieces stand where they stand in the block."""
    return read_next(Cursor(layout.raw, layout.starts[number]))


def raw_transaction(layout: BlockLayout, number: int) -> bytes:
    """The bytes of the transaction of that number, with its witness."""
    return layout.raw[layout.starts[number] : layout.starts[number + 1]]


def _place(first_outputs: Numbers, outputs: Numbers, number: int, vout: int) -> int | None:
    """Which of all `outputs` is output `vout` of transaction `number`, None where that has fewer."""
    place = first_outputs[number] + vout
    is_last = number + 1 == len(first_outputs)
    return place if place < (len(outputs) if is_last else first_outputs[number + 1]) else None


def coins_within(layout: BlockLayout, number: int, told: Mapping[OutPoint, Coin] = _NO_COINS) -> list[Coin | None]:
    """What the inputs of transaction `number` spend, where that was made earlier in the same block, or is told."""
    inputs = transaction_at(layout, number).inputs
    wanted = {txin.outpoint.txid for txin in inputs}
    numbers = {txid: place for place, txid in enumerate(layout.txids[:number]) if txid in wanted}
    coins: dict[int, SpentOutput] = {}  # so that one which is spent again and again is read once
    found: list[Coin | None] = []
    for txin in inputs:
        parent = numbers.get(txin.outpoint.txid)
        place = None if parent is None else _place(layout.first_outputs, layout.outputs, parent, txin.outpoint.vout)
        if place is not None and place not in coins:
            coins[place] = _coin(Cursor(layout.raw, layout.outputs[place]))
        found.append(told.get(txin.outpoint) if place is None else coins[place])
    return found


def _coin(cursor: Cursor) -> SpentOutput:
    value_sat = cursor.int64("tx.vout.value")
    return SpentOutput(value_sat, cursor.take(cursor.compact_size("tx.vout.script_size"), "tx.vout.script"))


def target_of(bits: int) -> int | None:
    """The target that the bits stand for; None where it is negative, zero or too large (Core: SetCompact)."""
    size, word = bits >> 24, bits & 0x7FFFFF
    if size <= 3:
        word >>= 8 * (3 - size)
    overflow = size > 34 or (word > 0xFF and size > 33) or (word > 0xFFFF and size > 32)
    if word == 0 or bits & 0x800000 or overflow:
        return None
    return word << 8 * max(0, size - 3)


def work_number(block_hash: bytes) -> int:
    """The hash as the number that is compared with the target: lowest byte first."""
    return int.from_bytes(block_hash, "little")


def merkle_levels(leaves: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """The leaves, the hashes of their pairs, and so on up to the root; one without partner is paired with itself."""
    level = leaves
    yield level
    while len(level) > 1:
        padded = level if len(level) % 2 == 0 else [*level, level[-1]]
        level = [hash256(padded[place] + padded[place + 1]) for place in range(0, len(padded), 2)]
        yield level


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root of the tree over these hashes, zeros where there are none (Core: ComputeMerkleRoot)."""
    root = _NULL
    for level in merkle_levels(leaves):
        root = level[0] if len(level) == 1 else root
    return root


def repeated_leaves(leaves: Sequence[bytes]) -> tuple[int, int, int] | None:
    """The first two groups of leaves beside each other that are the same: where each begins, and their length.

    Core's `mutated` (CVE-2012-2459): without the second group the root is the same.
    """
    for depth, level in enumerate(merkle_levels(leaves)):
        for place in range(0, len(level) - 1, 2):
            if level[place] == level[place + 1]:
                first, second = place << depth, (place + 1) << depth
                return first, second, second - first
    return None


def merkle_path(leaves: Sequence[bytes], index: int) -> tuple[PathStep, ...]:
    """The hashes beside the way from leaf `index` to the root, from below."""
    steps = []
    *below, _ = merkle_levels(leaves)
    for level in below:
        is_left = bool(index % 2)
        place = index - 1 if is_left else index + 1
        is_itself = place == len(level)
        neighbour = level[index if is_itself else place]
        pair = neighbour + level[index] if is_left else level[index] + neighbour
        steps.append(PathStep(neighbour, is_left, is_itself, hash256(pair)))
        index //= 2
    return tuple(steps)


def merkle_proof(leaves: Sequence[bytes], index: int) -> MerkleProof:
    """That the leaf of that number leads to the root; leaves in stored order, counted from 0."""
    return MerkleProof(index, len(leaves), leaves[index], merkle_path(leaves, index))


def commitment_of(coinbase: Transaction) -> Commitment | None:
    """What the coinbase commits its block's witnesses to: the last output of that form counts (BIP141)."""
    found = None
    for vout, output in enumerate(coinbase.outputs):
        script = output.script_pubkey.data
        if len(script) >= _MIN_COMMITMENT_SIZE and script.startswith(_COMMITMENT_HEAD):
            found = vout, script[6:38]
    if found is None:
        return None
    stack = [item.data for item in coinbase.inputs[0].witness]
    reserved = stack[0] if len(stack) == 1 and len(stack[0]) == 32 else None
    return Commitment(*found, reserved)


def committed_hash(wtxids: Sequence[bytes], reserved: bytes) -> bytes:
    """What a commitment must hold: the root of the wtxids, the first as zeros, and the reserved value (BIP141)."""
    return hash256(merkle_root([_NULL, *wtxids[1:]]) + reserved)


def pushed_number(script: bytes) -> int | None:
    """The number that a script begins with, pushed as Core pushes it: 0 to 16 by an opcode."""
    first = script[0] if script else 0
    if 0x51 <= first <= 0x60:
        return first - 0x50
    data = script[1 : 1 + first]
    if not 0 < first <= _MAX_NUMBER_SIZE or len(data) != first or data[-1] & 0x80:
        return None
    return int.from_bytes(data, "little")
