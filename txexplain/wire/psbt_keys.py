"""How the keys of a PSBT are read: what stands behind the type, as labelled parts that tile it, or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from txexplain.model.bytes import ByteSlice, Span
from txexplain.model.errors import DecodeError, Fact
from txexplain.model.psbt import PsbtPart
from txexplain.wire.cursor import Cursor
from txexplain.wire.keys import can_sign

T = TypeVar("T")
Parts = tuple[PsbtPart, ...]
KeyReader = Callable[[ByteSlice], Parts]
_XPUB_SIZE = 78  # version, depth, fingerprint, number, chain code, key (BIP32)

_END_OF_DATA = "SpanReader::read(): end of data"
CORE_OF_CURSOR = {
    **dict.fromkeys(("truncated", "psbt_key_ends", "psbt_value_ends"), _END_OF_DATA),
    "non_canonical_size": "non-canonical ReadCompactSize()",
    "size_too_large": "ReadCompactSize(): size too large",
    "unknown_flag": "Unknown transaction optional data",
    "superfluous_witness": "Superfluous witness record",
}


class Refused(Exception):
    """A key or a value that is not as its field asks: our `code`, Core's sentence, and what fills in our texts."""

    def __init__(self, code: str, core: str, span: Span, **facts: Fact) -> None:
        super().__init__(code)
        self.code, self.core, self.span, self.facts = code, core, span, facts


def inside(ends: str, data: ByteSlice, read: Callable[[Cursor], T]) -> T:
    """What is read of a piece by itself. Errors tell their place in the whole; `ends` is the code where it ends."""
    try:
        return read(Cursor(data.data))
    except DecodeError as error:
        start, end = error.span or Span(0, 0)
        span = Span(data.start + start, data.start + end)
        if error.code != "truncated":
            raise DecodeError(error.code, span, b"", **error.facts) from None
        raise DecodeError(ends, span, b"", **{**error.facts, "ends": data.end}) from None


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
            raise Refused("psbt_key_extra", core, data.span)
        return ()

    return read


def sized_key(core: str, *layouts: tuple[tuple[str, int], ...]) -> KeyReader:
    """One of the layouts, told apart by the sum of their sizes."""
    of_size = {sum(size for _, size in layout): layout for layout in layouts}

    def read(data: ByteSlice) -> Parts:
        if len(data.data) not in of_size:
            raise Refused("psbt_key_size", core, data.span, sizes=listed(of_size))
        return cut(data, *of_size[len(data.data)])

    return read


def listed(sizes: Iterable[int]) -> str:
    """The sizes as a fact of an error."""
    return ", ".join(map(str, sizes))


def public_key_key(core: str) -> KeyReader:
    """A public key of 33 or 65 bytes, a point of the curve."""
    sized_reader = sized_key(core, (("public_key", 33),), (("public_key", 65),))

    def read(data: ByteSlice) -> Parts:
        parts = sized_reader(data)
        check_keys(parts, "Invalid pubkey")
        return parts

    return read


def check_keys(parts: Parts, core: str) -> None:
    """Refuses where one of the parts is no point of the curve."""
    for each in parts:
        if not can_sign(each.slice.data):
            raise Refused("psbt_public_key", core, each.slice.span, key=each.slice.data)


def xpub_key(data: ByteSlice) -> Parts:
    """A serialised extended public key (Core: CExtPubKey::DecodeWithVersion)."""
    if len(data.data) != _XPUB_SIZE:
        core = "Size of key was not the expected size for the type global xpub"
        raise Refused("psbt_key_size", core, data.span, sizes=str(_XPUB_SIZE))
    depth, ancestry = data.data[4], data.data[5:13]
    check_keys((part("public_key", ByteSlice(data.start + 45, data.data[45:])),), "Invalid pubkey")
    if depth == 0 and any(ancestry):
        raise Refused("psbt_xpub", "Invalid pubkey", Span(data.start + 4, data.start + 13))
    return (part("xpub", data),)


def control_block_key(data: ByteSlice) -> Parts:
    """A control block; Core asks for whole hashes behind the internal key."""
    if len(data.data) < 33:
        core = "Taproot leaf script key is not at least 34 bytes"
        raise Refused("psbt_control_block_size", core, data.span)
    if (len(data.data) - 1) % 32:
        core = "Input Taproot leaf script key's control block size is not valid"
        raise Refused("psbt_control_block_size", core, data.span)
    return (part("control_block", data),)


def aggregate_key(which: str) -> KeyReader:
    """MuSig2's aggregate key (BIP373)."""
    core = f"{which} musig2 participants pubkeys aggregate key is not 34 bytes"
    sized_reader = sized_key(core, (("aggregate_key", 33),))

    def read(data: ByteSlice) -> Parts:
        parts = sized_reader(data)
        check_keys(parts, f"{which} musig2 aggregate pubkey is invalid")
        return parts

    return read


def participant_key(core: str) -> KeyReader:
    """A participant's key, the aggregate key, and in a script path the leaf's hash (BIP373)."""
    keys = (("participant_key", 33), ("aggregate_key", 33))
    sized_reader = sized_key(core, keys, (*keys, ("leaf_hash", 32)))

    def read(data: ByteSlice) -> Parts:
        parts = sized_reader(data)
        check_keys(parts[1:2], "musig2 aggregate pubkey is invalid")
        check_keys(parts[:1], "musig2 participant pubkey is invalid")
        return parts

    return read


def proprietary_key(data: ByteSlice) -> Parts:
    """An identifier behind its length, a subtype, and whatever its inventor puts there."""
    return inside("psbt_key_ends", data, lambda cursor: _proprietary_parts(cursor, data))


def _proprietary_parts(cursor: Cursor, data: ByteSlice) -> Parts:
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
