"""What an input weighs that opens a script, in weight units (BIP141): its own bytes four times, its witness once."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.miniscript.paths import ItemSizes
from txexplain.model.bytes import compact_size_width
from txexplain.model.transaction import WITNESS_SCALE_FACTOR

_OUTPOINT_BYTES = 36
_SEQUENCE_BYTES = 4


def weight_of_input(script_sig: int, items: ItemSizes | None = None, others: Sequence[int] = ()) -> int:
    """Of an input with so many bytes of scriptSig; with `items`, and `others` of these sizes behind them, as witness.

    The count of an empty witness, which an input of before SegWit has in a transaction where others have one, is not
    part of it.
    """
    outside = _OUTPOINT_BYTES + compact_size_width(script_sig) + script_sig + _SEQUENCE_BYTES
    if items is None:
        return outside * WITNESS_SCALE_FACTOR
    behind = sum(compact_size_width(size) + size for size in others)
    witness = compact_size_width(items.many + len(others)) + items.size + behind
    return outside * WITNESS_SCALE_FACTOR + witness
