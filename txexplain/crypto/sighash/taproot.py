"""The message that Schnorr signatures sign (BIP341, and for scripts BIP342)."""

from __future__ import annotations

from txexplain.crypto.sighash.fields import HASH_TYPE, LOCK_TIME, VERSION, Fields
from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_ANYONECANPAY, SIGHASH_DEFAULT, SIGHASH_SINGLE
from txexplain.model.signing import Cover, LeafContext, Piece, Sighash, hashed_bytes
from txexplain.wire.cursor import sized
from txexplain.wire.hashes import sha256, tagged_hash

_OUTPUT_MASK = 0x03
_KEY_VERSION = b"\0"
_EPOCH = b"\0"
_SPEND_TYPE = (Cover("spend_type"),)


def is_defined(hash_type: int) -> bool:
    """Whether a Schnorr signature may have this hash type."""
    return hash_type <= SIGHASH_SINGLE or SIGHASH_ALL <= hash_type - SIGHASH_ANYONECANPAY <= SIGHASH_SINGLE


def taproot_sighash(
    fields: Fields, index: int, hash_type: int, annex: bytes | None, leaf: LeafContext | None
) -> Sighash | None:
    """The message for input `index` in the order of BIP341; with `leaf`, of BIP342.

    None where the hash type is not defined, or asks for an output that is not there. Raises NotKnown where a spent
    output that is needed is not known: with SIGHASH_ANYONECANPAY its own, else that of every input.
    """
    outputs = SIGHASH_ALL if hash_type == SIGHASH_DEFAULT else hash_type & _OUTPUT_MASK
    if not is_defined(hash_type) or (outputs == SIGHASH_SINGLE and index >= len(fields.tx.outputs)):
        return None
    anyone = bool(hash_type & SIGHASH_ANYONECANPAY)
    pieces: list[Piece] = [
        ("epoch", _EPOCH, ()),
        ("hash_type", bytes([hash_type]), HASH_TYPE),
        ("version", fields.version, VERSION),
        ("lock_time", fields.lock_time, LOCK_TIME),
    ]
    if not anyone:
        pieces += _all_inputs(fields)
    if outputs == SIGHASH_ALL:
        pieces.append(("sha_outputs", fields.sha_outputs, (("output", 0, len(fields.tx.outputs)),)))
    spend_type = (2 if leaf else 0) + (annex is not None)
    pieces.append(("spend_type", bytes([spend_type]), _SPEND_TYPE))
    pieces += _this_input(fields, index) if anyone else [_input_index(index)]
    if annex is not None:
        pieces.append(("sha_annex", sha256(sized(annex)), (("annex", index, index + 1),)))
    if outputs == SIGHASH_SINGLE:
        data = sha256(fields.output(index).data)
        pieces.append(("sha_single_output", data, (("output", index, index + 1),)))
    if leaf is not None:
        pieces += _leaf(leaf)
    digest = tagged_hash("TapSighash", hashed_bytes(pieces))
    return Sighash("bip342" if leaf else "bip341", hash_type, tuple(pieces), digest)


def _all_inputs(fields: Fields) -> list[Piece]:
    count = len(fields.tx.inputs)
    return [
        ("sha_prevouts", fields.sha_prevouts, (("outpoint", 0, count),)),
        ("sha_amounts", fields.sha_amounts, (("spent_value", 0, count),)),
        ("sha_script_pubkeys", fields.sha_script_pubkeys, (("spent_script", 0, count),)),
        ("sha_sequences", fields.sha_sequences, (("sequence", 0, count),)),
    ]


def _this_input(fields: Fields, index: int) -> list[Piece]:
    here = (index, index + 1)
    return [
        ("outpoint", fields.outpoint(index), (("outpoint", *here),)),
        ("amount", fields.amount(index), (("spent_value", *here),)),
        ("script_pubkey", fields.script_pubkey(index), (("spent_script", *here),)),
        ("sequence", fields.sequence(index), (("sequence", *here),)),
    ]


def _input_index(index: int) -> Piece:
    return "input_index", index.to_bytes(4, "little"), (("input_index", index, index + 1),)


def _leaf(leaf: LeafContext) -> list[Piece]:
    return [
        ("tapleaf_hash", leaf.leaf_hash, (Cover("leaf"),)),
        ("key_version", _KEY_VERSION, ()),
        ("codesep_pos", leaf.code_separator_position.to_bytes(4, "little"), (Cover("code_separator"),)),
    ]
