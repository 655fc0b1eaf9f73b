"""A signed message: how it is hashed, its parts with what they commit to, its digest."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Fact, Facts, Paragraph, text
from txexplain.explain.parts.assembly import hex_word
from txexplain.explain.parts.numbers import grouped, numbered, ranges
from txexplain.model.hash_types import SIGHASH_OUTPUT_MASK, SIGHASH_SINGLE, hash_type_words
from txexplain.model.messages import Message, Unfinished
from txexplain.model.signing import Cover, Part, Sighash
from txexplain.texts import Chunk, Line, Texts

_SEQUENCE_SIZE = 4
_SHOWN_INPUTS = 5
_NO_CODE_SEPARATOR = b"\xff" * 4
_COUNTS = ("input_count", "output_count")
_NUMBERS = ("version", "lock_time", "amount", "input_index", *_COUNTS)


def message_blocks(message: Message, texts: Texts, show_all: bool) -> Iterator[Block]:
    """How the message is hashed, its parts, and its digest."""
    sighash = message.sighash
    script_code = _script_code(message.omitted, texts)
    if sighash.quirk:
        yield Paragraph(texts.line("verify", f"quirk_{sighash.quirk}"))
    else:
        told = {"size": grouped(len(sighash.message)), "script_code": script_code}
        yield Paragraph(texts.line("verify", f"algorithm_{sighash.algorithm}", **told))
    rows = [_part(part, sighash, script_code, texts, show_all) for part in sighash.parts]
    yield Facts((*rows, _digest(sighash, texts)), long_labels=True)


def unfinished_blocks(message: Unfinished, texts: Texts, show_all: bool) -> Iterator[Block]:
    """The parts of a message of which something is not known, with how to give that."""
    words = hash_type_words(message.hash_type, message.algorithm_of_signatures)
    inputs = ranges(message.vin, _SHOWN_INPUTS)
    yield Paragraph(texts.line("causes", "to_sign_with_hole", inputs=inputs, hash_type=words))
    sighash = Sighash(message.algorithm, message.hash_type, message.parts, b"")
    script_code = texts.plain("sighash", "script_code_whole")
    rows = [
        _hole(part, message, texts)
        if part.key in message.holes
        else _part(part, sighash, script_code, texts, show_all)
        for part in message.parts
    ]
    yield Facts(tuple(rows), long_labels=True)


def _hole(part: Part, message: Unfinished, texts: Texts) -> Fact:
    hidden = "" if message.vin else "_hidden"  # by a coin that is known, whose script is a hash
    value = (Chunk(texts.plain("causes", "hole"), "unknown"),)
    return Fact(texts.plain("sighash", part.key), (value,), texts.line("causes", f"hole_{part.key}{hidden}"))


def differing_facts(message: Message, like: Message, texts: Texts, show_all: bool) -> Facts:
    """The parts in which the message differs from another one that is built like it, and its digest."""
    sighash, script_code = message.sighash, _script_code(message.omitted, texts)
    alike = {(place, part.key): bytes(part.data) for place, part in enumerate(like.sighash.parts)}
    differing = [part for place, part in enumerate(sighash.parts) if alike.get((place, part.key)) != bytes(part.data)]
    rows = [_part(part, sighash, script_code, texts, show_all) for part in differing]
    return Facts((*rows, _digest(sighash, texts)), long_labels=True)


def _part(part: Part, sighash: Sighash, script_code: str, texts: Texts, show_all: bool) -> Fact:
    value = tuple(hex_word(bytes(part.data), texts, whole=show_all))
    if part.key in _NUMBERS:
        value += (Chunk(f" = {grouped(_number(part))}", "value"),)
    told = f"{_number(part):08x}"
    if part.key == "sequence" and len(part.data) == _SEQUENCE_SIZE and told != bytes(part.data).hex():
        value += (Chunk(f" = {told}", "value"),)
    return Fact(texts.plain("sighash", part.key), (value,), _commits(part, sighash, script_code, texts))


def _number(part: Part) -> int:
    """What the part says, read from its lowest byte on; of a count of several bytes the first tells how many."""
    data = bytes(part.data)
    return int.from_bytes(data[1:] if part.key in _COUNTS and len(data) > 1 else data, "little")


def _script_code(left_out: tuple[str, ...], texts: Texts) -> str:
    """What of the script that ran the message holds, by what it leaves out."""
    key = "tail" if "before_separator" in left_out else "rest" if left_out else "whole"
    omitted = [name for name in left_out if name != "before_separator"]
    if key == "tail":
        omitted = ["later_separators" if name == "separators" else name for name in omitted]
    words = [f"script_code_{key}", *(f"script_code_without_{name}" for name in omitted)]
    return texts.plain("sighash", "between_omissions").join(texts.plain("sighash", word) for word in words)


def _commits(part: Part, sighash: Sighash, script_code: str, texts: Texts) -> Line:
    """What of the transaction, or of the spent outputs, the part commits to."""
    if not part.covers:
        return texts.line("sighash", f"commits_{_blank(part, sighash)}")
    if part.key == "script_code":
        return texts.line("sighash", "commits_script_code", script_code=script_code)
    if part.key == "codesep_pos" and bytes(part.data) == _NO_CODE_SEPARATOR:
        return texts.line("sighash", "commits_code_separator_none")
    if part.key == "spend_type":
        return texts.line("sighash", f"commits_spend_type_{part.data[0]}")
    if part.key == "output_count" and part.covers[0].field == "input_index":  # SINGLE outside the witness
        return texts.line("sighash", "commits_last_output")
    return text(texts.plain("sighash", "between_commits").join(_committed(cover, texts) for cover in part.covers))


def _blank(part: Part, sighash: Sighash) -> str:
    """Why a part commits to nothing."""
    if part.key in ("epoch", "key_version"):
        return "constant"
    if part.key in _COUNTS:
        return "fixed"
    single = sighash.hash_type & SIGHASH_OUTPUT_MASK == SIGHASH_SINGLE
    return "missing_output" if single and part.key == "hash_outputs" else "blank"


def _committed(cover: Cover, texts: Texts) -> str:
    """A field, and of which inputs or outputs."""
    key = f"commits_{cover.field}"
    if not texts.has("sighash", f"{key}_one"):
        return texts.plain("sighash", key)
    if cover.stop <= cover.start:
        return texts.plain("sighash", "commits_none")
    form = "one" if cover.stop == cover.start + 1 else "many"
    return texts.plain("sighash", f"{key}_{form}", which=numbered(cover.start, cover.stop - 1).replace("#", ""))


def _digest(sighash: Sighash, texts: Texts) -> Fact:
    note = texts.line("verify", f"digest_{'tagged' if sighash.algorithm.startswith('bip34') else 'double'}")
    return Fact(
        texts.plain("verify", "digest"), (text(sighash.digest.hex(), "strong"),), () if sighash.quirk else note
    )
