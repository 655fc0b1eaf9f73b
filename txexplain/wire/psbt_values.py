"""How the keys and values of a PSBT are read: each reader gives the labelled parts that tile the bytes, or refuses.

A value follows its length. Core reads most values as bytes of that length, some as what they hold, and compares the
length afterwards (UnserializeFromVector): `counted` and `held` do the same, so that both refuse for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable

from txexplain.model.bytes import ByteSlice, Span
from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_ANYONECANPAY, SIGHASH_SINGLE
from txexplain.model.hexadecimal import display_hex
from txexplain.model.psbt import PsbtPart
from txexplain.wire.cursor import Cursor
from txexplain.wire.der import is_valid_signature_encoding
from txexplain.wire.keys import can_sign
from txexplain.wire.taproot import MAX_DEPTH, is_complete_tree
from txexplain.wire.transaction import read_at

Parts = tuple[PsbtPart, ...]
KeyReader = Callable[[ByteSlice], Parts]
ValueReader = Callable[[Cursor], tuple[ByteSlice, Parts]]
HARDENED = 1 << 31
_XPUB_SIZE = 78  # version, depth, fingerprint, number, chain code, key (BIP32)


class Refused(Exception):
    """A key or a value that is not as its field asks: our `code`, and Core's sentence."""

    def __init__(self, code: str, core: str, span: Span) -> None:
        super().__init__(code)
        self.code, self.core, self.span = code, core, span


# Keys: what stands behind the type


def part(key: str, data: ByteSlice, value: int | str | None = None) -> PsbtPart:
    return PsbtPart(f"psbt.{key}", data, value)


def cut(data: ByteSlice, *named: tuple[str, int]) -> Parts:
    """The data in pieces of the given sizes, one after the other; what is left over is not told."""
    parts, at = [], 0
    for key, size in named:
        parts.append(part(key, ByteSlice(data.start + at, data.data[at : at + size])))
        at += size
    return tuple(parts)


def no_key(core: str) -> KeyReader:
    """Nothing but the type."""

    def read(data: ByteSlice) -> Parts:
        if data.data:
            raise Refused("psbt_key_size", core, data.span)
        return ()

    return read


def sized_key(core: str, *layouts: tuple[tuple[str, int], ...]) -> KeyReader:
    """One of the layouts, told apart by the sum of their sizes."""

    def read(data: ByteSlice) -> Parts:
        for layout in layouts:
            if len(data.data) == sum(size for _, size in layout):
                return cut(data, *layout)
        raise Refused("psbt_key_size", core, data.span)

    return read


def public_key_key(core: str) -> KeyReader:
    """A public key of 33 or 65 bytes, a point of the curve."""
    sized_reader = sized_key(core, (("public_key", 33),), (("public_key", 65),))

    def read(data: ByteSlice) -> Parts:
        parts = sized_reader(data)
        _check_keys(parts, "Invalid pubkey")
        return parts

    return read


def _check_keys(parts: Parts, core: str) -> None:
    for each in parts:
        if not can_sign(each.slice.data):
            raise Refused("psbt_public_key", core, each.slice.span)


def xpub_key(data: ByteSlice) -> Parts:
    """A serialised extended public key (Core: CExtPubKey::DecodeWithVersion)."""
    if len(data.data) != _XPUB_SIZE:
        raise Refused("psbt_key_size", "Size of key was not the expected size for the type global xpub", data.span)
    depth, ancestry, key = data.data[4], data.data[5:13], data.data[45:]
    if not can_sign(key) or (depth == 0 and any(ancestry)):
        raise Refused("psbt_public_key", "Invalid pubkey", data.span)
    return (part("xpub", data),)


def control_block_key(data: ByteSlice) -> Parts:
    """A control block; Core asks for whole hashes behind the internal key."""
    if len(data.data) < 33:
        raise Refused("psbt_key_size", "Taproot leaf script key is not at least 34 bytes", data.span)
    if (len(data.data) - 1) % 32:
        core = "Input Taproot leaf script key's control block size is not valid"
        raise Refused("psbt_key_size", core, data.span)
    return (part("control_block", data),)


def aggregate_key(which: str) -> KeyReader:
    """MuSig2's aggregate key (BIP373)."""
    core = f"{which} musig2 participants pubkeys aggregate key is not 34 bytes"
    sized_reader = sized_key(core, (("aggregate_key", 33),))

    def read(data: ByteSlice) -> Parts:
        parts = sized_reader(data)
        _check_keys(parts, f"{which} musig2 aggregate pubkey is invalid")
        return parts

    return read


def participant_key(core: str) -> KeyReader:
    """A participant's key, the aggregate key, and in a script path the leaf's hash (BIP373)."""
    keys = (("participant_key", 33), ("aggregate_key", 33))
    sized_reader = sized_key(core, keys, (*keys, ("leaf_hash", 32)))

    def read(data: ByteSlice) -> Parts:
        parts = sized_reader(data)
        _check_keys(parts[1:2], "musig2 aggregate pubkey is invalid")
        _check_keys(parts[:1], "musig2 participant pubkey is invalid")
        return parts

    return read


def proprietary_key(data: ByteSlice) -> Parts:
    """An identifier behind its length, a subtype, and whatever its inventor puts there."""
    cursor = Cursor(data.data)
    size = cursor.compact_size("psbt.identifier.size")
    sized_at = cursor.position
    cursor.take(size, "psbt.identifier")
    subtype_at = cursor.position
    subtype = cursor.compact_size("psbt.subtype")
    ends = (sized_at, subtype_at, cursor.position, len(data.data))
    names = ("identifier.size", "identifier", "subtype", "proprietary_key")
    values = (size, None, subtype, None)
    starts = (0, *ends)
    return tuple(
        part(name, ByteSlice(data.start + start, data.data[start:end]), value)
        for name, value, start, end in zip(names, values, starts, ends, strict=False)
        if end > start
    )


def any_key(data: ByteSlice) -> Parts:
    return (part("unknown_key", data),) if data.data else ()


# Values


def counted(read: Callable[[ByteSlice], Parts]) -> ValueReader:
    """Bytes of the stated length, then what they hold."""

    def value(cursor: Cursor) -> tuple[ByteSlice, Parts]:
        data = cursor.piece(cursor.compact_size("psbt.value.size"), "psbt.value")
        return data, read(data)

    return value


def held(read: Callable[[Cursor], Parts], check: Callable[[ByteSlice], None] = lambda data: None) -> ValueReader:
    """What the value holds, which must be as long as stated; checked after that."""

    def value(cursor: Cursor) -> tuple[ByteSlice, Parts]:
        size = cursor.compact_size("psbt.value.size")
        start = cursor.position
        parts = read(cursor)
        data = ByteSlice(start, cursor.raw[start : cursor.position])
        if len(data.data) != size:
            raise Refused("psbt_value_size", "Size of value was not the stated size", data.span)
        check(data)
        return data, parts

    return value


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

    return held(read)


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

    return held(read)


def earlier_transaction(cursor: Cursor) -> Parts:
    """A whole transaction, with its witness if it has one (Core: TX_WITH_WITNESS)."""
    start = cursor.position
    tx = read_at(cursor, extended=cursor.raw[start + 4 : start + 5] == b"\x00")
    return (part("previous_transaction", ByteSlice(start, tx.raw)),)


def unsigned_transaction(cursor: Cursor) -> Parts:
    """A transaction in the form without witness (Core: TX_NO_WITNESS)."""
    start = cursor.position
    return (part("unsigned_transaction", ByteSlice(start, read_at(cursor, extended=False).raw)),)


def check_unsigned(data: ByteSlice) -> None:
    if any(txin.script_sig.data for txin in read_at(Cursor(data.data), extended=False).inputs):
        core = "Unsigned tx does not have empty scriptSigs and scriptWitnesses."
        raise Refused("psbt_transaction_signed", core, data.span)


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
        span = Span(cursor.position, cursor.position)
        raise Refused("psbt_key_path", "Invalid length for HD key path", span)
    parts = [part("fingerprint", cursor.piece(4, "psbt.fingerprint"))]
    for _ in range(size // 4 - 1):
        step = cursor.piece(4, "psbt.path.step")
        parts.append(part("path.step", step, path_step(int.from_bytes(step.data, "little"))))
    return tuple(parts)


def path_step(index: int) -> str:
    """A step of a path as people write it: `44h` where it is hardened (Core: FormatHDKeypath)."""
    return f"{index & ~HARDENED}h" if index & HARDENED else str(index)


def taproot_origin(which: str) -> ValueReader:
    """The hashes of the leaves that a key is in, then where it comes from (BIP371)."""

    def value(cursor: Cursor) -> tuple[ByteSlice, Parts]:
        size = cursor.compact_size("psbt.value.size")
        start = cursor.position
        parts: list[PsbtPart] = []
        for _ in range(_labelled_size(cursor, "leaf_hashes.count", parts)):
            parts.append(part("leaf_hash", cursor.piece(32, "psbt.leaf_hash")))
        hashes = cursor.position - start
        if hashes > size:
            core = f"{which} Taproot BIP32 keypath has an invalid length"
            raise Refused("psbt_key_path", core, Span(start, cursor.position))
        parts += _origin(cursor, size - hashes)
        return ByteSlice(start, cursor.raw[start : cursor.position]), tuple(parts)

    return value


def check_partial_signature(data: ByteSlice) -> None:
    """Strict DER and a sighash type that has a name (Core: CheckSignatureEncoding with DERSIG and STRICTENC)."""
    named = data.data and SIGHASH_ALL <= data.data[-1] & ~SIGHASH_ANYONECANPAY <= SIGHASH_SINGLE
    if not named or not is_valid_signature_encoding(data.data):
        raise Refused("psbt_signature", "Signature is not a valid encoding", data.span)


def schnorr_signature(path: str) -> ValueReader:
    """64 bytes, or 65 with a sighash type."""

    def check(data: ByteSlice) -> None:
        if not 64 <= len(data.data) <= 65:
            than = "shorter than 64" if len(data.data) < 64 else "longer than 65"
            raise Refused("psbt_value_size", f"Input Taproot {path} path signature is {than} bytes", data.span)

    return whole("signature", check)


def leaf_script(data: ByteSlice) -> Parts:
    """A script, and behind it the leaf version in one byte."""
    if not data.data:
        raise Refused("psbt_value_size", "Input Taproot leaf script must be at least 1 byte", data.span)
    return (
        *((part("script", ByteSlice(data.start, data.data[:-1])),) if len(data.data) > 1 else ()),
        part("leaf_version", ByteSlice(data.end - 1, data.data[-1:]), data.data[-1]),
    )


def taproot_tree(data: ByteSlice) -> Parts:
    """Leaves in depth-first order: depth, leaf version, script (BIP371)."""
    if not data.data:
        raise Refused("psbt_tree", "Output Taproot tree must not be empty", data.span)
    cursor = Cursor(data.data)
    parts: list[PsbtPart] = []
    depths = []
    while cursor.position < len(data.data):
        start = cursor.position
        depth = cursor.uint(1, "psbt.depth")
        version = cursor.uint(1, "psbt.leaf_version")
        if depth > MAX_DEPTH or version & 1:
            _skip_script(cursor)
            core = (
                "has as leaf greater than Taproot maximum depth"
                if depth > MAX_DEPTH
                else "has a leaf with an invalid leaf version"
            )
            raise Refused(
                "psbt_tree", f"Output Taproot tree {core}", Span(data.start + start, data.start + cursor.position)
            )
        parts.append(part("depth", ByteSlice(start, data.data[start : start + 1]), depth))
        parts.append(part("leaf_version", ByteSlice(start + 1, data.data[start + 1 : start + 2]), version))
        size = _labelled_size(cursor, "script.size", parts)
        parts.append(part("script", cursor.piece(size, "psbt.script")))
        depths.append(depth)
    if not is_complete_tree(depths):
        raise Refused("psbt_tree", "Output Taproot tree is malformed", data.span)
    return tuple(_moved(each, data.start) for each in parts if each.slice.data)


def _skip_script(cursor: Cursor) -> None:
    cursor.take(cursor.compact_size("psbt.script.size"), "psbt.script")


def _moved(each: PsbtPart, by: int) -> PsbtPart:
    return each._replace(slice=ByteSlice(each.slice.start + by, each.slice.data))


def participants(which: str) -> Callable[[ByteSlice], Parts]:
    """Keys of 33 bytes, one after the other (BIP373)."""

    def read(data: ByteSlice) -> Parts:
        count, left = divmod(len(data.data), 33)
        parts = cut(data, *(("participant_key", 33),) * count)
        _check_keys(parts, f"{which} musig2 participant pubkey is invalid")
        if left:
            core = f"{which} musig2 participants pubkeys value size is not a multiple of 33"
            raise Refused("psbt_value_size", core, data.span)
        return parts

    return read


def sized_value(key: str, *sizes: int, core: str = "") -> ValueReader:
    """Bytes of one of the sizes."""

    def check(data: ByteSlice) -> None:
        if len(data.data) not in sizes:
            raise Refused("psbt_value_size", core, data.span)

    return whole(key, check)


def any_value(data: ByteSlice) -> Parts:
    return (part("unknown_value", data),) if data.data else ()
