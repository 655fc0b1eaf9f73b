"""What the transactions of a block add up to, counted while they are read: its fees, and what its coinbase takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from txexplain.model.report import Coin
from txexplain.model.transaction import MAX_MONEY
from txexplain.wire.block_scan import Scanned


class Rejected(NamedTuple):
    """A transaction that nodes reject by its amounts, with the spent outputs as they are told (Core: CheckTxInputs).

    It creates `over_sat` more than it spends; None where an amount is negative, or above all bitcoin there can be.
    """

    position: int
    over_sat: int | None = None


class BlockTotals(NamedTuple):
    """Amounts in satoshi. `input_sat` and `output_sat` are those of all transactions but the coinbase.

    `unknown` counts the inputs whose spent output is not known, without which there are no fees; `unused` the spent
    outputs that were told and that no input spends. `coinbase_sat` is what the coinbase takes, None where the first
    transaction is none. `root_holds` is None where the block was not read to its end. `rejected` is the first
    transaction whose own amounts do not add up, so that there is no sum of fees to judge the coinbase by.
    """

    transactions: int = 0
    inputs: int = 0
    unknown: int = 0
    input_sat: int = 0
    output_sat: int = 0
    coinbase_sat: int | None = None
    told: int = 0
    unused: int = 0
    root_holds: bool | None = None
    rejected: Rejected | None = None

    @property
    def is_told(self) -> bool:
        """Whether it counts spent outputs that were told, which nothing here proves."""
        return self.told > self.unused

    @property
    def fees_sat(self) -> int | None:
        """Of all transactions; None where a spent output is not known or not enough, or not all were read."""
        known = not self.unknown and self.root_holds is not None and self.rejected is None
        return self.input_sat - self.output_sat if known else None

    def over_sat(self, subsidy_sat: int | None) -> int | None:
        """By how much the coinbase takes more than subsidy and fees (Core: ConnectBlock); less than 0 for less.

        None where one of them is not known.
        """
        if self.coinbase_sat is None or subsidy_sat is None or self.fees_sat is None:
            return None
        return self.coinbase_sat - subsidy_sat - self.fees_sat

    def is_wrong(self, subsidy_sat: int | None) -> bool:
        """Whether no node takes a block like this: by its root, an amount, or what its coinbase takes."""
        return self.root_holds is False or self.rejected is not None or (self.over_sat(subsidy_sat) or 0) > 0


class Totals:
    """Counts; `found` is what was counted so far."""

    def __init__(self, told: int = 0) -> None:
        self.found = BlockTotals(told=told, unused=told)

    def add(self, tx: Scanned, coins: Sequence[Coin | None], told: int) -> None:
        """The next transaction, with what it spends, of which so many coins were told."""
        found = self.found
        if not found.transactions and tx.is_coinbase:
            self.found = found._replace(transactions=1, coinbase_sat=tx.output_sat)
            return
        known = [coin.value_sat for coin in coins if coin is not None]
        self.found = found._replace(
            transactions=found.transactions + 1,
            inputs=found.inputs + len(tx.inputs),
            unknown=found.unknown + len(tx.inputs) - len(known),
            input_sat=found.input_sat + sum(known),
            output_sat=found.output_sat + tx.output_sat,
            unused=found.unused - told,
            rejected=found.rejected or self._rejected(tx, known),
        )

    def _rejected(self, tx: Scanned, known_sat: Sequence[int]) -> Rejected | None:
        position = self.found.transactions
        if any(not 0 <= sat <= MAX_MONEY for sat in (*known_sat, sum(known_sat))):
            return Rejected(position)
        over_sat = tx.output_sat - sum(known_sat)
        return Rejected(position, over_sat) if over_sat > 0 and len(known_sat) == len(tx.inputs) else None

    def end(self, *, root_holds: bool) -> None:
        """That all transactions were read, and whether they lead to the Merkle root of the header."""
        self.found = self.found._replace(root_holds=root_holds)
