"""Every byte of a PSBT labelled: a tree of regions whose leaves tile it exactly, the transactions in it included."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from txexplain.model.bytes import ByteSlice, Region, compact_size_width
from txexplain.model.psbt import Psbt, PsbtEntry, PsbtMap, PsbtPart
from txexplain.model.subject import PSBT_MAGIC
from txexplain.model.transaction import Transaction
from txexplain.wire.cursor import Cursor
from txexplain.wire.regions import Budget, Tiler, piece_region, script_region, transaction_regions
from txexplain.wire.taproot import LEAF_VERSION_MASK, LEAF_VERSION_TAPSCRIPT
from txexplain.wire.transaction import read_at, read_either

_TRANSACTIONS: dict[str, Callable[[Cursor], Transaction]] = {
    "psbt.unsigned_transaction": partial(read_at, extended=False),
    "psbt.previous_transaction": read_either,
}


_FORMS = {
    ("PSBT_IN_PARTIAL_SIG", "psbt.signature"): "ecdsa_signature",
    ("PSBT_IN_TAP_KEY_SIG", "psbt.signature"): "schnorr_signature",
    ("PSBT_IN_TAP_SCRIPT_SIG", "psbt.signature"): "schnorr_signature",
    ("PSBT_IN_TAP_LEAF_SCRIPT", "psbt.control_block"): "control_block",
}
_LAYOUTS = {  # the parts of a piece, and their sizes
    "psbt.xpub": (
        *(("psbt.xpub.version", 4), ("psbt.xpub.depth", 1), ("psbt.xpub.parent", 4), ("psbt.xpub.child", 4)),
        *(("psbt.xpub.chain_code", 32), ("psbt.public_key", 33)),
    ),
    "psbt.silent_payment_keys": (("psbt.scan_key", 33), ("psbt.spend_key", 33)),
}


def psbt_regions(psbt: Psbt, limit: int | None = None) -> Region:
    """The tree for the whole PSBT, keyed `psbt`; after `limit` regions what is left of each list is one leaf."""
    tiler = Tiler(0, Budget(limit))
    tiler.leaf("psbt.magic", len(PSBT_MAGIC))
    for each in (psbt.globals, *psbt.inputs, *psbt.outputs):
        if tiler.stops(len(psbt.raw)):
            break
        tiler.add(_map(tiler, each))
    return tiler.group("psbt", 0)


def _map(tiler: Tiler, each: PsbtMap) -> Region:
    inner = tiler.inside(each.start)
    for entry in each.entries:
        if inner.stops(each.entries[-1].value.end):
            break
        inner.add(_entry(inner, entry, inner.position))
    inner.leaf("psbt.separator", 1)
    return inner.group(f"psbt.{each.role}", each.start, ordinal=None if each.role == "global" else each.number)


def _entry(around: Tiler, entry: PsbtEntry, start: int) -> Region:
    leaves = [
        int(part.value or 0) & LEAF_VERSION_MASK for part in entry.value_parts if part.key == "psbt.leaf_version"
    ]
    as_script: Callable[[str, ByteSlice], Region] = partial(script_region, tapscript=bool(leaves))
    if any(version != LEAF_VERSION_TAPSCRIPT for version in leaves):
        as_script = _whole  # of such leaves nobody knows yet what their bytes mean
    tiler = around.inside(start)
    tiler.leaf("psbt.key.size", entry.key.start - start, len(entry.key.data))
    tiler.leaf("psbt.key.type", entry.key_data.start - entry.key.start, entry.type)
    for part in entry.key_parts:
        tiler.add(_part(tiler, part, entry.field, as_script))
    size = len(entry.value.data)
    tiler.leaf("psbt.value.size", compact_size_width(size), size)
    for part in entry.value_parts:
        tiler.add(_part(tiler, part, entry.field, as_script))
    return tiler.group("psbt.entry", start, entry.field or f"{entry.type:02x}")


def _part(tiler: Tiler, part: PsbtPart, field: str, as_script: Callable[[str, ByteSlice], Region]) -> Region:
    key, data = part.key, part.slice
    if key in _TRANSACTIONS:
        return _moved(transaction_regions(_TRANSACTIONS[key](Cursor(data.data)), {}, tiler.budget), data.start)
    if key in _LAYOUTS:
        return _laid_out(key, data.start)
    if (field, key) in _FORMS:
        return piece_region(key, _FORMS[field, key], data)
    return as_script(key, data) if key == "psbt.script" else Region(key, data.start, data.end, part.value)


def _whole(key: str, data: ByteSlice) -> Region:
    return Region(key, data.start, data.end)


def _laid_out(key: str, start: int) -> Region:
    tiler = Tiler(start)
    for name, size in _LAYOUTS[key]:
        tiler.leaf(name, size)
    return tiler.group(key, start)


def _moved(region: Region, by: int) -> Region:
    children = tuple(_moved(child, by) for child in region.children)
    return region._replace(start=region.start + by, end=region.end + by, children=children)
