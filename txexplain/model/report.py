"""What was found out about one transaction: facts, keys and places, never sentences."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from txexplain.model.bytes import ByteSlice, Span
from txexplain.model.frozen import FrozenDict
from txexplain.model.networks import Network
from txexplain.model.script import Script
from txexplain.model.transaction import MAX_MONEY, WITNESS_SCALE_FACTOR, Transaction, TxIn

if TYPE_CHECKING:
    from txexplain.model.chain import Lookup

BYTES_PER_SIGOP = 20  # Core: DEFAULT_BYTES_PER_SIGOP


class Facts(FrozenDict[str, int | str]):
    """What a finding, a shape or a failure says, in numbers and names: the texts fill them in."""

    __slots__ = ()


NO_FACTS = Facts()


class Certainty(Enum):
    """PROVEN follows from the bytes; HEURISTIC is what bytes of that form usually are."""

    PROVEN = "proven"
    HEURISTIC = "heuristic"


class Capture(NamedTuple):
    """Some bytes and the part they play: `public_key`, `redeem_script`, `revocation_key`, …

    `form` says how they are built where the role does not: `public_key` or `number`; `certainty` is HEURISTIC
    where only their form tells what they are. `judge` tells the flaw of the bytes, which takes its time.
    """

    role: str
    slice: ByteSlice
    form: str = ""
    certainty: Certainty = Certainty.PROVEN
    judge: Callable[[bytes], str] | None = None

    @property
    def flaw(self) -> str:
        """Empty, or `no_point` for a key that is not a point of the curve, `wrong_parity` for a hybrid one whose
        first byte does not fit its y."""
        return "" if self.judge is None else self.judge(self.slice.data)


class Match(NamedTuple):
    """A shape that was recognised: its key, the bytes that fill it, and what it says, in numbers and names."""

    key: str
    captures: tuple[Capture, ...] = ()
    facts: Facts = NO_FACTS

    def pieces(self, role: str) -> tuple[ByteSlice, ...]:
        """The captures of that role, in the order in which they were found."""
        return tuple(capture.slice for capture in self.captures if capture.role == role)


class Level(Enum):
    """How loudly a finding is told: a FACT informs, an ODD thing surprises, INVALID breaks a consensus rule."""

    FACT = "fact"
    ODD = "odd"
    INVALID = "invalid"


class Condition(NamedTuple):
    """What must be so for a finding to be so, and is known only when input `vin` has been run.

    `kind` is `signature` (this one is valid), `made` (this one is that of a key, be it encoded as it should or not),
    `spend` (the input is valid), or `coin` (the coin is locked by the key
    or the script that the input shows).
    """

    kind: str
    vin: int
    signature: bytes = b""


class Finding(NamedTuple):
    """What an insight noticed. Its facts name the input (`vin`) or output (`vout`) where it is about one.

    It is so if all of `conditions` are met: none is left of those that were found to be.
    """

    key: str
    level: Level
    certainty: Certainty = Certainty.PROVEN
    facts: Facts = NO_FACTS
    spans: tuple[Span, ...] = ()
    conditions: tuple[Condition, ...] = ()


class SpentOutput(NamedTuple):
    """The output that an input spends: known only where somebody supplied it. In satoshi, 64 bits with a sign.

    `height` is that of the block with the transaction that made it, `coinbase` whether that is a coinbase, and
    `mediantime_before` the median time of the block before that one, from which BIP68 counts; None where not told.
    """

    value_sat: int
    script_pubkey: bytes
    height: int | None = None
    coinbase: bool | None = None
    mediantime_before: int | None = None


class SpentAmount(NamedTuple):
    """The amount of a spent output whose script nobody supplied: enough for the fee, and for nothing else."""

    value_sat: int


Coin: TypeAlias = SpentOutput | SpentAmount
"""What is known of the coin that an input spends."""


class InnerScript(NamedTuple):
    """A script that an input reveals: `redeem_script`, `witness_script` or `leaf_script`, and its shapes."""

    role: str
    script: Script
    shapes: tuple[Match, ...]


class OutputReport(NamedTuple):
    """One output, or one spent output. `type` is Core's name for the shape of the script."""

    value_sat: int
    script: Script
    type: Match
    address: str | None
    shapes: tuple[Match, ...] = ()


class InputReport(NamedTuple):
    """One input. `kind.key` is the kind of spend; `certainty` tells whether the spent output was known.

    `coin` is what was supplied of the spent output; where its script is in that, `spent` is what it says.

    `fits` is False where the input does not have the usual form of its kind. `sequence_meaning` is what the
    sequence says in this transaction: its key, and for a relative lock the `count` of its units.
    """

    txin: TxIn
    script_sig: Script
    kind: Match
    certainty: Certainty
    fits: bool
    sequence_meaning: Match
    spent: OutputReport | None = None
    inner_scripts: tuple[InnerScript, ...] = ()
    coin: Coin | None = None

    @property
    def coin_sat(self) -> int | None:
        """What the spent output holds, be its script known or not."""
        return None if self.coin is None else self.coin.value_sat

    @property
    def spent_output(self) -> SpentOutput | None:
        """The coin, where its script is known too."""
        return self.coin if isinstance(self.coin, SpentOutput) else None


class Report(NamedTuple):
    """Everything found out about one transaction. Amounts are in satoshi, None where spent outputs are not known.

    `sigop_cost` is what its signature checks cost (Core: GetTransactionSigOpCost); where a spent output is not known,
    `sigop_cost_known` is False, and it may cost more. `lookup` is what a node or an explorer told of it besides.
    """

    tx: Transaction
    network: Network
    inputs: tuple[InputReport, ...]
    outputs: tuple[OutputReport, ...]
    input_sat: int | None
    fee_sat: int | None
    findings: tuple[Finding, ...] = ()
    sigop_cost: int = 0
    sigop_cost_known: bool = True
    lookup: Lookup | None = None

    @property
    def has_impossible_amount(self) -> bool:
        """Whether an amount, or a sum of them, is negative or above all bitcoin there can be (Core: MoneyRange)."""
        outputs = [item.value_sat for item in self.outputs]
        coins = [item.coin.value_sat for item in self.inputs if item.coin is not None]
        return any(not 0 <= sat <= MAX_MONEY for sat in (*outputs, *coins, sum(outputs), sum(coins)))

    @property
    def has_amounts_alone(self) -> bool:
        """Whether of a spent output only the amount was supplied, which no signature can be checked against."""
        return any(item.spent is None and item.coin is not None for item in self.inputs)

    @property
    def spends_twice(self) -> bool:
        """Whether two inputs spend one coin, so that what goes in is no sum of coins."""
        return len({txin.outpoint for txin in self.tx.inputs}) < len(self.tx.inputs)

    @property
    def is_overspent(self) -> bool:
        """Whether less goes in than comes out."""
        return self.input_sat is not None and self.input_sat < self.tx.output_sat

    @property
    def sigop_vsize_vb(self) -> int:
        """The size by which nodes compare fees (Core: GetVirtualTransactionSize): above `vsize_vb` only by sigops."""
        weight = max(self.tx.weight_wu, self.sigop_cost * BYTES_PER_SIGOP)
        return -(-weight // WITNESS_SCALE_FACTOR)

    def finding(self, key: str) -> Finding | None:
        """The finding of that key, if there is one."""
        return next((finding for finding in self.findings if finding.key == key), None)
