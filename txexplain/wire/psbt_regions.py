"""Every byte of a PSBT labelled: a tree of regions whose leaves tile it exactly, the transactions in it included."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from txexplain.model.bytes import Region, compact_size_width
from txexplain.model.psbt import Psbt, PsbtEntry, PsbtMap, PsbtPart
from txexplain.model.subject import PSBT_MAGIC
from txexplain.model.transaction import Transaction
from txexplain.wire.cursor import Cursor
from txexplain.wire.regions import Tiler, transaction_regions
from txexplain.wire.transaction import read_at, read_either

_TRANSACTIONS: dict[str, Callable[[Cursor], Transaction]] = {
    "psbt.unsigned_transaction": partial(read_at, extended=False),
    "psbt.previous_transaction": read_either,
}


def psbt_regions(psbt: Psbt) -> Region:
    """The tree for the whole PSBT, keyed `psbt`."""
    tiler = Tiler(0)
    tiler.leaf("psbt.magic", len(PSBT_MAGIC))
    for each in (psbt.globals, *psbt.inputs, *psbt.outputs):
        tiler.add(_map(each))
    return tiler.group("psbt", 0)


def _map(each: PsbtMap) -> Region:
    tiler = Tiler(each.start)
    for entry in each.entries:
        tiler.add(_entry(entry, tiler.position))
    tiler.leaf("psbt.separator", 1)
    return tiler.group(f"psbt.{each.role}", each.start, ordinal=None if each.role == "global" else each.number)


def _entry(entry: PsbtEntry, start: int) -> Region:
    tiler = Tiler(start)
    tiler.leaf("psbt.key.size", entry.key.start - start, len(entry.key.data))
    tiler.leaf("psbt.key.type", entry.key_data.start - entry.key.start, entry.type)
    for part in entry.key_parts:
        tiler.add(_part(part))
    size = len(entry.value.data)
    tiler.leaf("psbt.value.size", compact_size_width(size), size)
    for part in entry.value_parts:
        tiler.add(_part(part))
    return tiler.group("psbt.entry", start, entry.field or f"{entry.type:02x}")


def _part(part: PsbtPart) -> Region:
    data = part.slice
    if part.key in _TRANSACTIONS:
        return _moved(transaction_regions(_TRANSACTIONS[part.key](Cursor(data.data)), {}), data.start)
    return Region(part.key, data.start, data.end, part.value)


def _moved(region: Region, by: int) -> Region:
    children = tuple(_moved(child, by) for child in region.children)
    return region._replace(start=region.start + by, end=region.end + by, children=children)
