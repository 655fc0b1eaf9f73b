"""What was found out as plain data: what `--json` prints. `txexplain schema` is the contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Amount(NamedTuple):
    """Satoshi to be written in BTC: a JSON number with eight decimals, as Core's ValueFromAmount writes it."""

    sat: int


Data = None | bool | int | str | Amount | list["Data"] | Iterator["Data"] | dict[str, "Data"]
"""An iterator is a list that is gone through once: where there may be millions of items."""
