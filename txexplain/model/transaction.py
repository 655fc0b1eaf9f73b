"""A decoded transaction, with the place of everything whose length varies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from txexplain.model.bytes import ByteSlice

SEQUENCE_FINAL = 0xFFFFFFFF
GENESIS_TIME = 1_231_006_505  # of the first block: no block has an earlier time
MAX_LOCK_TIME = 0xFFFFFFFF
SEQUENCE_LOCKTIME_DISABLE_FLAG = 1 << 31  # BIP68: no relative lock
SEQUENCE_LOCKTIME_TYPE_FLAG = 1 << 22  # BIP68: units of 512 seconds, not blocks
SEQUENCE_LOCKTIME_MASK = 0xFFFF  # BIP68: the number of units
COINBASE_MATURITY = 100  # blocks from that of a coinbase to the first that can spend it
SEQUENCE_LOCKTIME_SECONDS = 512  # BIP68: of a unit of time (Core: 1 << SEQUENCE_LOCKTIME_GRANULARITY)
LOCK_TIME_THRESHOLD = 500_000_000  # below: a block height; from here on: a time (Core: LOCKTIME_THRESHOLD)
TRUC_VERSION = 3  # BIP431
STANDARD_VERSIONS = range(1, TRUC_VERSION + 1)  # that nodes pass on
NULL_VOUT = 0xFFFFFFFF  # the output number of an outpoint that points at nothing
COIN = 100_000_000  # satoshi in one bitcoin
MAX_MONEY = 21_000_000 * COIN
WITNESS_SCALE_FACTOR = 4
MAX_BLOCK_WEIGHT = 4_000_000
MAX_BLOCK_SIGOPS_COST = 80_000
MAX_STANDARD_TX_WEIGHT = MAX_BLOCK_WEIGHT // 10  # that nodes pass on, as the next two
MAX_STANDARD_TX_SIGOPS_COST = MAX_BLOCK_SIGOPS_COST // 5
MIN_STANDARD_TX_NONWITNESS_SIZE = 65  # in bytes
INT64_LIMIT = 1 << 63  # amounts are numbers of 64 bits, with a sign


class OutPoint(NamedTuple):
    """Which output of which transaction: `txid` is 32 bytes in stored order, `vout` counts from 0."""

    txid: bytes
    vout: int

    @property
    def is_null(self) -> bool:
        """Core's COutPoint::IsNull: the outpoint of a coinbase input."""
        return self.vout == NULL_VOUT and not any(self.txid)


class TxIn(NamedTuple):
    """One input (Core: CTxIn); its sequence is unsigned, of 32 bits, its witness begins with the lowest item.

    The witness is a tuple, or where there are many items Pieces, which behave as one.
    """

    outpoint: OutPoint
    script_sig: ByteSlice
    sequence: int
    witness: Sequence[ByteSlice] = ()


class TxOut(NamedTuple):
    """One output (Core: CTxOut): an amount in satoshi, and the script that guards it."""

    value_sat: int  # signed, as on the wire: hostile bytes may hold a negative amount
    script_pubkey: ByteSlice


class Transaction(NamedTuple):
    """One transaction as its bytes say it.

    `txid` and `wtxid` are 32 bytes in stored order; `version` is unsigned, as in Core since 28.0;
    `base_size_bytes` leaves out marker, flag and witness; `has_witness` says that the extended (BIP144)
    form was read.
    """

    raw: bytes
    version: int
    inputs: tuple[TxIn, ...]
    outputs: tuple[TxOut, ...]
    lock_time: int
    has_witness: bool
    base_size_bytes: int
    txid: bytes
    wtxid: bytes

    @property
    def is_coinbase(self) -> bool:
        """Core's CTransaction::IsCoinBase: one input, and it points at nothing."""
        return len(self.inputs) == 1 and self.inputs[0].outpoint.is_null

    @property
    def size_bytes(self) -> int:
        """The size with witness (Core: GetTotalSize)."""
        return len(self.raw)

    @property
    def weight_wu(self) -> int:
        """BIP141: three times the size without witness, plus the whole size."""
        return self.base_size_bytes * (WITNESS_SCALE_FACTOR - 1) + self.size_bytes

    @property
    def vsize_vb(self) -> int:
        """BIP141: a quarter of the weight, rounded up."""
        return -(-self.weight_wu // WITNESS_SCALE_FACTOR)

    @property
    def output_sat(self) -> int:
        """What the outputs hold together, in satoshi."""
        return sum(output.value_sat for output in self.outputs)


def btc(sat: int, grouping: str = "") -> str:
    """Satoshi as BTC with eight decimals (Core: ValueFromAmount), thousands set apart by `grouping`."""
    if sat >= 0 and not grouping:  # nearly always
        digits = f"{sat:09d}"
        return f"{digits[:-8]}.{digits[-8:]}"
    whole, rest = divmod(abs(sat), COIN)
    return f"{'-' if sat < 0 else ''}{whole:{grouping}}.{rest:08d}"
