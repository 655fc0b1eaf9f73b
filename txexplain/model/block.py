"""A block: its header, where its transactions stand, what they hang together by, and what was checked."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from txexplain.model.frozen import FrozenDict
from txexplain.model.networks import MAIN, Network
from txexplain.model.report import NO_FACTS, Facts
from txexplain.model.transaction import COIN, Transaction

if TYPE_CHECKING:
    from txexplain.model.chain import Lookup

HEADER_SIZE = 80
PAIR_SIZE = 64  # bytes: of two hashes, of which a tree makes the next
HALVING_INTERVAL = 210_000  # blocks
_HALVING_INTERVALS = {"regtest": 150}  # where it is another one (Core: chainparams)
SEGWIT_HEIGHT = 481_824  # of mainnet: from this block on a witness commitment counts (Core: chainparams)
BIP34_VERSION = 2  # of a block whose coinbase begins with the height

CHECKS = {  # what is checked → Core's name where that fails (validation.cpp); several reasons have names of their own
    "hash_below_target": "high-hash",
    "merkle_root": "bad-txnmrklroot",
    "no_duplicate_leaves": "bad-txns-duplicate",
    "coinbase_first": "bad-cb-missing",
    "only_one_coinbase": "bad-cb-multiple",
    "transactions": "",
    "witness_commitment": "bad-witness-merkle-match",
    "weight": "bad-blk-weight",
}
NOT_CHECKED = ("scripts", "spent_outputs", "amounts", "chain", "time", "sigops")
"""What these checks leave out, for all that a node checks besides."""


class BlockHeader(NamedTuple):
    """The 80 bytes at the beginning; hashes in stored order, `version` signed as in Core."""

    raw: bytes
    version: int
    previous: bytes
    merkle_root: bytes
    time: int
    bits: int
    nonce: int
    hash: bytes


class Offsets:
    """Numbers in a row that stay as they are, in eight bytes each: a hostile block has a million of them."""

    __slots__ = ("_numbers",)

    def __init__(self, numbers: Iterable[int]) -> None:
        self._numbers = memoryview(array("Q", numbers).tobytes()).cast("Q")

    def __getitem__(self, place: int) -> int:
        return self._numbers[place]

    def __len__(self) -> int:
        return len(self._numbers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Offsets) and self._numbers == other._numbers

    def __hash__(self) -> int:
        return hash(tuple(self._numbers))

    def __reduce__(self) -> tuple[type[Offsets], tuple[array[int]]]:
        return Offsets, (array("Q", self._numbers),)


class BlockLayout(NamedTuple):
    """Where everything stands in the bytes of a block.

    `starts` has the offset of each transaction and at last the end; `outputs` the offset of every output of the
    block, those of transaction N from `first_outputs[N]` on.
    """

    raw: bytes
    header: BlockHeader
    starts: Offsets
    txids: tuple[bytes, ...]
    first_outputs: Offsets
    outputs: Offsets


class PathStep(NamedTuple):
    """One step of a Merkle path: the neighbour, on which side it stands, and the hash of both.

    `is_itself` says that there was no neighbour, so that the hash was paired with itself.
    """

    neighbour: bytes
    is_left: bool
    is_itself: bool
    result: bytes


class MerkleProof(NamedTuple):
    """That the leaf of this number, of `total` leaves, leads to a root."""

    number: int
    total: int
    leaf: bytes
    path: tuple[PathStep, ...]

    @property
    def root(self) -> bytes:
        """The hash that the path leads to, in stored order."""
        return self.path[-1].result if self.path else self.leaf


class Check(NamedTuple):
    """One check: `holds` is None where the block need not pass it. `code` is Core's name for what fails.

    `reason` tells the ways of failing, or of not needing it, apart.
    """

    key: str
    holds: bool | None
    reason: str = ""
    code: str = ""
    facts: Facts = NO_FACTS


class Height(NamedTuple):
    """A height, and how it is known.

    `known`: of a bundled block. `server`: by the word of a node or explorer. `stated`: the coinbase begins with it,
    as BIP34 demands of such a block. `begins_like`: it begins with bytes of that form, which nothing demands here.
    """

    number: int
    source: str

    @property
    def counts(self) -> bool:
        """Whether to go on from it."""
        return self.source != "begins_like"


class Commitment(NamedTuple):
    """What a coinbase says of the witnesses: in output `vout`, with the reserved value, where its witness is one."""

    vout: int
    hash: bytes
    reserved: bytes | None


class Counts(NamedTuple):
    """What the transactions of a block add up to. `spends` counts kinds of spend and whether they are proven.

    `broken` counts the transactions that break a rule by themselves (Core: CheckTransaction), `first_broken` is the
    number of the first of them, and `rule` Core's name of the rule.
    """

    inputs: int
    outputs: int
    with_witness: int
    base_size_bytes: int
    output_types: FrozenDict[str, int]
    spends: FrozenDict[tuple[str, str], int]
    broken: int = 0
    first_broken: int = 0
    rule: str = ""


class BlockStart(NamedTuple):
    """What a block begins with: its header, how many transactions it says to have, and the first of them.

    `first` is None where there is none. `height` is as in a BlockReport.
    """

    header: BlockHeader
    network: Network
    total: int
    first: Transaction | None
    height: Height | None

    @property
    def coinbase(self) -> Transaction | None:
        """The first transaction, where it is one."""
        return self.first if self.first is not None and self.first.is_coinbase else None

    @property
    def stated_height(self) -> int | None:
        """The height that the coinbase begins with, where BIP34 demands that."""
        return self.height.number if self.height is not None and self.height.source == "stated" else None

    @property
    def rules_height(self) -> int | None:
        """As of a BlockReport."""
        return _rules_height(self.height, self.network)


def _rules_height(height: Height | None, network: Network) -> int | None:
    return height.number if height is not None and height.counts and network.name == MAIN.name else None


class BlockReport(NamedTuple):
    """Everything found out about a block. `target` is None where the bits name none that can be met.

    `coinbase_pushes` are what the script of the coinbase pushes, as far as its bytes read as pushes. `lookup` is what
    a server told of its coinbase, so of where the block is.
    """

    layout: BlockLayout
    network: Network
    target: int | None
    checks: tuple[Check, ...]
    counts: Counts
    coinbase: Transaction | None
    height: Height | None
    commitment: Commitment | None
    coinbase_pushes: tuple[bytes, ...] = ()
    lookup: Lookup | None = None

    @property
    def header(self) -> BlockHeader:
        return self.layout.header

    @property
    def total(self) -> int:
        """How many transactions it has."""
        return len(self.layout.txids)

    @property
    def size_bytes(self) -> int:
        """The size with witness."""
        return len(self.layout.raw)

    @property
    def base_size_bytes(self) -> int:
        """The size without witness: header, count, and the transactions in their old form."""
        first = self.layout.starts[0]
        return first + self.counts.base_size_bytes

    @property
    def weight_wu(self) -> int:
        """BIP141: three times the size without witness, plus the whole size."""
        return self.base_size_bytes * 3 + self.size_bytes

    @property
    def fails(self) -> bool:
        """Whether any check fails."""
        return any(check.holds is False for check in self.checks)

    @property
    def rules_height(self) -> int | None:
        """The mainnet block whose rules its transactions are judged by, None where that is not known."""
        return _rules_height(self.height, self.network)

    @property
    def subsidy_sat(self) -> int | None:
        """As `subsidy_due` says."""
        return subsidy_due(self.height, self.network)


def subsidy_due(height: Height | None, network: Network) -> int | None:
    """The new coins that are due, in satoshi, where the height counts."""
    if height is None or not height.counts:
        return None
    return subsidy(height.number, _HALVING_INTERVALS.get(network.name, HALVING_INTERVAL))


def subsidy(height: int, interval: int = HALVING_INTERVAL) -> int:
    """The new coins that a block of that height may make, in satoshi (Core: GetBlockSubsidy)."""
    halvings = height // interval
    return 0 if halvings >= 64 else 50 * COIN >> halvings
