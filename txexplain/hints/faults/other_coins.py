"""Another coin's format: the same transaction, without the fields that Bitcoin does not have."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.hints.faults.lengths import number_at
from txexplain.hints.reading import Reading, recorded
from txexplain.hints.repair import Repair, repair, replaced
from txexplain.model.errors import DecodeError
from txexplain.model.hints import ReadField
from txexplain.wire.cursor import Cursor, compact_size, sized

_AFTER_VERSION = 4
_TIMES = range(1_230_000_000, 2_100_000_000)
_ZCASH = (b"\3\0\0\x80\x70\x82\xc4\x03", b"\4\0\0\x80\x85\x20\x2f\x89")  # version and version group (ZIP 202, 243)
_ZCASH_NEWER = (b"\5\0\0\x80\x0a\x27\xa7\x26", b"\6\0\0\x80")  # ZIP 225, ZIP 230
_OF_ZCASH_NEWER = 20  # where the inputs begin, after the branch, the locktime and the expiry
_MWEB, _MWEB_AND_WITNESS = 8, 9  # Litecoin's flags (LIP 3)
_DASH_VERSION = 3  # DIP 2
_DASH_TYPES = range(1, 10)
_LOCK_TIME = 4


def repairs(reading: Reading) -> Iterator[Repair]:
    """The bytes in Bitcoin's format, where they fit another coin's."""
    raw = reading.raw
    place = ReadField("tx.version", 0, 0, _AFTER_VERSION)
    time = int.from_bytes(raw[4:8], "little")
    if time in _TIMES:
        yield repair("coin_with_time", place, replaced(raw, 4, 8, b""), at=_AFTER_VERSION, time=time)
    if raw.startswith(_ZCASH):
        inner = recorded(replaced(raw, 4, 8, b""))
        yield repair("coin_zcash", place, inner.raw[: inner.end])
    if raw.startswith(_ZCASH_NEWER):
        inner = recorded(replaced(raw, 4, _OF_ZCASH_NEWER, b"") + bytes(_LOCK_TIME))
        yield repair("coin_zcash", place, inner.raw[: inner.end])
    if raw[4:5] == b"\0" and raw[5] in (_MWEB, _MWEB_AND_WITNESS) if len(raw) > 5 else False:
        yield repair("coin_litecoin", place, _without_mweb(raw))
    if _has_payload(reading):
        yield repair("coin_dash", place, raw[: reading.end], at=reading.end)
    plain = _from_decred(raw)
    if plain:
        yield repair("coin_decred", place, plain)


def _without_mweb(raw: bytes) -> bytes:
    """A transaction whose part in the extension block is empty, as in those that connect it with the chain."""
    marker = b"\0\1" if raw[5] == _MWEB_AND_WITNESS else b""
    end = len(raw) - _LOCK_TIME
    return raw[:4] + marker + raw[6 : end - 1] + raw[end:]


def _has_payload(reading: Reading) -> bool:
    """Whether the version holds a type in its upper half, and what is left is data behind its length."""
    version = int.from_bytes(reading.raw[:4], "little")
    if reading.tx is None or version & 0xFFFF != _DASH_VERSION or version >> 16 not in _DASH_TYPES:
        return False
    start, size = number_at(reading.raw, reading.end)
    return start + size == len(reading.raw)


def _from_decred(raw: bytes) -> bytes:
    """Without the trees of coins, the versions of scripts and the expiry, and scripts where Bitcoin has them."""
    cursor = Cursor(raw)
    try:
        version = cursor.take(4, "")
        coins = [(cursor.take(36, ""), cursor.take(1, ""), cursor.take(4, "")) for _ in range(_count(cursor))]
        outputs = [_decred_output(cursor) for _ in range(_count(cursor))]
        lock_time, _ = cursor.take(4, ""), cursor.take(4, "")
        scripts = [_decred_script(cursor) for _ in range(_count(cursor))]
    except DecodeError:
        return b""
    if cursor.position != len(raw) or len(scripts) != len(coins):
        return b""
    inputs = (coin + sized(script) + end for (coin, _, end), script in zip(coins, scripts, strict=True))
    counts = compact_size(len(coins)), compact_size(len(outputs))
    return b"".join((version, counts[0], *inputs, counts[1], *outputs, lock_time))


def _count(cursor: Cursor) -> int:
    return cursor.compact_size("")


def _decred_output(cursor: Cursor) -> bytes:
    value, _ = cursor.take(8, ""), cursor.take(2, "")
    return value + sized(cursor.take(_count(cursor), ""))


def _decred_script(cursor: Cursor) -> bytes:
    cursor.take(16, "")  # the amount of the coin, and where it stands in the chain
    return cursor.take(_count(cursor), "")
