"""One spent output, by its outpoint or in order: of a wallet, a node, an index of outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from txexplain.model.errors import InputError
from txexplain.spent_outputs import forms
from txexplain.spent_outputs.entry import tells
from txexplain.spent_outputs.shapes import raw
from txexplain.spent_outputs.wanted import Entry, Where

if TYPE_CHECKING:
    from txexplain.spent_outputs.shapes import Finder


def find(data: Any, where: Where, finder: Finder) -> Iterable[Entry] | None:
    if not isinstance(data, dict):
        return None
    outpoint = outpoint_in(data)
    if outpoint and "category" not in data:
        found = list(entries_of(data, where, finder, outpoint))
        holds_more = any(isinstance(value, dict | list) for value in data.values())
        return None if holds_more and not any(entry.stated for entry in found) else found
    if not where.ordered or _is_of_other_things(data):
        return None
    has_script = not {*forms.SCRIPTS, *forms.COINS}.isdisjoint(data)
    vin = where.vin
    if not has_script and (vin is None or not tells(data)):
        return None
    return list(entries_of(data, where, finder, vin=the_one_input(finder) if vin is None else vin))


def the_one_input(finder: Finder) -> int:
    """Its number. Raises InputError where there are several, or none."""
    if len(finder.wanted.coins) != 1:
        raise InputError("spent_outputs_count", count=1, inputs=len(finder.wanted.coins))
    return 0


def _is_of_other_things(data: dict[str, Any]) -> bool:
    """Whether its amount is not that of an output; a `value_sat` beside the bytes of a parent is."""
    found = forms.OF_OTHER_THINGS.intersection(data)
    return bool(found) and not (found == {"hex"} and "value_sat" in data)


def entries_of(
    data: Any, where: Where, finder: Finder, outpoint: str = "", vin: int | None = None, *, of_input: bool = False
) -> Iterator[Entry]:
    """What is told of the coin of that outpoint or of that input: by itself, within it, by its whole parent."""
    if not isinstance(data, dict):
        yield Entry(data, where.place, outpoint, vin)
        return
    found = [
        Entry(data[name], where.member(name).place, outpoint, vin, named=True)
        for name in forms.COINS
        if name in data and (data[name] is None or isinstance(data[name], dict))
    ]
    for name in forms.PARENTS:
        if name in data:
            found += finder.within(data[name], where.member(name))
    found += _from_parents(data, where, finder, outpoint or finder.coin_of(vin))
    if tells(data, of_input=of_input):
        script_is_own = of_input and forms.IN_SATOSHI.isdisjoint({*data} - {forms.SCRIPT_OF_EITHER, "isAddress"})
        found.append(Entry(data, where.place, outpoint, vin, of_input=script_is_own))
    yield from found or [Entry(None, where.place, outpoint, vin, stated=False)]


def _from_parents(data: dict[str, Any], where: Where, finder: Finder, outpoint: str) -> Iterator[Entry]:
    """What the transaction that made the coin tells, wherever it stands among the members, or in a member of them."""
    txid = outpoint.partition(":")[0].lower()
    for name, value in data.items():
        inner = where.member(name)
        texts = value.items() if isinstance(value, dict) and name not in forms.PARENTS else ()
        for place, text in ((inner, value), *((inner.member(each), text) for each, text in texts)):
            found = raw.find(text, place, finder) if isinstance(text, str) else None
            yield from (entry for entry in found or () if entry.stated and entry.outpoint.startswith(f"{txid}:"))


def outpoint_in(data: dict[str, Any]) -> str:
    """The outpoint that the object names, `txid:n`; empty where it names none."""
    for txid, number in forms.OUTPOINTS:
        if isinstance(data.get(txid), str) and type(data.get(number)) is int:
            return f"{data[txid]}:{data[number]}"
    outpoint = data.get(forms.OUTPOINT)
    if isinstance(outpoint, dict):
        return outpoint_in(outpoint)
    if isinstance(outpoint, str):
        return outpoint
    # BlockBook leaves out a zero
    return f"{data['txid']}:0" if isinstance(data.get("txid"), str) and "isAddress" in data else ""
