"""What the transactions of a block add up to, counted while they are read."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.model.block_totals import BlockTotals, Rejected
from txexplain.model.report import Coin
from txexplain.model.transaction import MAX_MONEY
from txexplain.wire.block_scan import Scanned


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

    def end(self) -> None:
        """That all transactions were read."""
        self.found = self.found._replace(is_whole=True)
