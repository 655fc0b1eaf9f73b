"""A signed message: how it is hashed, its parts with what they commit to, its digest."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Fact, Facts, Paragraph, text
from txexplain.explain.parts.assembly import hex_word
from txexplain.explain.parts.numbers import grouped, numbered
from txexplain.model.messages import Message
from txexplain.model.script import OP_CODESEPARATOR
from txexplain.model.signing import Cover, Part, Sighash
from txexplain.texts import Chunk, Line, Texts

_SEQUENCE_SIZE = 4
_COUNTS = ("input_count", "output_count")
_NUMBERS = ("version", "lock_time", "amount", "input_index", *_COUNTS)


def message_blocks(message: Message, texts: Texts, show_all: bool) -> Iterator[Block]:
    """How the message is hashed, its parts, and its digest."""
    sighash = message.sighash
    if sighash.quirk:
        yield Paragraph(texts.line("verify", f"quirk_{sighash.quirk}"))
    else:
        yield Paragraph(texts.line("verify", f"algorithm_{sighash.algorithm}", size=grouped(len(sighash.message))))
    rows = [_part(part, texts, show_all) for part in sighash.parts]
    yield Facts((*rows, _digest(sighash, texts)), long_labels=True)


def _part(part: Part, texts: Texts, show_all: bool) -> Fact:
    value = tuple(hex_word(bytes(part.data), texts, whole=show_all))
    if part.key in _NUMBERS:
        value += (Chunk(f" = {grouped(_number(part))}", "value"),)
    if part.key == "sequence" and len(part.data) == _SEQUENCE_SIZE:
        value += (Chunk(f" = {_number(part):08x}", "value"),)
    return Fact(texts.plain("sighash", part.key), (value,), _commits(part, texts))


def _number(part: Part) -> int:
    """What the part says, read from its lowest byte on; of a count of several bytes the first tells how many."""
    data = bytes(part.data)
    return int.from_bytes(data[1:] if part.key in _COUNTS and len(data) > 1 else data, "little")


def _commits(part: Part, texts: Texts) -> Line:
    """What of the transaction, or of the spent outputs, the part commits to."""
    if not part.covers:
        key = "constant" if part.key in ("epoch", "key_version") else "fixed" if part.key in _COUNTS else "blank"
        return texts.line("sighash", f"commits_{key}")
    if part.key == "script_code" and OP_CODESEPARATOR not in bytes(part.data):
        return texts.line("sighash", "commits_script_code_whole")
    if part.key == "spend_type":
        return texts.line("sighash", f"commits_spend_type_{part.data[0]}")
    if part.key == "output_count" and part.covers[0].field == "input_index":  # SINGLE outside the witness
        return texts.line("sighash", "commits_last_output")
    return text(texts.plain("sighash", "between_commits").join(_committed(cover, texts) for cover in part.covers))


def _committed(cover: Cover, texts: Texts) -> str:
    """A field, and of which inputs or outputs."""
    key = f"commits_{cover.field}"
    if not texts.has("sighash", f"{key}_one"):
        return texts.plain("sighash", key)
    if cover.stop <= cover.start:
        return texts.plain("sighash", "commits_none")
    form = "one" if cover.stop == cover.start + 1 else "many"
    return texts.plain("sighash", f"{key}_{form}", which=numbered(cover.start, cover.stop - 1))


def _digest(sighash: Sighash, texts: Texts) -> Fact:
    note = texts.line("verify", f"digest_{'tagged' if sighash.algorithm.startswith('bip34') else 'double'}")
    return Fact(
        texts.plain("verify", "digest"), (text(sighash.digest.hex(), "strong"),), () if sighash.quirk else note
    )
