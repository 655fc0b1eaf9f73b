"""The page that `sighash` prints: each message that is signed, part by part, and what the signatures cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from txexplain.explain.document import Block, Document, Fact, Facts, Grid, Heading, Paragraph, text
from txexplain.explain.parts.assembly import hex_word
from txexplain.explain.parts.failures import check_line, hash_type_words, missing_line, verdict_line
from txexplain.explain.parts.kinds import kind_line
from txexplain.explain.parts.numbers import grouped, numbered
from txexplain.model.messages import Message, messages
from txexplain.model.report import Report
from txexplain.model.signing import Cover, Part, Sighash, SignatureCheck
from txexplain.model.spend import InputVerdict
from txexplain.model.transaction import display_hex
from txexplain.texts import Chunk, Line, Texts

SHOWN_MESSAGES = 8
SHOWN_CHECKS = 8  # signatures over one message
_OP_CODESEPARATOR = 0xAB
_SEQUENCE_SIZE = 4
_MARKS = "○◐●"
_COUNTS = ("input_count", "output_count")
_NUMBERS = ("version", "lock_time", "amount", "input_index", *_COUNTS)


def sighash_page(report: Report, spend: InputVerdict, texts: Texts, *, show_all: bool = False) -> Document:
    """The messages of the input's signatures, and a grid of what they cover."""
    title = texts.line("verify", "heading_sighash", index=grouped(spend.vin))
    blocks: list[Block] = [Heading((*title, Chunk(" "), Chunk(display_hex(report.tx.txid), "txid")), 1)]
    blocks.append(Facts(_head(report, spend, texts)))
    found = messages(spend.run.checks)
    if not found:
        return (*blocks, Paragraph(texts.line("verify", "no_message")))
    blocks.append(Heading(texts.line("verify", "heading_coverage"), 2))
    blocks += coverage(report, found[:SHOWN_MESSAGES], texts)
    limit = len(found) if show_all else SHOWN_MESSAGES
    for number, message in enumerate(found[:limit], 1):
        blocks.append(Heading(message_title(number, message, texts), 2))
        *how, parts = message_blocks(message, texts, show_all)
        assert isinstance(parts, Facts)
        blocks += [*how, parts._replace(rows=(*parts.rows, _signatures(message.checks, texts, show_all)))]
    if len(found) > limit:
        blocks.append(Paragraph(texts.line("verify", "more_messages", count=grouped(len(found) - limit))))
    return tuple(blocks)


def _head(report: Report, spend: InputVerdict, texts: Texts) -> tuple[Fact, ...]:
    item = report.inputs[spend.vin]
    facts = [
        Fact(texts.plain("verify", "kind"), (kind_line(item, texts),)),
        Fact(texts.plain("verify", "verdict"), (verdict_line(spend.verdict, texts),)),
    ]
    if spend.assumed is not None:
        assumed = texts.line("verify", "assumed_script", script=spend.assumed.hex())
        facts.append(Fact(texts.plain("verify", "assumed"), (assumed,)))
    if spend.missing is not None:
        facts.append(Fact(texts.plain("verify", "missing"), (missing_line(spend.missing, texts),)))
    return tuple(facts)


def message_title(number: int, message: Message, texts: Texts) -> Line:
    return texts.line("verify", "heading_message", number=number, hash_type=hash_type_words(message.checks[0]))


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
    if part.key == "script_code" and _OP_CODESEPARATOR not in bytes(part.data):
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


def _signatures(checks: tuple[SignatureCheck, ...], texts: Texts, show_all: bool) -> Fact:
    limit = len(checks) if show_all else SHOWN_CHECKS
    lines = [check_line(check, texts) for check in checks[:limit]]
    if len(checks) > limit:
        lines.append(texts.line("verify", "more_items", count=grouped(len(checks) - limit)))
    return Fact(texts.plain("verify", "signed_by"), tuple(lines))


def coverage(report: Report, found: Sequence[Message], texts: Texts, first: int = 1) -> Iterator[Block]:
    """Which inputs and outputs each message covers, numbered from `first`; what is covered alike shares a column."""
    sighashes = [message.sighash for message in found]
    inputs = list(zip(*(_input_marks(sighash, len(report.inputs)) for sighash in sighashes), strict=True))
    outputs = list(zip(*(_output_marks(sighash, len(report.outputs)) for sighash in sighashes), strict=True))
    columns = [*_columns("in", inputs, texts), *_columns("out", outputs, texts)]
    rows = tuple(
        (f"{first + place}. {hash_type_words(message.checks[0])}", tuple(marks[place] for _, marks in columns))
        for place, message in enumerate(found)
    )
    yield Grid(tuple(head for head, _ in columns), rows)
    yield Paragraph(texts.line("verify", "coverage_legend"))


def _columns(side: str, marks: Sequence[tuple[str, ...]], texts: Texts) -> Iterator[tuple[str, tuple[str, ...]]]:
    first = 0
    for each, group in groupby(marks):
        last = first + len(list(group)) - 1
        yield (
            texts.plain("verify", f"column_{side}", which=f"#{first}" if first == last else f"#{first}–#{last}"),
            each,
        )
        first = last + 1


def _input_marks(sighash: Sighash, count: int) -> list[str]:
    """Full: coin and sequence are covered; half: the coin alone; empty: neither."""
    coins, sequences = _covered(sighash, "outpoint", count), _covered(sighash, "sequence", count)
    return [_MARKS[coin + sequence] for coin, sequence in zip(coins, sequences, strict=True)]


def _output_marks(sighash: Sighash, count: int) -> list[str]:
    return [_MARKS[2 * covered] for covered in _covered(sighash, "output", count)]


def _covered(sighash: Sighash, field: str, count: int) -> bytearray:
    """For each of `count` inputs or outputs 1 where some part covers that field of it, else 0."""
    covered = bytearray(count)
    for part in sighash.parts:
        for cover in part.covers:
            if cover.field == field:
                covered[cover.start : cover.stop] = b"\1" * (cover.stop - cover.start)
    return covered
