"""The transactions in a PSBT: the one to be signed, and those that it spends from."""

from __future__ import annotations

from txexplain.model.bytes import ByteSlice, Span
from txexplain.model.errors import DecodeError
from txexplain.wire.cursor import Cursor
from txexplain.wire.psbt_keys import CORE_OF_CURSOR, Parts, Refused, part
from txexplain.wire.psbt_values import held
from txexplain.wire.transaction import read_at, read_either


def earlier_transaction(cursor: Cursor) -> Parts:
    """A whole transaction, with its witness if it has one (Core: TX_WITH_WITNESS)."""
    start = cursor.position
    return (part("previous_transaction", ByteSlice(start, read_either(cursor).raw)),)


def unsigned_transaction(cursor: Cursor) -> tuple[ByteSlice, Parts]:
    """A transaction in the form without witness (Core: TX_NO_WITNESS), its input scripts empty."""
    size_at = cursor.position
    try:
        return held(_without_witness, _check_unsigned)(cursor)
    except (DecodeError, Refused) as error:
        data = _stated(cursor.raw, size_at)
        if not _has_witness(data.data):
            raise
        core = error.core if isinstance(error, Refused) else CORE_OF_CURSOR.get(error.code, "")
        span = Span(data.start + 4, data.start + 6)
        raise Refused("psbt_transaction_has_witness", core, span) from None


def _without_witness(cursor: Cursor) -> Parts:
    start = cursor.position
    return (part("unsigned_transaction", ByteSlice(start, read_at(cursor, extended=False).raw)),)


def _stated(raw: bytes, size_at: int) -> ByteSlice:
    """As many bytes as the length there says."""
    cursor = Cursor(raw, size_at)
    try:
        return cursor.piece(cursor.compact_size("psbt.value.size"), "psbt.value")
    except DecodeError:
        return ByteSlice(size_at, b"")


def _has_witness(raw: bytes) -> bool:
    """Whether it is a whole transaction with marker and flag, be its witnesses empty."""
    cursor = Cursor(raw)
    try:
        return read_at(cursor, extended=True).raw == raw and raw[4:6] == b"\0\1"
    except DecodeError as error:
        return error.code == "superfluous_witness" and cursor.position + 4 == len(raw)


def _check_unsigned(data: ByteSlice) -> None:
    for vin, txin in enumerate(read_at(Cursor(data.data), extended=False).inputs):
        if txin.script_sig.data:
            core = "Unsigned tx does not have empty scriptSigs and scriptWitnesses."
            start, end = txin.script_sig.span
            raise Refused("psbt_transaction_signed", core, Span(data.start + start, data.start + end), vin=vin)
