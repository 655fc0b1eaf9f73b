"""What was found out as plain data: what `--json` prints. `txexplain schema` is the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from txexplain.model.transaction import btc


class Amount:
    """Satoshi to be written in BTC: a JSON number with eight decimals, as Core's ValueFromAmount writes it.

    No number itself, so that no other writer takes it for one.
    """

    __slots__ = ("sat",)

    def __init__(self, sat: int) -> None:
        self.sat = sat

    def __str__(self) -> str:
        return btc(self.sat)


class Rows:
    """A list whose items are made while it is gone through, each time anew: where there may be millions of them."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], Iterator[Data]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[Data]:
        return self._make()


_MANY = 1_000
_Item = TypeVar("_Item")

Data = None | bool | int | str | Amount | list["Data"] | Rows | dict[str, "Data"]


def listed(make: Callable[[_Item], Data], items: Sequence[_Item]) -> list[Data] | Rows:
    """What is made of each item; of many as Rows, since all of it together is many times the transaction."""
    return [make(item) for item in items] if len(items) <= _MANY else Rows(lambda: map(make, items))


def plain(data: Data) -> Any:
    """The data in dicts, lists, strings and numbers alone, made anew: what parsing its JSON text gives.

    An amount becomes the float nearest to it in BTC.
    """
    if isinstance(data, dict):
        return {name: plain(item) for name, item in data.items()}
    if isinstance(data, list | Rows):
        return [plain(item) for item in data]
    return float(str(data)) if isinstance(data, Amount) else data
