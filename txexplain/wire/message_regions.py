"""Every byte of a signed message labelled: a tree of regions whose leaves tile it exactly."""

from __future__ import annotations

from txexplain.model.bytes import ByteSlice, Region, compact_size_width
from txexplain.model.hexadecimal import display_hex
from txexplain.model.signing_message import SCRIPTS, SigningMessage, number_of
from txexplain.wire.cursor import Cursor
from txexplain.wire.regions import Tiler, sized_script


def message_regions(message: SigningMessage) -> Region:
    """The tree for the whole message, keyed `message`; its children are the parts."""
    tiler = Tiler(0)
    first_behind = 0 if message.vin is None else message.vin + 1
    for key, piece in message.pieces:
        _add(key, piece.data, tiler, first_behind)
    return tiler.group("message", 0)


def _add(key: str, data: bytes, tiler: Tiler, first_behind: int) -> None:
    start = tiler.position
    inner, cursor = Tiler(start), Cursor(data)
    if key == "outpoint":
        _outpoint(inner, cursor)
    elif key in SCRIPTS:
        _script(inner, "message", cursor)
    elif key in ("inputs_before", "inputs_after"):
        _inputs(inner, cursor, 0 if key == "inputs_before" else first_behind)
    elif key in ("outputs", "output", "outputs_before"):
        _outputs(inner, cursor, first_behind - 1 if key == "output" else 0)
    else:
        tiler.leaf(f"message.{key}", len(data), number_of(key, data))
        return
    tiler.add(inner.group(f"message.{key}", start))


def _outpoint(tiler: Tiler, cursor: Cursor) -> None:
    tiler.leaf("tx.vin.txid", 32, display_hex(cursor.take(32, "tx.vin.txid")))
    tiler.leaf("tx.vin.vout", 4, cursor.uint(4, "tx.vin.vout"))


def _script(tiler: Tiler, key: str, cursor: Cursor) -> None:
    size = cursor.compact_size(f"{key}.script_size")
    start = tiler.position + compact_size_width(size)
    sized_script(tiler, key, ByteSlice(start, cursor.take(size, f"{key}.script")), {})


def _inputs(tiler: Tiler, cursor: Cursor, first: int) -> None:
    while cursor.position < len(cursor.raw):
        inner = Tiler(tiler.position)
        _outpoint(inner, cursor)
        _script(inner, "tx.vin", cursor)
        inner.leaf("tx.vin.sequence", 4, cursor.uint(4, "tx.vin.sequence"))
        tiler.add(inner.group("tx.vin", tiler.position, ordinal=first))
        first += 1


def _outputs(tiler: Tiler, cursor: Cursor, first: int) -> None:
    while cursor.position < len(cursor.raw):
        inner = Tiler(tiler.position)
        inner.leaf("tx.vout.value", 8, cursor.int64("tx.vout.value"))
        _script(inner, "tx.vout", cursor)
        tiler.add(inner.group("tx.vout", tiler.position, ordinal=first))
        first += 1
