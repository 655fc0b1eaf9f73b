"""A whole transaction in hex: a parent, whose outputs its txid proves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from txexplain.model.errors import DecodeError, InputError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import Transaction
from txexplain.spent_outputs.entry import bytes_of
from txexplain.spent_outputs.wanted import Entry, Wanted, Where
from txexplain.wire.transaction import decode

if TYPE_CHECKING:
    from txexplain.spent_outputs.shapes import Finder

MIN_SIZE = 60  # bytes; no transaction with an input and an output is shorter


def find(data: Any, where: Where, finder: Finder) -> Iterable[Entry] | None:
    raw = bytes_of(data)
    if raw is None or len(raw) < MIN_SIZE:
        return None
    try:
        parent = decode(raw)
    except DecodeError:
        return None
    found = list(outputs_of(parent, where.place, finder.wanted))
    if raw in finder.parents:  # the same again tells nothing new
        return found[:1]
    finder.parents.add(raw)
    return found


def outputs_of(parent: Transaction, place: str, wanted: Wanted) -> Iterator[Entry]:
    """The outputs that are spent. Raises InputError where one is spent that the parent does not have."""
    txid = display_hex(parent.txid)
    if txid not in wanted.parents:
        yield Entry(None, place, txid)
        return
    for vout in sorted(wanted.parents[txid]):
        outpoint, count = f"{txid}:{vout}", len(parent.outputs)
        if vout >= count:
            raise InputError("parent_lacks_output", vin=wanted.first_input[outpoint], vout=vout, count=count)
        output = parent.outputs[vout]
        told = SpentOutput(output.value_sat, output.script_pubkey.data, coinbase=parent.is_coinbase)
        yield Entry(told, place, outpoint)
