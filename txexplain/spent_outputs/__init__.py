"""The outputs that a transaction spends, as people have them: lists, nodes', wallets' and explorers' JSON, parents.

`shapes/` finds in JSON what tells of a spent output, and which one; `forms.py` says by which names the programs write
it; `entry.py` reads it; `gathered.py` puts together what is told of each input.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import ID_DIGITS
from txexplain.model.report import Coin
from txexplain.model.transaction import Transaction
from txexplain.spent_outputs.gathered import Gathered
from txexplain.spent_outputs.parsing import parsed, shown
from txexplain.spent_outputs.shapes import Finder
from txexplain.spent_outputs.shapes.raw import outputs_of
from txexplain.spent_outputs.wanted import Wanted, Where


class SpentOutputs:
    """What several sources tell together of the outputs that `tx` spends, beside those that are `known`.

    Raises InputError, with the place, where two of them tell different things of one output.
    """

    def __init__(self, tx: Transaction, known: Sequence[Coin | None] = ()) -> None:
        self._wanted = Wanted(tx)
        self._gathered = Gathered(self._wanted, known)
        self._in_order = False

    @property
    def coins(self) -> tuple[Coin | None, ...]:
        """In input order, None where nothing is known."""
        return self._gathered.coins

    @property
    def in_order(self) -> bool:
        """Whether something was taken for the inputs in their order though no id said so."""
        return self._in_order or self._gathered.in_order

    def add(self, coins: Sequence[Coin | None]) -> None:
        """What another source told of the coins, in input order."""
        self._gathered.add(coins)

    def from_json(self, text: str) -> None:
        """Raises InputError where the JSON is in no form that is known, or tells nothing of these outputs."""
        self.from_data(parsed(text, self._wanted))

    def from_data(self, data: Any) -> None:
        """The same of JSON that was read, numbers with a point as Decimal."""
        finder = Finder(self._wanted)
        entries = finder.within(data, Where())
        other = self._gathered.take(entries)
        self._in_order |= finder.in_order
        if other is None or self._wanted.tx.is_coinbase:
            return
        if not entries:
            raise InputError("bad_spent_outputs", place="$", found=shown(data))
        if other:
            raise InputError("spent_outputs_of_other", found=other[: ID_DIGITS + 8], wanted=self._wanted.first)
        raise InputError("no_spent_outputs", place=entries[0].place)

    def around(self, documents: Iterable[Any]) -> None:
        """From JSON in which the transaction itself was found: what names its coins. It need not tell of any."""
        finder = Finder(self._wanted)
        for data in documents:
            self._gathered.take(finder.within(data, Where(ordered=False)), strict=False)
        self._in_order |= finder.in_order

    def from_parents(self, parents: Iterable[Transaction]) -> None:
        """The outputs that these transactions made. Raises InputError where one of them made none of those spent."""
        for parent in parents:
            entries = list(outputs_of(parent, "", self._wanted))
            other = self._gathered.take(entry._replace(place=entry.outpoint) for entry in entries)
            if other is not None:
                raise InputError("not_a_parent", txid=other)
