"""The message signed outside the witness: the transaction with its scripts emptied (Core: SignatureHash)."""

from __future__ import annotations

from txexplain.crypto.sighash.fields import BLANK_OUTPUT, Fields
from txexplain.model.bytes import Excerpt
from txexplain.model.hash_types import SIGHASH_ANYONECANPAY, SIGHASH_NONE, SIGHASH_OUTPUT_MASK, SIGHASH_SINGLE
from txexplain.model.signing import Cover, Part, Sighash
from txexplain.wire.cursor import compact_size
from txexplain.wire.hashes import hash256_of
from txexplain.wire.script import legacy_script_code

_BLANK_INPUT_SIZE = 41
_ONE = b"\x01" + bytes(31)


def legacy_sighash(fields: Fields, index: int, script_code: bytes, hash_type: int) -> Sighash:
    """The message for input `index`; `hash_type` is unsigned, of 32 bits, a byte in signatures.

    For SIGHASH_SINGLE without an output of that number nothing is hashed: the digest is the number one.
    """
    outputs = hash_type & SIGHASH_OUTPUT_MASK
    if outputs == SIGHASH_SINGLE and index >= len(fields.tx.outputs):
        return Sighash("legacy", hash_type, (), _ONE, "single_without_output")
    parts = (
        Part("version", fields.version, (Cover("version"),)),
        *_inputs(fields, index, script_code, hash_type),
        *_outputs(fields, index, outputs),
        Part("lock_time", fields.lock_time, (Cover("lock_time"),)),
        Part("hash_type", hash_type.to_bytes(4, "little"), (Cover("hash_type"),)),
    )
    return Sighash("legacy", hash_type, parts, hash256_of(part.data for part in parts))


def _inputs(fields: Fields, index: int, script_code: bytes, hash_type: int) -> tuple[Part, ...]:
    signed = (
        Part("outpoint", fields.outpoint(index), (Cover("outpoint", index, index + 1),)),
        Part("script_code", legacy_script_code(script_code), (Cover("script_code"),)),
        Part("sequence", fields.sequence(index), (Cover("sequence", index, index + 1),)),
    )
    if hash_type & SIGHASH_ANYONECANPAY:
        return (Part("input_count", b"\x01"), *signed)
    with_sequence = hash_type & SIGHASH_OUTPUT_MASK not in (SIGHASH_NONE, SIGHASH_SINGLE)
    blank = fields.blank_inputs if with_sequence else fields.blank_inputs_without_sequence
    count = len(fields.tx.inputs)
    named = ("outpoint", "sequence") if with_sequence else ("outpoint",)
    before = Part(
        "inputs_before",
        Excerpt(blank, 0, index * _BLANK_INPUT_SIZE),
        tuple(Cover(field, 0, index) for field in named),
    )
    after = Part(
        "inputs_after",
        Excerpt(blank, (index + 1) * _BLANK_INPUT_SIZE, len(blank)),
        tuple(Cover(field, index + 1, count) for field in named),
    )
    parts = (Part("input_count", fields.input_count, (Cover("input_count"),)), before, *signed, after)
    return tuple(part for part in parts if part.data)


def _outputs(fields: Fields, index: int, outputs: int) -> tuple[Part, ...]:
    if outputs == SIGHASH_NONE:
        return (Part("output_count", b"\0"),)
    if outputs == SIGHASH_SINGLE:
        parts = (
            Part("output_count", compact_size(index + 1), (Cover("input_index", index, index + 1),)),
            Part("outputs_before", Excerpt(fields.blank_outputs, 0, index * len(BLANK_OUTPUT))),
            Part("output", fields.output(index), (Cover("output", index, index + 1),)),
        )
        return tuple(part for part in parts if part.data)
    count = len(fields.tx.outputs)
    return (
        Part("output_count", fields.output_count, (Cover("output_count"),)),
        Part("outputs", fields.outputs, (Cover("output", 0, count),)),
    )
