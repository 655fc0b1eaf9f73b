"""How the values of a PSBT are read: each reader gives the labelled parts that tile the bytes, or refuses.

A value follows its length. Core reads most values as bytes of that length, some as what they hold, and compares the
length afterwards (UnserializeFromVector): `counted` and `held` do the same, so that both refuse for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable

from txexplain.model.bytes import ByteSlice, Span
from txexplain.model.errors import DecodeError
from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_ANYONECANPAY, SIGHASH_SINGLE
from txexplain.model.hexadecimal import display_hex
from txexplain.model.psbt import PsbtPart, path_step
from txexplain.wire.cursor import Cursor
from txexplain.wire.der import is_valid_signature_encoding
from txexplain.wire.psbt_keys import Parts, Refused, check_keys, cut, inside, listed, part
from txexplain.wire.taproot import MAX_DEPTH, is_complete_tree

ValueReader = Callable[[Cursor], tuple[ByteSlice, Parts]]


def counted(read: Callable[[ByteSlice], Parts]) -> ValueReader:
    """Bytes of the stated length, then what they hold."""

    def value(cursor: Cursor) -> tuple[ByteSlice, Parts]:
        data = cursor.piece(cursor.compact_size("psbt.value.size"), "psbt.value")
        return data, read(data)

    return value


def held(
    read: Callable[[Cursor], Parts], check: Callable[[ByteSlice], None] = lambda data: None, always: int | None = None
) -> ValueReader:
    """What the value holds, which must be as long as stated; checked after that. `always` is its only size."""

    def value(cursor: Cursor) -> tuple[ByteSlice, Parts]:
        size = cursor.compact_size("psbt.value.size")
        start = cursor.position
        parts = _read_ahead(cursor, size, read)
        data = ByteSlice(start, cursor.raw[start : cursor.position])
        if len(data.data) != size:
            core = "Size of value was not the stated size"
            if always is None:
                raise Refused("psbt_value_length", core, data.span, stated=size)
            span = Span(start, min(start + size, len(cursor.raw)))
            raise Refused("psbt_value_size", core, span, stated=size, sizes=str(always))
        check(data)
        return data, parts

    return value


def _read_ahead(cursor: Cursor, size: int, read: Callable[[Cursor], Parts]) -> Parts:
    """What is read from here on. Where the bytes end before it does, but not before the value, the value is wrong."""
    ends = cursor.position + size
    try:
        return read(cursor)
    except DecodeError as error:
        if error.code != "truncated" or ends > len(cursor.raw):
            raise
        raise DecodeError("psbt_value_ends", error.span, b"", **{**error.facts, "ends": ends}) from None


def whole(key: str, check: Callable[[ByteSlice], None] = lambda data: None) -> ValueReader:
    """Bytes under one label."""

    def read(data: ByteSlice) -> Parts:
        check(data)
        return (part(key, data),) if data.data else ()

    return counted(read)


def number(key: str, size: int, *, signed: bool = False) -> ValueReader:
    """A little-endian number of so many bytes."""

    def read(cursor: Cursor) -> Parts:
        data = cursor.piece(size, f"psbt.{key}")
        return (part(key, data, int.from_bytes(data.data, "little", signed=signed)),)

    return held(read, always=size)


def compact_number(key: str) -> ValueReader:
    def read(cursor: Cursor) -> Parts:
        start = cursor.position
        value = cursor.compact_size(f"psbt.{key}")
        return (part(key, ByteSlice(start, cursor.raw[start : cursor.position]), value),)

    return held(read)


def fixed(key: str, size: int, *, as_txid: bool = False) -> ValueReader:
    def read(cursor: Cursor) -> Parts:
        data = cursor.piece(size, f"psbt.{key}")
        return (part(key, data, display_hex(data.data) if as_txid else None),)

    return held(read, always=size)


def output(cursor: Cursor) -> Parts:
    """An amount and a script: an output as it stands in a transaction."""
    amount = cursor.piece(8, "psbt.amount")
    at = cursor.position
    size = cursor.compact_size("psbt.script.size")
    length = ByteSlice(at, cursor.raw[at : cursor.position])
    parts = (
        part("amount", amount, int.from_bytes(amount.data, "little", signed=True)),
        part("script.size", length, size),
        part("script", cursor.piece(size, "psbt.script")),
    )
    return tuple(each for each in parts if each.slice.data)


def witness_stack(cursor: Cursor) -> Parts:
    """A count, and so many items, each behind its length."""
    parts: list[PsbtPart] = []
    count = _labelled_size(cursor, "witness.count", parts)
    for _ in range(count):
        size = _labelled_size(cursor, "witness.item.size", parts)
        parts.append(part("witness.item", cursor.piece(size, "psbt.witness.item")))
    return tuple(each for each in parts if each.slice.data)


def _labelled_size(cursor: Cursor, key: str, parts: list[PsbtPart]) -> int:
    start = cursor.position
    value = cursor.compact_size(f"psbt.{key}")
    parts.append(part(key, ByteSlice(start, cursor.raw[start : cursor.position]), value))
    return value


def key_origin(cursor: Cursor) -> tuple[ByteSlice, Parts]:
    """The fingerprint of a master key, and the path from it to the key (Core: DeserializeHDKeypath)."""
    size = cursor.compact_size("psbt.value.size")
    start = cursor.position
    parts = _origin(cursor, size)
    return ByteSlice(start, cursor.raw[start : cursor.position]), parts


def _origin(cursor: Cursor, size: int) -> Parts:
    if size % 4 or size == 0:
        span = Span(cursor.position, min(cursor.position + size, len(cursor.raw)))
        raise Refused("psbt_key_path", "Invalid length for HD key path", span, stated=size)
    parts = [part("fingerprint", cursor.piece(4, "psbt.fingerprint"))]
    for _ in range(size // 4 - 1):
        step = cursor.piece(4, "psbt.path.step")
        parts.append(part("path.step", step, path_step(int.from_bytes(step.data, "little"))))
    return tuple(parts)


def taproot_origin(which: str) -> ValueReader:
    """The hashes of the leaves that a key is in, then where it comes from (BIP371)."""

    def value(cursor: Cursor) -> tuple[ByteSlice, Parts]:
        size = cursor.compact_size("psbt.value.size")
        start = cursor.position
        hashes = _read_ahead(cursor, size, _leaf_hashes)
        taken = cursor.position - start
        if taken > size:
            core = f"{which} Taproot BIP32 keypath has an invalid length"
            raise Refused("psbt_value_ends", core, Span(start, cursor.position), wanted=taken, ends=start + size)
        parts = hashes + _origin(cursor, size - taken)
        return ByteSlice(start, cursor.raw[start : cursor.position]), parts

    return value


def _leaf_hashes(cursor: Cursor) -> Parts:
    parts: list[PsbtPart] = []
    for _ in range(_labelled_size(cursor, "leaf_hashes.count", parts)):
        parts.append(part("leaf_hash", cursor.piece(32, "psbt.leaf_hash")))
    return tuple(parts)


def check_partial_signature(data: ByteSlice) -> None:
    """Strict DER and a sighash type that has a name (Core: CheckSignatureEncoding with DERSIG and STRICTENC)."""
    core = "Signature is not a valid encoding"
    if not is_valid_signature_encoding(data.data):
        raise Refused("psbt_signature", core, data.span)
    if not SIGHASH_ALL <= data.data[-1] & ~SIGHASH_ANYONECANPAY <= SIGHASH_SINGLE:
        raise Refused("psbt_signature_type", core, Span(data.end - 1, data.end), type=f"{data.data[-1]:02x}")


def schnorr_signature(path: str) -> ValueReader:
    """64 bytes, or 65 with a sighash type."""

    def check(data: ByteSlice) -> None:
        if not 64 <= len(data.data) <= 65:
            than = "shorter than 64" if len(data.data) < 64 else "longer than 65"
            core = f"Input Taproot {path} path signature is {than} bytes"
            raise Refused("psbt_value_size", core, data.span, stated=len(data.data), sizes=listed((64, 65)))

    return whole("signature", check)


def leaf_script(data: ByteSlice) -> Parts:
    """A script, and behind it the leaf version in one byte."""
    if not data.data:
        raise Refused("psbt_leaf_empty", "Input Taproot leaf script must be at least 1 byte", data.span)
    return (
        *((part("script", ByteSlice(data.start, data.data[:-1])),) if len(data.data) > 1 else ()),
        part("leaf_version", ByteSlice(data.end - 1, data.data[-1:]), data.data[-1]),
    )


def taproot_tree(data: ByteSlice) -> Parts:
    """Leaves in depth-first order: depth, leaf version, script (BIP371)."""
    if not data.data:
        raise Refused("psbt_tree_empty", "Output Taproot tree must not be empty", data.span)
    parts = inside("psbt_value_ends", data, lambda cursor: _leaves(cursor, data.start))
    if not is_complete_tree(int(each.value or 0) for each in parts if each.key == "psbt.depth"):
        raise Refused("psbt_tree_incomplete", "Output Taproot tree is malformed", data.span)
    return tuple(_moved(each, data.start) for each in parts if each.slice.data)


def _leaves(cursor: Cursor, begins: int) -> list[PsbtPart]:
    """The leaves, in places that count from the first; `begins` is where that stands."""
    parts: list[PsbtPart] = []
    while cursor.position < len(cursor.raw):
        start = cursor.position
        depth, version = cursor.uint(1, "psbt.depth"), cursor.uint(1, "psbt.leaf_version")
        parts.append(part("depth", ByteSlice(start, cursor.raw[start : start + 1]), depth))
        parts.append(part("leaf_version", ByteSlice(start + 1, cursor.raw[start + 1 : start + 2]), version))
        size = _labelled_size(cursor, "script.size", parts)
        parts.append(part("script", cursor.piece(size, "psbt.script")))
        if depth > MAX_DEPTH:
            core = "Output Taproot tree has as leaf greater than Taproot maximum depth"
            raise Refused("psbt_tree_depth", core, Span(begins + start, begins + start + 1), depth=depth)
        if version & 1:
            core = "Output Taproot tree has a leaf with an invalid leaf version"
            span = Span(begins + start + 1, begins + start + 2)
            raise Refused("psbt_leaf_version", core, span, version=f"{version:02x}")
    return parts


def _moved(each: PsbtPart, by: int) -> PsbtPart:
    return each._replace(slice=ByteSlice(each.slice.start + by, each.slice.data))


def participants(which: str) -> Callable[[ByteSlice], Parts]:
    """Keys of 33 bytes, one after the other (BIP373)."""

    def read(data: ByteSlice) -> Parts:
        count, left = divmod(len(data.data), 33)
        parts = cut(data, *(("participant_key", 33),) * count)
        check_keys(parts, f"{which} musig2 participant pubkey is invalid")
        if left:
            core = f"{which} musig2 participants pubkeys value size is not a multiple of 33"
            raise Refused("psbt_participants_size", core, data.span)
        return parts

    return read


def sized_value(key: str, *sizes: int, core: str = "") -> ValueReader:
    """Bytes of one of the sizes."""

    def check(data: ByteSlice) -> None:
        if len(data.data) not in sizes:
            raise Refused("psbt_value_size", core, data.span, stated=len(data.data), sizes=listed(sizes))

    return whole(key, check)


def any_value(data: ByteSlice) -> Parts:
    return (part("unknown_value", data),) if data.data else ()
