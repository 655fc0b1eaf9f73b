"""The bytes of a signed message to a MessageReport: read, and the scripts in it recognised."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.analyse import output_report
from txexplain.crypto.sighash.read import read_message
from txexplain.insights.reversed_field import meant
from txexplain.model.bytes import ByteSlice
from txexplain.model.hash_types import LAST_OF_ONE_BYTE, SIGHASH_ANYONECANPAY
from txexplain.model.networks import MAIN, Network
from txexplain.model.report import OutputReport
from txexplain.model.signing_message import SCRIPTS, MessageReport, SigningMessage, number_of
from txexplain.wire.cursor import Cursor

_EMPTIED = {"script_code": b"\0", "hash_type": b""}  # what of a legacy message the transaction has otherwise


def analyse_message(raw: bytes, network: Network = MAIN) -> MessageReport | None:
    """What a signed message tells by itself; None where the bytes are none, or not surely."""
    message = read_message(raw)
    if message is None:
        return None
    fields = dict(message.pieces)
    amount = fields.get("amount")
    spent_sat = amount and int.from_bytes(amount.data, "little", signed=True)
    script = next((piece for key, piece in message.pieces if key in SCRIPTS), None)
    outputs = fields.get("outputs") or fields.get("output")
    return MessageReport(
        message,
        network,
        script and output_report(0, _script_in(Cursor(raw, script.start)), network).script,
        spent_sat,
        tuple(_outputs(raw, outputs, network)) if outputs else (),
        message.vin or 0 if "output" in fields else 0,
        _unsigned(message),
        tuple(_reversed(fields)),
    )


def _reversed(fields: dict[str, ByteSlice]) -> Iterator[tuple[str, int]]:
    """The parts that were written highest byte first, by all that they say."""
    for key in ("version", "outpoint", "sequence", "amount", "lock_time"):
        field = "vout" if key == "outpoint" else key
        stored = number_of(field, fields[key].data) if key in fields else None
        number = None if stored is None else meant(field, stored)
        if number is not None:
            yield key, number
    hash_type = int.from_bytes(fields["hash_type"].data, "big")
    if fields["hash_type"].data[:1] == b"\0" and 0 < hash_type <= LAST_OF_ONE_BYTE:
        yield "hash_type", hash_type


def _unsigned(message: SigningMessage) -> bytes:
    """The transaction that a legacy message of all inputs and outputs is a copy of, without its input scripts."""
    sighash, pieces = message.sighash, message.pieces
    if sighash.algorithm != "legacy" or sighash.hash_type & SIGHASH_ANYONECANPAY or "outputs" not in dict(pieces):
        return b""
    return b"".join(_EMPTIED.get(key, piece.data) for key, piece in pieces)


def _script_in(cursor: Cursor) -> ByteSlice:
    return cursor.piece(cursor.compact_size("script_size"), "script")


def _outputs(raw: bytes, piece: ByteSlice, network: Network) -> Iterator[OutputReport]:
    cursor = Cursor(raw, piece.start)
    while cursor.position < piece.end:
        yield output_report(cursor.int64("value"), _script_in(cursor), network)
