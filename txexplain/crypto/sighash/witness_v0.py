"""The message that signatures of witness version 0 sign (BIP143): ten parts, the long ones as hashes."""

from __future__ import annotations

from txexplain.crypto.sighash.fields import Fields
from txexplain.model.hash_types import SIGHASH_ANYONECANPAY, SIGHASH_NONE, SIGHASH_OUTPUT_MASK, SIGHASH_SINGLE
from txexplain.model.signing import Cover, Part, Sighash
from txexplain.wire.cursor import sized
from txexplain.wire.hashes import hash256, hash256_of, sha256

_ZEROS = bytes(32)


def witness_v0_sighash(fields: Fields, index: int, script_code: bytes, hash_type: int) -> Sighash:
    """The message for input `index` in the order of BIP143. Raises NotKnown without its spent output."""
    parts = (
        Part("version", fields.version, (Cover("version"),)),  # 1
        _hash_prevouts(fields, hash_type),  # 2
        _hash_sequence(fields, hash_type),  # 3
        Part("outpoint", fields.outpoint(index), (Cover("outpoint", index, index + 1),)),  # 4
        Part("script_code", sized(script_code), (Cover("script_code"),)),  # 5
        Part("amount", fields.amount(index), (Cover("spent_value", index, index + 1),)),  # 6
        Part("sequence", fields.sequence(index), (Cover("sequence", index, index + 1),)),  # 7
        _hash_outputs(fields, index, hash_type & SIGHASH_OUTPUT_MASK),  # 8
        Part("lock_time", fields.lock_time, (Cover("lock_time"),)),  # 9
        Part("hash_type", hash_type.to_bytes(4, "little"), (Cover("hash_type"),)),  # 10
    )
    return Sighash("bip143", hash_type, parts, hash256_of(part.data for part in parts))


def _hash_prevouts(fields: Fields, hash_type: int) -> Part:
    if hash_type & SIGHASH_ANYONECANPAY:
        return Part("hash_prevouts", _ZEROS)
    return Part("hash_prevouts", sha256(fields.sha_prevouts), (Cover("outpoint", 0, len(fields.tx.inputs)),))


def _hash_sequence(fields: Fields, hash_type: int) -> Part:
    if hash_type & SIGHASH_ANYONECANPAY or hash_type & SIGHASH_OUTPUT_MASK in (SIGHASH_NONE, SIGHASH_SINGLE):
        return Part("hash_sequence", _ZEROS)
    return Part("hash_sequence", sha256(fields.sha_sequences), (Cover("sequence", 0, len(fields.tx.inputs)),))


def _hash_outputs(fields: Fields, index: int, outputs: int) -> Part:
    count = len(fields.tx.outputs)
    if outputs not in (SIGHASH_NONE, SIGHASH_SINGLE):
        return Part("hash_outputs", sha256(fields.sha_outputs), (Cover("output", 0, count),))
    if outputs == SIGHASH_SINGLE and index < count:
        return Part("hash_outputs", hash256(bytes(fields.output(index).data)), (Cover("output", index, index + 1),))
    return Part("hash_outputs", _ZEROS)
