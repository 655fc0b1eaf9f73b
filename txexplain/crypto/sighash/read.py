"""A signed message told by its bytes alone and taken apart: the builders beside this file, the other way round.

Nothing in the bytes says that they are a message. So one is taken for that only where all of it is used up, its hash
type agrees with what it blanks, and what it holds is what a signature is checked by.
"""

from __future__ import annotations

from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.taproot import is_defined
from txexplain.model.errors import DecodeError
from txexplain.model.hash_types import (
    LAST_OF_ONE_BYTE,
    SIGHASH_ALL,
    SIGHASH_ANYONECANPAY,
    SIGHASH_DEFAULT,
    SIGHASH_NONE,
    SIGHASH_OUTPUT_MASK,
    SIGHASH_SINGLE,
)
from txexplain.model.script import OP_CHECKMULTISIGVERIFY, OP_CHECKSIG
from txexplain.model.signing import Part, Sighash
from txexplain.model.signing_message import SigningMessage
from txexplain.wire.cursor import Cursor
from txexplain.wire.der import der_layout
from txexplain.wire.hashes import hash256, sha256
from txexplain.wire.script import instructions
from txexplain.wire.transaction import read_at

TAG = 2 * sha256(b"TapSighash")  # what is hashed before a message of BIP341 (BIP340)
_HASH_TYPE_SIZE = 4  # outside taproot; a signature has one byte
_P2TR = b"\x22\x51\x20"  # how a taproot output script begins, behind its length
_CHECKS = range(OP_CHECKSIG, OP_CHECKMULTISIGVERIFY + 1)
_ZEROS = bytes(32)
_UNLIKE_A_HASH = (bytes(3), b"\xff" * 3)


def read_message(raw: bytes) -> SigningMessage | None:
    """The message that the bytes are; None where they are none, or not surely."""
    for read in (_legacy, _witness_v0, _taproot):
        try:
            found = read(raw)
        except DecodeError:
            continue
        if found is not None:
            return found
    return None


# Before segwit: a transaction with a script in one input alone, then the hash type


def _legacy(raw: bytes) -> SigningMessage | None:
    cursor = Cursor(raw)
    tx = read_at(cursor, extended=False)
    if len(raw) - cursor.position != _HASH_TYPE_SIZE:
        return None
    hash_type = int.from_bytes(raw[cursor.position :], "little")
    signed = [index for index, txin in enumerate(tx.inputs) if txin.script_sig.data]
    if len(signed) != 1:
        return None
    index, told = signed[0], None if hash_type & SIGHASH_ANYONECANPAY else signed[0]
    script_code = tx.inputs[index].script_sig.data
    if not _checks_signatures(script_code) or _brings_signatures(script_code):
        return None
    if hash_type & SIGHASH_OUTPUT_MASK == SIGHASH_SINGLE and told is None:
        index = told = max(0, len(tx.outputs) - 1)  # the last output is that of this input
        tx = tx._replace(inputs=tx.inputs * (index + 1))
    sighash = legacy_sighash(Fields(tx, ()), index, script_code, hash_type)
    return SigningMessage(sighash, told) if sighash.message == raw else None


def _brings_signatures(script: bytes) -> bool:
    """As an input script does; from a script code that its signatures are in they are left out."""
    return any(der_layout(item.data or b"") is not None for item in instructions(script))


def _checks_signatures(script: bytes) -> bool:
    """Whether an opcode checks one, as in the script of any message, and no push is cut."""
    found = tuple(instructions(script))
    return all(item.flaw is None for item in found) and any(item.opcode in _CHECKS for item in found)


class _Parts:
    """Takes one part after the other off a message."""

    def __init__(self, raw: bytes) -> None:
        self.cursor = Cursor(raw)
        self.parts: list[Part] = []

    def take(self, key: str, size: int) -> bytes:
        data = self.cursor.take(size, key)
        self.parts.append(Part(key, data))
        return data

    def hashed(self, *keys: str) -> bool:
        """Takes hashes; whether that is what they are."""
        taken = [self.take(key, 32) for key in keys]
        return all(map(_is_hash, taken))

    def script(self, key: str) -> bytes:
        """Takes a script behind its length, and gives both."""
        start = self.cursor.position
        end = self.cursor.compact_size(key) + self.cursor.position
        self.cursor.position = start
        return self.take(key, end - start)

    def whole(self, algorithm: str, hash_type: int, digest: bytes) -> Sighash | None:
        """The message, if nothing is left."""
        at_end = self.cursor.position == len(self.cursor.raw)
        return Sighash(algorithm, hash_type, tuple(self.parts), digest) if at_end else None


def _is_hash(data: bytes) -> bool:
    """Whether it can be one: three bytes 00 or ff in a row are in most fields, and in one of 280,000 hashes."""
    return not any(run in data for run in _UNLIKE_A_HASH)


# Version 0 of the witness (BIP143)


def _witness_v0(raw: bytes) -> SigningMessage | None:
    parts = _Parts(raw)
    parts.take("version", 4)
    prevouts, sequences = parts.take("hash_prevouts", 32), parts.take("hash_sequence", 32)
    parts.take("outpoint", 36)
    script_code = parts.script("script_code")
    parts.take("amount", 8)
    parts.take("sequence", 4)
    outputs = parts.take("hash_outputs", 32)
    parts.take("lock_time", 4)
    hash_type = int.from_bytes(parts.take("hash_type", _HASH_TYPE_SIZE), "little")
    sighash = parts.whole("bip143", hash_type, hash256(raw))
    meant = hash_type if hash_type <= LAST_OF_ONE_BYTE else _reversed(hash_type)
    if sighash is None or meant > LAST_OF_ONE_BYTE or not _blanks_agree(meant, prevouts, sequences, outputs):
        return None
    length = Cursor(script_code)
    length.compact_size("script_code")
    return SigningMessage(sighash) if _checks_signatures(script_code[length.position :]) else None


def _reversed(hash_type: int) -> int:
    return int.from_bytes(hash_type.to_bytes(_HASH_TYPE_SIZE, "little"), "big")


def _blanks_agree(hash_type: int, prevouts: bytes, sequences: bytes, outputs: bytes) -> bool:
    """Whether zeros stand where this hash type leaves something out, and hashes elsewhere."""
    chosen = hash_type & SIGHASH_OUTPUT_MASK
    anyone, some = bool(hash_type & SIGHASH_ANYONECANPAY), chosen in (SIGHASH_NONE, SIGHASH_SINGLE)
    blank = [(prevouts, anyone), (sequences, anyone or some)]
    if chosen != SIGHASH_SINGLE or outputs != _ZEROS:  # SINGLE has zeros too, where there is no such output
        blank.append((outputs, chosen == SIGHASH_NONE))
    return all(data == _ZEROS if is_blank else _is_hash(data) for data, is_blank in blank)


# Taproot (BIP341, BIP342)


def _taproot(raw: bytes) -> SigningMessage | None:
    parts = _Parts(raw)
    if raw.startswith(TAG):
        parts.take("tag", len(TAG))
    epoch, hash_type = parts.take("epoch", 1), parts.take("hash_type", 1)[0]
    if epoch != b"\0" or not is_defined(hash_type):
        return None
    parts.take("version", 4)
    parts.take("lock_time", 4)
    outputs = hash_type & 3
    anyone = bool(hash_type & SIGHASH_ANYONECANPAY)
    sure = anyone or parts.hashed("sha_prevouts", "sha_amounts", "sha_script_pubkeys", "sha_sequences")
    if outputs in (SIGHASH_DEFAULT, SIGHASH_ALL):
        sure &= parts.hashed("sha_outputs")
    spend_type = parts.take("spend_type", 1)[0]
    index = None if anyone else int.from_bytes(parts.take("input_index", 4), "little")
    sure &= spend_type <= 3 and (not anyone or _is_taproot_coin(parts))
    if spend_type & 1:
        sure &= parts.hashed("sha_annex")
    if outputs == SIGHASH_SINGLE:
        sure &= parts.hashed("sha_single_output")
    if spend_type & 2:
        sure &= parts.hashed("tapleaf_hash") and parts.take("key_version", 1) == b"\0"
        parts.take("codesep_pos", 4)
    hashed = raw if raw.startswith(TAG) else TAG + raw
    sighash = parts.whole("bip342" if spend_type & 2 else "bip341", hash_type, sha256(hashed))
    return SigningMessage(sighash, index) if sighash and sure else None


def _is_taproot_coin(parts: _Parts) -> bool:
    """Takes the fields of the one input, with the output that it spends; whether that is one of taproot."""
    parts.take("outpoint", 36)
    parts.take("amount", 8)
    script = parts.script("script_pubkey")
    parts.take("sequence", 4)
    return script.startswith(_P2TR)
