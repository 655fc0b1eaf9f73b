"""What was found out as plain data: what `--json` prints. `txexplain schema` is the contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from txexplain.model.transaction import btc


class Amount(NamedTuple):
    """Satoshi to be written in BTC: a JSON number with eight decimals, as Core's ValueFromAmount writes it."""

    sat: int


Data = None | bool | int | str | Amount | list["Data"] | Iterator["Data"] | dict[str, "Data"]
"""An iterator is a list that is gone through once: where there may be millions of items."""


def plain(data: Data) -> Any:
    """The same as plain dicts and lists, ready for `json.dumps`."""
    if isinstance(data, Amount):
        return float(btc(data.sat))
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    return [plain(each) for each in data] if isinstance(data, list | Iterator) else data
