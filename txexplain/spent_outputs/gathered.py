"""What is told of each input's coin, put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from txexplain.model.errors import InputError
from txexplain.model.report import Coin, SpentAmount, SpentOutput
from txexplain.spent_outputs.entry import coin_in
from txexplain.spent_outputs.wanted import Entry, Wanted


class Gathered:
    """The coins in input order, as far as they were told. Different things told of one are refused.

    `in_order` is True where one of several was taken by its place, though no id said which one it is.
    """

    def __init__(self, wanted: Wanted, known: Sequence[Coin | None]) -> None:
        self._wanted = wanted
        self._found: dict[str, Coin] = {}
        self.in_order = False
        self.add(known)

    @property
    def coins(self) -> tuple[Coin | None, ...]:
        """In input order, None where nothing was told."""
        return tuple(map(self._found.get, self._wanted.coins))

    def add(self, coins: Sequence[Coin | None]) -> None:
        """Coins in input order; where they differ from what was told, their outpoint is the place."""
        for outpoint, coin in zip(self._wanted.coins, coins, strict=False):
            if coin is not None:
                self._add(outpoint, coin, outpoint)

    def take(self, entries: Iterable[Entry], *, strict: bool = True) -> str | None:
        """Adds what fits, and leaves out what others spend, and where not `strict` what may be something else too.

        None where something did fit; else the first outpoint that did not, empty where there was none.
        """
        other, named, fitted = "", False, False
        for entry in entries:
            vin = self._wanted.first_input.get(entry.outpoint.lower()) if entry.outpoint else entry.vin
            if vin is None:
                other = other or entry.outpoint
                continue
            named = True
            if entry.stated:
                fitted = True
                self._add_entry(entry._replace(vin=vin), vin, strict=strict or entry.named)
        return None if fitted else "" if named else other

    def _add_entry(self, entry: Entry, vin: int, *, strict: bool) -> None:
        try:
            coin = coin_in(entry)
        except InputError:
            if strict:
                raise
            return
        if coin is not None:
            self.in_order |= not entry.outpoint and len(self._wanted.coins) > 1
            self._add(self._wanted.coins[vin], coin, entry.place)

    def _add(self, outpoint: str, coin: Coin, place: str) -> None:
        before = self._found.get(outpoint)
        found = coin if before is None else together(before, coin)
        if found is None:
            raise InputError("spent_outputs_differ", vin=self._wanted.first_input[outpoint], place=place)
        self._found[outpoint] = found


def together(one: Coin, other: Coin) -> Coin | None:
    """What both tell of one coin; None where they tell different things."""
    if one.value_sat != other.value_sat:
        return None
    if isinstance(one, SpentAmount):
        return other
    if isinstance(other, SpentAmount):
        return one
    pairs = [{value for value in pair if value is not None} for pair in zip(one, other, strict=True)]
    if any(len(pair) > 1 for pair in pairs):
        return None
    return SpentOutput(*(next(iter(pair), None) for pair in pairs))  # type: ignore[arg-type]
