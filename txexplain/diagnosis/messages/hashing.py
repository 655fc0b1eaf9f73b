"""Mistakes with the right message in hand: its bytes written otherwise, or hashed otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.diagnosis.parts import with_part, with_parts
from txexplain.diagnosis.setting import LEGACY, TAPROOT, Case, Hashing, Setting
from txexplain.model.report import NO_FACTS, Facts
from txexplain.model.signing import Part, Sighash
from txexplain.wire.cursor import Cursor, sized
from txexplain.wire.hashes import hash256, sha1, sha256

_HASH_TYPE_SIZE = 4
_LONGEST_NUMBER = 32  # bytes; what is longer is a list or a script


def _changed(key: str, sighash: Sighash, facts: Facts = NO_FACTS) -> Hashing:
    return Hashing(key, sighash, sighash.digest, facts)


def hash_type_written(case: Case, setting: Setting, sighash: Sighash) -> Iterator[Hashing]:
    """Without the four bytes of the sighash type, in one byte, or with the highest first; taproot has one byte."""
    hash_type = sighash.hash_type
    if setting.algorithm == TAPROOT:
        four = hash_type.to_bytes(_HASH_TYPE_SIZE, "little")
        yield _changed("hash_type_four_bytes", with_part(sighash, "hash_type", four))
        return
    yield _changed("no_hash_type", with_part(sighash, "hash_type", None))
    yield _changed("hash_type_one_byte", with_part(sighash, "hash_type", bytes([hash_type & 0xFF])))
    yield _changed("hash_type_reversed", with_part(sighash, "hash_type", hash_type.to_bytes(_HASH_TYPE_SIZE, "big")))


def epoch(case: Case, setting: Setting, sighash: Sighash) -> Iterator[Hashing]:
    """Without the zero byte that a message of taproot begins with, which is easily overlooked (BIP341)."""
    if setting.algorithm == TAPROOT:
        yield _changed("epoch_missing", with_part(sighash, "epoch", None))


def script_code_written(case: Case, setting: Setting, sighash: Sighash) -> Iterator[Hashing]:
    """The script code without its length, or with it twice; before segwit with its OP_CODESEPARATORs."""
    written = next((bytes(part.data) for part in sighash.parts if part.key == "script_code"), b"")
    if not written:
        return
    cursor = Cursor(written)
    cursor.compact_size("script_code")
    script_code = written[cursor.position :]
    yield _changed("script_code_without_length", with_part(sighash, "script_code", script_code))
    yield _changed("script_code_with_length", with_part(sighash, "script_code", sized(written)))
    if setting.algorithm == LEGACY and script_code != setting.script_code:
        yield _changed("separators_kept", with_part(sighash, "script_code", sized(setting.script_code)))


def other_scripts_kept(case: Case, setting: Setting, sighash: Sighash) -> Iterator[Hashing]:
    """Before segwit: the scripts of the other inputs not emptied, or their output scripts in that place."""
    fields, own = setting.fields, setting.vin
    if setting.algorithm != LEGACY or not any(part.key in _OTHERS for part in sighash.parts):
        return
    input_scripts = [txin.script_sig.data for txin in fields.tx.inputs]
    output_scripts = [spent.script_pubkey if spent else b"" for spent in fields.spent]
    for name, scripts in (("script_sig", input_scripts), ("output_script", output_scripts)):
        pieces = [
            fields.outpoint(vin) + sized(script) + fields.sequence(vin)
            for vin, script in enumerate(scripts[: len(fields.tx.inputs)])
        ]
        changed = sighash
        for key, data in (("inputs_before", pieces[:own]), ("inputs_after", pieces[own + 1 :])):
            changed = with_part(changed, key, b"".join(data))
        yield _changed("other_scripts_kept", changed, Facts(case=name))


_OTHERS = ("inputs_before", "inputs_after")


def spent_scripts_written(case: Case, setting: Setting, sighash: Sighash) -> Iterator[Hashing]:
    """Taproot: the hash of the spent scripts made without their lengths."""
    spent = setting.fields.spent
    if setting.algorithm != TAPROOT or any(each is None for each in spent):
        return
    scripts = [each.script_pubkey for each in spent if each is not None]
    hashed = sha256(b"".join(scripts))
    yield _changed("spent_scripts_without_length", with_part(sighash, "sha_script_pubkeys", hashed))


def parts_left_out(case: Case, setting: Setting, sighash: Sighash) -> Iterator[Hashing]:
    """Without one of the parts."""
    for part in sighash.parts:
        yield _changed("part_missing", with_part(sighash, part.key, None), Facts(part=part.key))


def parts_reversed(case: Case, setting: Setting, sighash: Sighash) -> Iterator[Hashing]:
    """With the bytes of one number or hash, or of all of them, the other way round."""
    reversed_ = tuple(_reversed(part) for part in sighash.parts)
    for place, part in enumerate(sighash.parts):
        parts = (*sighash.parts[:place], reversed_[place], *sighash.parts[place + 1 :])
        yield _changed("part_reversed", with_parts(sighash, parts), Facts(part=part.key))
    yield _changed("part_reversed", with_parts(sighash, reversed_), Facts(part="all"))


def _reversed(part: Part) -> Part:
    """Of an outpoint the txid alone is turned round, as ids are displayed."""
    data = bytes(part.data)
    if part.key == "outpoint":
        return part._replace(source=data[:32][::-1] + data[32:])
    return part if len(data) > _LONGEST_NUMBER else part._replace(source=data[::-1])


def counts_hashed(case: Case, setting: Setting, sighash: Sighash) -> Iterator[Hashing]:
    """The hashes of all outputs and of all outpoints made with the count in front, as the transaction has it."""
    tx, fields = setting.fields.tx, setting.fields
    hashes = {"hash_outputs": hash256, "sha_outputs": sha256}
    outputs = fields.output_count + bytes(fields.outputs.data) if tx.outputs else b"\0"
    for part in sighash.parts:
        if part.key in hashes and part.data == hashes[part.key](bytes(fields.outputs.data)):
            changed = with_part(sighash, part.key, hashes[part.key](outputs))
            yield _changed("count_hashed", changed, Facts(part=part.key))


def spend_types(case: Case, setting: Setting, sighash: Sighash) -> Iterator[Hashing]:
    """Taproot: another byte where the message says whether an annex and a leaf come (BIP341)."""
    if setting.algorithm == TAPROOT:
        for spend_type in range(4):
            changed = with_part(sighash, "spend_type", bytes([spend_type]))
            yield _changed("other_spend_type", changed, Facts(spend_type=spend_type))


def parts_hashed_otherwise(case: Case, setting: Setting, sighash: Sighash) -> Iterator[Hashing]:
    """The hashes inside the message by the other rule: BIP143 hashes them twice, BIP341 once."""
    parts = tuple(_hashed_otherwise(part, setting) for part in sighash.parts)
    if parts != sighash.parts:
        yield _changed("parts_hashed_otherwise", with_parts(sighash, parts))


def _hashed_otherwise(part: Part, setting: Setting) -> Part:
    fields = setting.fields
    once = {"hash_prevouts": "sha_prevouts", "hash_sequence": "sha_sequences", "hash_outputs": "sha_outputs"}
    if part.key in once and part.covers and part.data == sha256(getattr(fields, once[part.key])):
        return part._replace(source=getattr(fields, once[part.key]))
    twice = ("sha_prevouts", "sha_amounts", "sha_script_pubkeys", "sha_sequences", "sha_outputs")
    return part._replace(source=sha256(bytes(part.data))) if part.key in twice else part


def hashed(case: Case, setting: Setting, sighash: Sighash) -> Iterator[Hashing]:
    """The right bytes, hashed once or without the tag, or the digest with its last byte first."""
    if setting.algorithm == TAPROOT:
        yield Hashing("hashed_untagged", sighash, sha256(sighash.message), Facts(case="once"))
        yield Hashing("hashed_untagged", sighash, hash256(sighash.message), Facts(case="twice"))
    else:
        yield Hashing("hashed_once", sighash, sha256(sighash.message))
    facts = NO_FACTS if sighash.parts else Facts(case="number_one")  # SINGLE without an output, before taproot
    yield Hashing("digest_reversed", sighash, sighash.digest[::-1], facts)


def hashed_again(case: Case, setting: Setting, sighash: Sighash) -> Iterator[Hashing]:
    """The digest taken for a message, or what is hashed as text."""
    message, digest = sighash.message, sighash.digest
    yield Hashing("digest_hashed_again", sighash, sha256(digest), Facts(case="sha256"))
    yield Hashing("digest_hashed_again", sighash, hash256(digest), Facts(case="hash256"))
    if not case.is_schnorr:
        yield Hashing("digest_hashed_again", sighash, sha1(digest), Facts(case="sha1"))
    for name, text in (("message", message.hex()), ("digest", digest.hex()), ("digest_reversed", digest[::-1].hex())):
        yield Hashing("hashed_as_text", sighash, sha256(text.encode()), Facts(case=name, times=1))
        yield Hashing("hashed_as_text", sighash, hash256(text.encode()), Facts(case=name, times=2))
