"""What an input weighs that opens a script, in weight units (BIP141): its own bytes four times, its witness once."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.miniscript.paths import Items

_OUTPOINT_BYTES = 36
_SEQUENCE_BYTES = 4
_WITNESS_SCALE_FACTOR = 4


def compact_size(number: int) -> int:
    """The bytes that the number takes as a CompactSize."""
    return 1 if number < 0xFD else 3 if number <= 0xFFFF else 5


def weight_of_input(script_sig: int, items: Items | None = None, others: Sequence[int] = ()) -> int:
    """Of an input with so many bytes of scriptSig; with `items`, and `others` of these sizes behind them, as witness.

    The count of an empty witness, which an input of before SegWit has in a transaction where others have one, is not
    part of it.
    """
    outside = _OUTPOINT_BYTES + compact_size(script_sig) + script_sig + _SEQUENCE_BYTES
    if items is None:
        return outside * _WITNESS_SCALE_FACTOR
    witness = compact_size(items.many + len(others)) + items.size + sum(compact_size(size) + size for size in others)
    return outside * _WITNESS_SCALE_FACTOR + witness
