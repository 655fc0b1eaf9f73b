"""Where the characters are that make the checksum of a bech32 or bech32m string wrong: one or two of them (BIP173).

The code of the checksum has distance 5 over the length of an address: a string that is one or two characters away
from a right one is so from that one alone, and what is left over tells which. Of three and more it only says that
they are there, and by chance it may point at two that are right.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from txexplain.addresses.bech32 import MAX_LENGTH, shifted


class Slip(NamedTuple):
    """A wrong character: `from_end` counts from the last one, which is 0; `change` turns its five bits into the right
    ones (exclusive or)."""

    from_end: int
    change: int


def slips(left_over: int, length: int) -> tuple[Slip, ...] | None:
    """The one or two wrong characters among the last `length`, the leftmost first; None where there are more.

    `left_over` is the checksum's remainder, exclusive or the constant that it should be (Core: LocateErrors).
    """
    if left_over == 0:
        return ()
    known = _remainders()
    single = known.get(left_over)
    if single is not None:
        return (single,) if single.from_end < length else None
    for remainder, slip in known.items():
        other = known.get(left_over ^ remainder)
        if other is not None and length > slip.from_end > other.from_end:
            return slip, other
    return None


@cache
def _remainders() -> dict[int, Slip]:
    """What each single wrong character leaves over."""
    found = {}
    for change in range(1, 32):
        remainder = change
        for place in range(MAX_LENGTH):
            found[remainder] = Slip(place, change)
            remainder = shifted(remainder, 0)
    return found
