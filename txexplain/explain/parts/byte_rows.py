"""Every byte of a tree of regions: where it stands and what it is."""

from __future__ import annotations

from functools import lru_cache

from txexplain.explain.document import ByteMap, ByteRow
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.psbt_errors import field_name
from txexplain.model.bytes import Region
from txexplain.model.hash_types import hash_type_name
from txexplain.model.transaction import NULL_VOUT
from txexplain.texts import Texts

SHOWN_NUMBERED = 20  # inputs, outputs, witness items, maps and entries of a PSBT before the rest is folded
SHOWN_IN_SCRIPT = 200  # opcodes, and pushes, of one script
SHOWN_BYTES = 160  # a longer leaf is folded to its first and last bytes
_HEAD_BYTES, _TAIL_BYTES = 96, 16
_IN_HEX = ("tx.vin.sequence", "message.sequence", "message.codesep_pos", "psbt.sequence")
_BYTES_IN_HEX = ("public_key.prefix", "annex.tag", "psbt.key.type", "psbt.leaf_version", "psbt.modifiable")
_NUMBERED = (
    *("tx.vin", "tx.vout", "tx.witness", "tx.witness.item", "control_block.path"),
    *("psbt.input", "psbt.output", "psbt.entry"),
)


def byte_rows(tree: Region, raw: bytes, texts: Texts, *, show_all: bool = False) -> ByteMap:
    """Every byte of the tree with its name; long lists and long data are folded unless `show_all`."""
    rows: list[ByteRow] = []
    _children(tree, 0, rows, raw, texts, show_all)
    return ByteMap(tuple(rows))


def _children(region: Region, depth: int, rows: list[ByteRow], raw: bytes, texts: Texts, show_all: bool) -> None:
    shown_of: dict[str, int] = {}
    folded: list[Region] = []
    for child in region.children:
        shown_of[child.key] = shown_of.get(child.key, 0) + 1
        limit = SHOWN_NUMBERED if child.key in _NUMBERED else SHOWN_IN_SCRIPT
        if shown_of[child.key] > limit and not show_all:
            folded.append(child)
            continue
        _fold(folded, depth, rows, texts)
        _row(child, depth, rows, raw, texts, show_all)
    _fold(folded, depth, rows, texts)


def _fold(folded: list[Region], depth: int, rows: list[ByteRow], texts: Texts) -> None:
    """One row for the regions left out, which is then forgotten."""
    if folded:
        start, end = folded[0].start, folded[-1].end
        words = texts.plain(
            "fields",
            "folded",
            count=grouped(len(folded)),
            label=texts.plain("fields", folded[0].key),
            start=grouped(start),
            end=grouped(end - 1),
        )
        rows.append(ByteRow(start, b"", folded[0].key, "", "", depth, words, len(folded)))
        folded.clear()


def _row(region: Region, depth: int, rows: list[ByteRow], raw: bytes, texts: Texts, show_all: bool) -> None:
    label = label_of(region, raw, texts)
    if region.key == "script.push":
        _children(region, depth, rows, raw, texts, show_all)
        return
    if region.children:
        rows.append(ByteRow(region.start, b"", region.key, label, "", depth))
        _children(region, depth + 1, rows, raw, texts, show_all)
        return
    data = raw[region.start : region.end]
    value = value_of(region, texts)
    if len(data) <= SHOWN_BYTES or show_all:
        rows.append(ByteRow(region.start, data, region.key, label, value, depth))
        return
    rows.append(ByteRow(region.start, data[:_HEAD_BYTES], region.key, label, value, depth))
    words = texts.plain("fields", "folded_bytes", count=grouped(len(data) - _HEAD_BYTES - _TAIL_BYTES))
    rows.append(ByteRow(region.start + _HEAD_BYTES, b"", region.key, "", "", depth, words))
    rows.append(ByteRow(region.end - _TAIL_BYTES, data[-_TAIL_BYTES:], region.key, "", "", depth))


def label_of(region: Region, raw: bytes, texts: Texts) -> str:
    """The name of the region, with its number; of an entry of a PSBT the name of its field."""
    if region.key == "psbt.entry":
        return field_name(str(region.value), texts)
    label = _name(_label_key(region, raw), texts)
    return label if region.ordinal is None or region.key not in _NUMBERED else f"{label} {region.ordinal}"


@lru_cache(1024)
def _name(key: str, texts: Texts) -> str:
    """What the regions of that key are called; of many inputs it is asked for many times."""
    return texts.plain("fields", key)


def _label_key(region: Region, raw: bytes) -> str:
    """The key of the name: an outpoint that points at nothing has one of its own."""
    if region.key == "tx.vin.txid" and not any(raw[region.start : region.end]):
        return "tx.vin.txid.coinbase"
    if region.key == "tx.vin.vout" and region.value == NULL_VOUT:
        return "tx.vin.vout.coinbase"
    return region.key


def value_of(region: Region, texts: Texts) -> str:
    """The value as it is read: amounts with their unit, bytes that are names or flags as those, else a number."""
    value = region.value
    if not isinstance(value, int):
        return value or ""
    if region.key in ("tx.vout.value", "message.amount", "psbt.amount"):
        return texts.plain("fields", "amount", sat=grouped(value))
    if region.key.endswith((".hash_type", ".sighash_type")):
        in_taproot_message = region.key == "message.hash_type" and region.end - region.start == 1
        return hash_type_name(value, "schnorr" if in_taproot_message else "ecdsa") or f"{value:02x}"
    if region.key == "control_block.leaf_version_and_parity":
        return f"{value & 0xFE:02x}, {value & 1}"
    if region.key in _BYTES_IN_HEX:
        return f"{value:02x}"
    if region.key in _IN_HEX or (region.key in ("tx.vin.vout", "psbt.vout") and value == NULL_VOUT):
        return f"{value:08x}"
    return grouped(value)
