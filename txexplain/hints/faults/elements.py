"""The format of Elements, as Liquid has it: an asset and a kind of amount in each output, the witness at the end."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.hints.reading import Reading
from txexplain.hints.repair import Repair, repair
from txexplain.model.errors import DecodeError
from txexplain.model.hints import ReadField
from txexplain.wire.cursor import Cursor, compact_size, sized

_FLAGS = (0, 1)  # whether a witness comes after the locktime
_EXPLICIT = 1
_WIDTHS = {  # of what may be hidden, by its first byte
    "asset": {1: 32, 0x0A: 32, 0x0B: 32},
    "value": {1: 8, 8: 32, 9: 32},
    "nonce": {0: 0, 1: 32, 2: 32, 3: 32},
    "issued": {0: 0, 1: 8, 8: 32, 9: 32},
}
_ISSUES = 0x8000_0000  # in the number of an output that is spent


def repairs(reading: Reading) -> Iterator[Repair]:
    """Without its witness and all that Bitcoin does not have; hidden amounts as zero."""
    plain = _plain(reading.raw)
    if plain:
        yield repair("coin_elements", ReadField("tx.version", 0, 0, 4), plain)


def _plain(raw: bytes) -> bytes:
    """In Bitcoin's format; empty where the bytes are not in that of Elements."""
    cursor = Cursor(raw)
    try:
        version, flag = cursor.take(4, ""), cursor.take(1, "")[0]
        inputs = [_input(cursor) for _ in range(cursor.compact_size(""))]
        outputs = [_output(cursor) for _ in range(cursor.compact_size(""))]
        lock_time = cursor.take(4, "")
    except (DecodeError, KeyError):
        return b""
    ends = cursor.position == len(raw)
    if flag not in _FLAGS or not inputs or not outputs or ends != (flag == 0):
        return b""
    counts = compact_size(len(inputs)), compact_size(len(outputs))
    return b"".join((version, counts[0], *inputs, counts[1], *outputs, lock_time))


def _input(cursor: Cursor) -> bytes:
    txid, vout = cursor.take(32, ""), cursor.uint(4, "")
    script, sequence = cursor.take(cursor.compact_size(""), ""), cursor.take(4, "")
    if vout & _ISSUES and vout != 0xFFFF_FFFF:
        cursor.take(64, "")  # what an issuance is told apart by
        _field(cursor, "issued")
        _field(cursor, "issued")
    return txid + (vout & 0x3FFF_FFFF).to_bytes(4, "little") + sized(script) + sequence


def _output(cursor: Cursor) -> bytes:
    _field(cursor, "asset")
    kind, value = _field(cursor, "value")
    _field(cursor, "nonce")
    amount = value[::-1] if kind == _EXPLICIT else bytes(8)
    return amount + sized(cursor.take(cursor.compact_size(""), ""))


def _field(cursor: Cursor, name: str) -> tuple[int, bytes]:
    """Its first byte, and what comes after that. Raises KeyError where no such field begins so."""
    kind = cursor.take(1, "")[0]
    return kind, cursor.take(_WIDTHS[name][kind], "")
