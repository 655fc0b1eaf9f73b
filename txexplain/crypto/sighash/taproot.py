"""The message that Schnorr signatures sign (BIP341, and for scripts BIP342)."""

from __future__ import annotations

from txexplain.crypto.sighash.fields import Fields
from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_ANYONECANPAY, SIGHASH_DEFAULT, SIGHASH_SINGLE
from txexplain.model.signing import Cover, LeafContext, Part, Sighash
from txexplain.wire.cursor import sized
from txexplain.wire.hashes import sha256, tagged_hash

_OUTPUT_MASK = 0x03
_KEY_VERSION = b"\0"
_EPOCH = b"\0"


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
    parts = [
        Part("epoch", _EPOCH),
        Part("hash_type", bytes([hash_type]), (Cover("hash_type"),)),
        Part("version", fields.version, (Cover("version"),)),
        Part("lock_time", fields.lock_time, (Cover("lock_time"),)),
    ]
    if not anyone:
        parts += _all_inputs(fields)
    if outputs == SIGHASH_ALL:
        parts.append(Part("sha_outputs", fields.sha_outputs, (Cover("output", 0, len(fields.tx.outputs)),)))
    spend_type = (2 if leaf else 0) + (annex is not None)
    parts.append(Part("spend_type", bytes([spend_type]), (Cover("spend_type"),)))
    parts += _this_input(fields, index) if anyone else [_input_index(index)]
    if annex is not None:
        parts.append(Part("sha_annex", sha256(sized(annex)), (Cover("annex", index, index + 1),)))
    if outputs == SIGHASH_SINGLE:
        data = sha256(fields.output(index).data)
        parts.append(Part("sha_single_output", data, (Cover("output", index, index + 1),)))
    if leaf is not None:
        position = leaf.code_separator_position.to_bytes(4, "little")
        parts += [
            Part("tapleaf_hash", leaf.leaf_hash, (Cover("leaf"),)),
            Part("key_version", _KEY_VERSION),
            Part("codesep_pos", position, (Cover("code_separator"),)),
        ]
    digest = tagged_hash("TapSighash", *(part.data for part in parts))
    return Sighash("bip342" if leaf else "bip341", hash_type, tuple(parts), digest)


def _all_inputs(fields: Fields) -> list[Part]:
    count = len(fields.tx.inputs)
    return [
        Part("sha_prevouts", fields.sha_prevouts, (Cover("outpoint", 0, count),)),
        Part("sha_amounts", fields.sha_amounts, (Cover("spent_value", 0, count),)),
        Part("sha_script_pubkeys", fields.sha_script_pubkeys, (Cover("spent_script", 0, count),)),
        Part("sha_sequences", fields.sha_sequences, (Cover("sequence", 0, count),)),
    ]


def _this_input(fields: Fields, index: int) -> list[Part]:
    here = (index, index + 1)
    return [
        Part("outpoint", fields.outpoint(index), (Cover("outpoint", *here),)),
        Part("amount", fields.amount(index), (Cover("spent_value", *here),)),
        Part("script_pubkey", fields.script_pubkey(index), (Cover("spent_script", *here),)),
        Part("sequence", fields.sequence(index), (Cover("sequence", *here),)),
    ]


def _input_index(index: int) -> Part:
    return Part("input_index", index.to_bytes(4, "little"), (Cover("input_index", index, index + 1),))
