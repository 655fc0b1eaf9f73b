"""The message signed outside the witness: the transaction with its scripts emptied (Core: SignatureHash)."""

from __future__ import annotations

from txexplain.crypto.sighash.fields import (
    BLANK_INPUT_SIZE,
    BLANK_OUTPUT,
    HASH_TYPE,
    LOCK_TIME,
    SCRIPT_CODE,
    VERSION,
    Fields,
)
from txexplain.model.bytes import Excerpt
from txexplain.model.hash_types import SIGHASH_ANYONECANPAY, SIGHASH_NONE, SIGHASH_OUTPUT_MASK, SIGHASH_SINGLE
from txexplain.model.signing import Piece, Sighash, hashed_bytes
from txexplain.wire.cursor import compact_size
from txexplain.wire.hashes import hash256, sha256
from txexplain.wire.script import legacy_script_code

_FEW_INPUTS = 4  # before the one that signs: so few are hashed again as fast as what was hashed of them is copied
_ONE = b"\x01" + bytes(31)


def legacy_sighash(fields: Fields, index: int, script_code: bytes, hash_type: int) -> Sighash:
    """The message for input `index`; `hash_type` is unsigned, of 32 bits, a byte in signatures.

    For SIGHASH_SINGLE without an output of that number nothing is hashed: the digest is the number one.
    """
    outputs = hash_type & SIGHASH_OUTPUT_MASK
    if outputs == SIGHASH_SINGLE and index >= len(fields.tx.outputs):
        return Sighash("legacy", hash_type, (), _ONE, "single_without_output")
    with_sequences = outputs not in (SIGHASH_NONE, SIGHASH_SINGLE)
    pieces = (
        ("version", fields.version, VERSION),
        *_inputs(fields, index, script_code, hash_type, with_sequences),
        *_outputs(fields, index, outputs),
        ("lock_time", fields.lock_time, LOCK_TIME),
        ("hash_type", hash_type.to_bytes(4, "little"), HASH_TYPE),
    )
    return Sighash("legacy", hash_type, pieces, _digest(fields, index, pieces, with_sequences))


def _digest(fields: Fields, index: int, pieces: tuple[Piece, ...], with_sequences: bool) -> bytes:
    """SHA-256 twice of the pieces; those before the input are hashed once for all messages that begin with them."""
    if index <= _FEW_INPUTS or pieces[2][0] != "inputs_before":
        return hash256(hashed_bytes(pieces))
    state = fields.begun(index, with_sequence=with_sequences)
    state.update(hashed_bytes(pieces[3:]))
    return sha256(state.digest())


def _inputs(
    fields: Fields, index: int, script_code: bytes, hash_type: int, with_sequences: bool
) -> tuple[Piece, ...]:
    signed: tuple[Piece, ...] = (
        ("outpoint", fields.outpoint(index), (("outpoint", index, index + 1),)),
        ("script_code", legacy_script_code(script_code), SCRIPT_CODE),
        ("sequence", fields.sequence(index), (("sequence", index, index + 1),)),
    )
    if hash_type & SIGHASH_ANYONECANPAY:
        return (("input_count", b"\x01", ()), *signed)
    blank = fields.blank_inputs if with_sequences else fields.blank_inputs_without_sequence
    count = len(fields.tx.inputs)
    first: Piece = ("input_count", fields.input_count, (("input_count", 0, 1),))
    named = ("outpoint", "sequence") if with_sequences else ("outpoint",)
    before, after = Excerpt(blank, 0, index * BLANK_INPUT_SIZE), (index + 1) * BLANK_INPUT_SIZE
    pieces = (first, *signed)
    if index:
        pieces = (first, ("inputs_before", before, tuple([(field, 0, index) for field in named])), *signed)
    if index + 1 < count:
        covers = tuple([(field, index + 1, count) for field in named])
        pieces = (*pieces, ("inputs_after", Excerpt(blank, after, len(blank)), covers))
    return pieces


def _outputs(fields: Fields, index: int, outputs: int) -> tuple[Piece, ...]:
    if outputs == SIGHASH_NONE:
        return (("output_count", b"\0", ()),)
    if outputs == SIGHASH_SINGLE:
        count: Piece = ("output_count", compact_size(index + 1), (("input_index", index, index + 1),))
        own: Piece = ("output", fields.output(index), (("output", index, index + 1),))
        blank: Piece = ("outputs_before", Excerpt(fields.blank_outputs, 0, index * len(BLANK_OUTPUT)), ())
        return (count, blank, own) if index else (count, own)
    return (
        ("output_count", fields.output_count, (("output_count", 0, 1),)),
        ("outputs", fields.outputs, (("output", 0, len(fields.tx.outputs)),)),
    )
