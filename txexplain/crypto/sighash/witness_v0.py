"""The message that signatures of witness version 0 sign (BIP143): ten parts, the long ones as hashes."""

from __future__ import annotations

from txexplain.crypto.sighash.fields import HASH_TYPE, LOCK_TIME, SCRIPT_CODE, VERSION, Fields
from txexplain.model.hash_types import SIGHASH_ANYONECANPAY, SIGHASH_NONE, SIGHASH_OUTPUT_MASK, SIGHASH_SINGLE
from txexplain.model.signing import Piece, Sighash, hashed_bytes
from txexplain.wire.cursor import sized
from txexplain.wire.hashes import hash256

_ZEROS = bytes(32)


def witness_v0_sighash(fields: Fields, index: int, script_code: bytes, hash_type: int) -> Sighash:
    """The message for input `index` in the order of BIP143. Raises NotKnown without its spent output."""
    pieces: tuple[Piece, ...] = (
        ("version", fields.version, VERSION),  # 1
        _hash_prevouts(fields, hash_type),  # 2
        _hash_sequence(fields, hash_type),  # 3
        ("outpoint", fields.outpoint(index), (("outpoint", index, index + 1),)),  # 4
        ("script_code", sized(script_code), SCRIPT_CODE),  # 5
        ("amount", fields.amount(index), (("spent_value", index, index + 1),)),  # 6
        ("sequence", fields.sequence(index), (("sequence", index, index + 1),)),  # 7
        _hash_outputs(fields, index, hash_type & SIGHASH_OUTPUT_MASK),  # 8
        ("lock_time", fields.lock_time, LOCK_TIME),  # 9
        ("hash_type", hash_type.to_bytes(4, "little"), HASH_TYPE),  # 10
    )
    return Sighash("bip143", hash_type, pieces, hash256(hashed_bytes(pieces)))


def _hash_prevouts(fields: Fields, hash_type: int) -> Piece:
    if hash_type & SIGHASH_ANYONECANPAY:
        return "hash_prevouts", _ZEROS, ()
    return "hash_prevouts", fields.hash_prevouts, (("outpoint", 0, len(fields.tx.inputs)),)


def _hash_sequence(fields: Fields, hash_type: int) -> Piece:
    if hash_type & SIGHASH_ANYONECANPAY or hash_type & SIGHASH_OUTPUT_MASK in (SIGHASH_NONE, SIGHASH_SINGLE):
        return "hash_sequence", _ZEROS, ()
    return "hash_sequence", fields.hash_sequence, (("sequence", 0, len(fields.tx.inputs)),)


def _hash_outputs(fields: Fields, index: int, outputs: int) -> Piece:
    count = len(fields.tx.outputs)
    if outputs not in (SIGHASH_NONE, SIGHASH_SINGLE):
        return "hash_outputs", fields.hash_outputs, (("output", 0, count),)
    if outputs == SIGHASH_SINGLE and index < count:
        return "hash_outputs", hash256(bytes(fields.output(index).data)), (("output", index, index + 1),)
    return "hash_outputs", _ZEROS, ()
