"""A transaction or a PSBT, decoded: what stands in its inputs; of a parent, its outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from txexplain.model.errors import InputError
from txexplain.spent_outputs import forms
from txexplain.spent_outputs.parsing import shown
from txexplain.spent_outputs.shapes import members, raw
from txexplain.spent_outputs.shapes.output import entries_of, outpoint_in
from txexplain.spent_outputs.wanted import Entry, Where

if TYPE_CHECKING:
    from txexplain.spent_outputs.shapes import Finder


def find(data: Any, where: Where, finder: Finder) -> Iterable[Entry] | None:
    if not isinstance(data, dict):
        return None
    txid = _txid(data)
    if txid in finder.wanted.parents:
        return list(_outputs(data, txid, where, finder))
    name = next((name for name in forms.INPUTS if isinstance(data.get(name), list)), None)
    if name is None:
        return None
    is_own = txid == finder.wanted.txid or data.get("hex") == finder.wanted.hex
    told = {name, "tx", *forms.OUTPUTS, *(forms.BYTES if is_own else ())}
    rest = {each: value for each, value in data.items() if each not in told}
    return [*_inputs(data, name, where, finder, is_own=is_own), *members.find(rest, where, finder)]


def _txid(data: dict[str, Any]) -> str:
    """The id that a decoded transaction says it has; what Core calls its `hash` is the wtxid."""
    if not any(isinstance(data.get(name), list) for name in (*forms.INPUTS, *forms.OUTPUTS)):
        return ""
    found = data.get("txid", data.get("hash"))
    return found.lower() if isinstance(found, str) else ""


def _inputs(data: dict[str, Any], name: str, where: Where, finder: Finder, *, is_own: bool) -> Iterator[Entry]:
    """What is told in the inputs, by the outpoints they have; without any, in order where the transaction is ours."""
    items = data[name]
    ours = is_own or (where.ordered and where.vin is None and not _txid(data))
    if (
        ours and not where.ordered and len(items) != len(finder.wanted.coins)
    ):  # beside its bytes stands something else
        return
    unsigned = data.get("tx") if name == "inputs" else None
    of_psbt = unsigned["vin"] if isinstance(unsigned, dict) and isinstance(unsigned.get("vin"), list) else []
    for number, item in enumerate(items):
        place = Where(f"{where.place}.{name}[{number}]", depth=where.depth + 2)
        if not isinstance(item, dict):
            if ours and where.ordered:
                raise InputError("bad_spent_output", place=place.place, found=shown(item))
            continue
        names = of_psbt[number] if number < len(of_psbt) and isinstance(of_psbt[number], dict) else item
        outpoint = outpoint_in(names)
        if outpoint:
            yield from entries_of(item, place, finder, outpoint, of_input=True)
        elif ours and not finder.wanted.tx.is_coinbase:
            yield from _in_order(item, number, len(items), place, finder)


def _in_order(item: dict[str, Any], number: int, count: int, where: Where, finder: Finder) -> Iterator[Entry]:
    """The input of that number, which names no coin."""
    inputs = finder.wanted.tx.inputs
    if count != len(inputs):
        raise InputError("spent_outputs_count", count=count, inputs=len(inputs))
    for entry in entries_of(item, where, finder, vin=number, of_input=True):
        stated = entry.told.get("n") if isinstance(entry.told, dict) else None
        if type(stated) is int and stated != inputs[number].outpoint.vout:
            raise InputError("spent_outputs_of_other", found=f"…:{stated}", wanted=finder.wanted.coins[number])
        finder.in_order |= entry.stated and not entry.outpoint
        yield entry


def _outputs(data: dict[str, Any], txid: str, where: Where, finder: Finder) -> Iterator[Entry]:
    """The outputs of a parent: from its bytes where they are there, else as they are told."""
    found = _from_bytes(data, where, finder)
    if found is not None:
        yield from found
        return
    since = {name: data[name] for name in ("status", *forms.HEIGHTS) if name in data}
    since["is_coinbase"] = _is_coinbase(data)
    for name in forms.OUTPUTS:
        for number, output in enumerate(data[name]) if isinstance(data.get(name), list) else ():
            if isinstance(output, dict):
                stated = next((output[key] for key in forms.NUMBERS if type(output.get(key)) is int), number)
                place = f"{where.place}.{name}[{number}]"
                yield Entry({**since, **output}, place, f"{txid}:{stated}")


def _from_bytes(data: dict[str, Any], where: Where, finder: Finder) -> Iterable[Entry] | None:
    """What the transaction's own bytes make of it as a parent, where they are there."""
    name = next((name for name in forms.BYTES if name in data), None)
    return None if name is None else raw.find(data[name], where.member(name), finder)


def _is_coinbase(data: dict[str, Any]) -> bool | None:
    """Whether the transaction says so by its first input; None where it does not show its inputs."""
    inputs = next((data[name] for name in forms.INPUTS if isinstance(data.get(name), list)), None)
    if not inputs or not isinstance(inputs[0], dict):
        return None
    return isinstance(inputs[0].get("coinbase"), str) or inputs[0].get("is_coinbase") is True
