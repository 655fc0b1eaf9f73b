"""The txid that JSON tells beside the bytes of a transaction must be theirs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.transaction import Transaction

_NUMBERS = ("vout", "n", "index")  # beside these it is of the coin that an input spends


def check_named(tx: Transaction, objects: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Raises InputError where an object holds these bytes in hex, and the txid of another transaction."""
    txid, raw = display_hex(tx.txid), tx.raw.hex()
    ours = {txid, tx.txid.hex(), display_hex(tx.wtxid), tx.wtxid.hex()}
    for path, each in objects:
        named = each.get("txid")
        if not isinstance(named, str) or named.lower() in ours or any(name in each for name in _NUMBERS):
            continue
        if any(isinstance(value, str) and value.lower() == raw for value in each.values()):
            raise InputError("txid_differs", place=f"{path}.txid", txid=txid)
