"""Runs that make it say what is wrong with the numbers of coins, and what a named newest block answers."""

from __future__ import annotations

from collections.abc import Iterator

from said_polt import ANCHOR, AT, PAD, spent, tx
from spends.draft import Vin

Call = list[str]


def of_fixsafe() -> Iterator[Call]:
    """Coins above the newest block, lock times that are compared, coins that cannot be."""
    above = spent(ANCHOR, height=900_005, coinbase=True)
    yield ["verify", tx(PAD).hex(), *above, "--tip", "900000,2100000000"]
    yield ["verify", tx(lock_time=2_000_000_000, vin=Vin(AT, 0)).hex(), *spent(ANCHOR)]
    yield ["verify", tx(lock_time=2_000_000_000, vin=Vin(AT, 0)).hex(), *spent(ANCHOR), "--tip", "900000,2100000000"]


def of_wrong_coins() -> Iterator[Call]:
    """Coins that no chain has, and JSON that nobody writes."""
    yield ["verify", tx(PAD).hex(), *spent(ANCHOR, height=0, coinbase=True)]
    yield ["verify", tx(PAD).hex(), *spent(ANCHOR, 10**30)]
    yield ["verify", tx(PAD).hex(), "--prevouts", "[" * 100_000 + "]" * 100_000]
