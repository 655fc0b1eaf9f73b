"""A block read by offsets alone: where its transactions stand, their ids, what they spend and hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from txexplain.model.block import BlockLayout
from txexplain.model.bytes import compact_size_width
from txexplain.model.errors import DecodeError
from txexplain.model.transaction import NULL_VOUT, OutPoint, TxIn
from txexplain.wire.block import BlockReader, start_of_output
from txexplain.wire.hashes import hash256
from txexplain.wire.scan import Doubt, places_at
from txexplain.wire.transaction import read_either

_NULL_OUTPOINT = bytes(32) + NULL_VOUT.to_bytes(4, "little")


class Scanned(NamedTuple):
    """A transaction of a block: its bytes, its id, where its inputs begin in it, what its outputs hold together.

    `base_size` is in bytes, without marker, flag and witness.
    """

    raw: bytes
    txid: bytes
    inputs: list[int]
    output_sat: int
    base_size: int

    @property
    def is_coinbase(self) -> bool:
        """Core's CTransaction::IsCoinBase."""
        return len(self.inputs) == 1 and self.raw.startswith(_NULL_OUTPOINT, self.inputs[0])

    def spent_txid(self, start: int) -> bytes:
        """The transaction that made what the input which begins there spends."""
        return self.raw[start : start + 32]

    def outpoint(self, start: int) -> OutPoint:
        """What the input that begins there spends."""
        return OutPoint(self.raw[start : start + 32], int.from_bytes(self.raw[start + 32 : start + 36], "little"))


class BlockScan(BlockReader):
    """The same as the BlockReader at a small part of the cost, where transactions will be read again, or need not be.

    What is beyond doubt is read by offsets, all else as always.
    """

    def scanned(self) -> Iterator[Scanned]:
        """Each transaction, once; at the end nothing may be left."""
        for number in range(self.count):
            start = self._cursor.position
            self._starts.append(start)
            try:
                found, outputs = self._next(start)
            except DecodeError as error:
                raise error.with_facts(tx=number) from None
            yield found
            self._remember(found.txid, outputs)
        self._end()

    def made(self, txid: bytes) -> bool:
        """Whether it is one of the transactions read before."""
        return txid in self._number_of

    def _next(self, start: int) -> tuple[Scanned, list[int]]:
        raw = self.raw
        try:
            (inputs, outputs, witnesses, body_end, output_sat), end = places_at(raw, start)
        except (Doubt, IndexError):
            return self._read(start)
        self._cursor.position = end
        tx = raw[start:end]
        base = tx[:4] + raw[start + 6 : body_end] + tx[-4:] if witnesses else tx
        return Scanned(tx, hash256(base), [place - start for place in inputs], output_sat, len(base)), outputs

    def _read(self, start: int) -> tuple[Scanned, list[int]]:
        tx = read_either(self._cursor)
        inputs = [_start_of_input(txin) - start for txin in tx.inputs]
        return Scanned(tx.raw, tx.txid, inputs, tx.output_sat, tx.base_size_bytes), list(
            map(start_of_output, tx.outputs)
        )


def _start_of_input(txin: TxIn) -> int:
    script = txin.script_sig
    return script.start - compact_size_width(len(script.data)) - 36


def block_layout(raw: bytes) -> BlockLayout:
    """Where everything stands in a block, and the ids. Raises DecodeError as the BlockReader does."""
    reader = BlockScan(raw)
    for _ in reader.scanned():
        pass
    return reader.layout()
