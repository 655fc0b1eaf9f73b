"""What is looked for, and what is found of it on the way."""

from __future__ import annotations

from typing import Any, NamedTuple

from txexplain.model.hexadecimal import display_hex
from txexplain.model.transaction import Transaction

_SHOWN_NAME = 80


class Wanted:
    """The coins of one transaction: what each input spends, as `txid:n`, and the first input that spends it."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.txid, self.hex = display_hex(tx.txid), tx.raw.hex()
        self.coins = [f"{display_hex(txin.outpoint.txid)}:{txin.outpoint.vout}" for txin in tx.inputs]
        self.first_input: dict[str, int] = {}
        for vin, coin in enumerate(self.coins):
            self.first_input.setdefault(coin, vin)
        self.parents: dict[str, set[int]] = {}
        for txin in tx.inputs:
            self.parents.setdefault(display_hex(txin.outpoint.txid), set()).add(txin.outpoint.vout)

    @property
    def first(self) -> str:
        """The first coin; empty where there is none."""
        return self.coins[0] if self.coins else ""


class Where(NamedTuple):
    """A place in JSON. If `ordered`, what names no coin there is for the inputs in order: in a list for `vin`."""

    place: str = "$"
    ordered: bool = True
    vin: int | None = None
    depth: int = 0

    def member(self, name: str, *, ordered: bool = False) -> Where:
        """A member of the object there."""
        return self._replace(place=member(self.place, name), ordered=ordered, depth=self.depth + 1)

    def item(self, number: int) -> Where:
        """An item of the list there; of a list in a list none is in order."""
        ordered = self.ordered and self.vin is None
        return Where(f"{self.place}[{number}]", ordered, number, self.depth + 1)


class Entry(NamedTuple):
    """What tells of one spent output: of that outpoint, `txid:n`, or else of the one of that input.

    `told` is a SpentOutput, or still JSON: an object, a number, null where it is said not to be known. `of_input` is
    an object that is an input, whose own script is not that of the output. Not `stated` is what only names a coin;
    `named` is what by its name can only be a spent output.
    """

    told: Any
    place: str
    outpoint: str = ""
    vin: int | None = None
    of_input: bool = False
    stated: bool = True
    named: bool = False


def member(place: str, name: str) -> str:
    """The place of a member, as jq writes it; a long name is cut."""
    if name.isidentifier() and name.isascii() and len(name) <= _SHOWN_NAME:
        return f"{place}.{name}"
    return f'{place}["{name if len(name) <= _SHOWN_NAME else name[:_SHOWN_NAME] + "…"}"]'
