"""Spends with one mistake each, of which the program says what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator

from advised import CASES

Call = list[str]


def of_advice() -> Iterator[Call]:
    """Each mistake that has an advice of its own."""
    for advise in CASES.values():
        tx = advise().wrong
        coins = [{"value_sat": each.value, "script_pubkey": each.script.hex()} for each in tx.ins]
        yield ["verify", tx.raw.hex(), "--prevouts", json.dumps(coins)]
