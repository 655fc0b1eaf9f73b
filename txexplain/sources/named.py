"""Whether JSON tells another txid beside the bytes of a transaction than theirs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from txexplain.model.hexadecimal import display_hex
from txexplain.model.subject import Note
from txexplain.model.transaction import Transaction

_NUMBERS = ("vout", "n", "index")  # beside these it is of the coin that an input spends


def named_otherwise(tx: Transaction, objects: Iterable[tuple[str, dict[str, Any]]]) -> tuple[Note, ...]:
    """A note where an object holds these bytes in hex, and the txid of another transaction."""
    raw = tx.raw.hex()
    ours = {display_hex(tx.txid), tx.txid.hex(), display_hex(tx.wtxid), tx.wtxid.hex()}
    for _, each in objects:
        named = each.get("txid")
        if not isinstance(named, str) or named.lower() in ours or any(name in each for name in _NUMBERS):
            continue
        if any(isinstance(value, str) and value.lower() == raw for value in each.values()):
            return (Note("txid_differs"),)
    return ()
