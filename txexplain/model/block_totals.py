"""What the transactions of a block add up to: its fees, and what its coinbase takes."""

from __future__ import annotations

from typing import NamedTuple


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
    transaction is none. `is_whole` says that the block was read to its end. `rejected` is the first transaction whose
    own amounts do not add up, so that there is no sum of fees to judge the coinbase by.
    """

    transactions: int = 0
    inputs: int = 0
    unknown: int = 0
    input_sat: int = 0
    output_sat: int = 0
    coinbase_sat: int | None = None
    told: int = 0
    unused: int = 0
    is_whole: bool = False
    rejected: Rejected | None = None

    @property
    def is_told(self) -> bool:
        """Whether it counts spent outputs that were told, which nothing here proves."""
        return self.told > self.unused

    @property
    def fees_sat(self) -> int | None:
        """Of all transactions; None where a spent output is not known or not enough, or not all were read."""
        known = not self.unknown and self.is_whole and self.rejected is None
        return self.input_sat - self.output_sat if known else None

    def over_sat(self, subsidy_sat: int | None) -> int | None:
        """By how much the coinbase takes more than subsidy and fees (Core: ConnectBlock); less than 0 for less.

        None where one of them is not known.
        """
        if self.coinbase_sat is None or subsidy_sat is None or self.fees_sat is None:
            return None
        return self.coinbase_sat - subsidy_sat - self.fees_sat

    def is_wrong(self, subsidy_sat: int | None) -> bool:
        """Whether no node takes a block with these amounts."""
        return self.rejected is not None or (self.over_sat(subsidy_sat) or 0) > 0
