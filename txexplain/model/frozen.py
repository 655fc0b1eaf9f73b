"""A mapping that stays as it was made, for what was found out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, Self, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A dict that refuses to be changed; it pickles, and can be hashed where its values can.

    It is a dict, so that it costs as little as one, `json.dumps` takes it, and it is equal to one of the same items.
    """

    __slots__ = ()

    def __new__(cls, *items: Any, **named: Any) -> Self:
        made = super().__new__(cls)
        dict.update(made, *items, **named)
        return made

    def __init__(self, *items: Any, **named: Any) -> None:
        """Nothing: what it holds, it was made with."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("what was found out cannot be changed")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        return type(self), (dict(self),)


def frozen(table: Mapping[str, Any]) -> FrozenDict[str, Any]:
    """The table, of which every dict becomes a FrozenDict and every list a tuple, however deep."""
    return FrozenDict({key: _frozen(value) for key, value in table.items()})


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return frozen(value)
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
