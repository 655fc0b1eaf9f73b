"""What was found out as plain data: what `--json` prints. `txexplain schema` is the contract."""

from __future__ import annotations

from typing import NamedTuple


class Amount(NamedTuple):
    """Satoshi to be written in BTC: a JSON number with eight decimals, as Core's ValueFromAmount writes it."""

    sat: int


Data = None | bool | int | str | Amount | list["Data"] | dict[str, "Data"]
