"""The page that `decode` prints of a message that a signature signs: what it is, what it commits to, its parts."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import (
    Block,
    Callout,
    Document,
    Fact,
    Facts,
    Heading,
    Listing,
    Paragraph,
    styled,
    text,
)
from txexplain.explain.parts.assembly import assembly, hex_word
from txexplain.explain.parts.byte_rows import byte_rows
from txexplain.explain.parts.message_parts import note, scheme
from txexplain.explain.parts.numbers import byte_numbers, grouped
from txexplain.model.bytes import ByteSlice, Region
from txexplain.model.hash_types import (
    LAST_OF_ONE_BYTE,
    SIGHASH_ANYONECANPAY,
    SIGHASH_FORKID,
    SIGHASH_NONE,
    SIGHASH_OUTPUT_MASK,
    SIGHASH_SINGLE,
    hash_type_name,
)
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import OutputReport
from txexplain.model.signing import Sighash
from txexplain.model.signing_message import SCRIPTS, MessageReport, number_of
from txexplain.texts import Chunk, Line, Texts

SHOWN_OUTPUTS = 10
SHOWN_UNSIGNED = 1_000  # bytes of the transaction without scripts
_TOLD_BY_NOTE = ("hash_type", "spend_type", "key_version")
_IN_HEX = ("sequence", "codesep_pos")
_REVERSED = {"amount": 8}  # bytes, where they are not four


def message_page(report: MessageReport, texts: Texts, *, show_all: bool = False) -> Document:
    """What it is and what it commits to, then each part."""
    sighash = report.message.sighash
    blocks: list[Block] = [
        Heading(texts.line("messages", "heading", size=grouped(len(report.message.raw))), 1),
        Paragraph(texts.line("messages", f"gist_{'forkid' if _oddity(sighash) == 'forkid' else sighash.algorithm}")),
        Facts(tuple(_head(report, texts))),
        *_remarks(report, texts),
        Heading(texts.line("messages", "heading_parts"), 2),
        Facts(tuple(_parts(report, texts, show_all)), long_labels=True),
        *_unsigned(report, texts, show_all),
        Heading(texts.line("page", "heading_next"), 2),
        Listing(tuple(_next(texts))),
    ]
    return tuple(blocks)


def message_map(report: MessageReport, tree: Region, texts: Texts, *, show_all: bool = False) -> Document:
    """Every byte of the message."""
    title = Heading(texts.line("messages", "heading", size=grouped(len(report.message.raw))), 1)
    legend = Paragraph(texts.line("fields", "legend"))
    return (title, legend, byte_rows(tree, report.message.raw, texts, show_all=show_all))


def _head(report: MessageReport, texts: Texts) -> Iterator[Fact]:
    sighash, vin = report.message
    name = hash_type_name(sighash.hash_type, scheme(sighash))
    code = f"{sighash.hash_type:02x}"
    words = texts.line("messages", "hash_type_named", name=name, code=code) if name else text(code, "code")
    yield Fact(texts.plain("messages", "hash_type"), (words,))
    tagged = "digest_tagged" if scheme(sighash) == "schnorr" else "digest_double"
    yield Fact(texts.plain("verify", "digest"), (text(sighash.digest.hex(), "strong"),), texts.line("verify", tagged))
    if vin is not None:
        yield Fact(texts.plain("messages", "input"), (text(f"#{grouped(vin)}"),))
    yield Fact(texts.plain("messages", "commits"), tuple(_commits(sighash, texts)))
    yield Fact(texts.plain("messages", "open"), tuple(_left_open(sighash, texts)))


def _commits(sighash: Sighash, texts: Texts) -> Iterator[Line]:
    """What a signature over it holds on to, a line each."""
    yield texts.line("messages", f"commits_inputs_{_inputs(sighash)}")
    if _outputs(sighash) in ("all", "single"):
        yield texts.line("messages", f"commits_outputs_{_outputs(sighash)}")
    if sighash.algorithm != "legacy":
        taproot = "taproot_" if scheme(sighash) == "schnorr" else ""
        which = "one" if not taproot or _inputs(sighash) == "one" else "all"
        yield texts.line("messages", f"commits_{taproot}spent_{which}")
    yield texts.line("messages", "commits_rest")


def _left_open(sighash: Sighash, texts: Texts) -> Iterator[Line]:
    """What can change while the message stays the same, a line each."""
    if _outputs(sighash) != "all":
        yield texts.line("messages", f"open_outputs_{_outputs(sighash)}")
    if _inputs(sighash) != "all":
        yield texts.line("messages", f"open_inputs_{_inputs(sighash)}")
    if sighash.algorithm == "legacy":
        yield texts.line("messages", "open_amount")
    yield texts.line("messages", "open_rest_taproot" if scheme(sighash) == "schnorr" else "open_rest")


def _inputs(sighash: Sighash) -> str:
    """`one`: this input alone; `all`: every one; `some`: every coin, but of the sequences this input's alone."""
    if sighash.hash_type & SIGHASH_ANYONECANPAY:
        return "one"
    is_some = scheme(sighash) == "ecdsa" and _outputs(sighash) != "all"
    return "some" if is_some else "all"


def _outputs(sighash: Sighash) -> str:
    """`all`, `none`, `single`, or `missing` where SINGLE asks for an output that is not there."""
    chosen = sighash.hash_type & (SIGHASH_OUTPUT_MASK if scheme(sighash) == "ecdsa" else 3)
    if chosen == SIGHASH_SINGLE:
        zeros = any(part.key == "hash_outputs" and not any(part.data) for part in sighash.parts)
        return "missing" if zeros else "single"
    return "none" if chosen == SIGHASH_NONE else "all"


def _remarks(report: MessageReport, texts: Texts) -> Iterator[Block]:
    """What is unusual about the hash type, and which fields make sense from the other end."""
    sighash, parts = report.message.sighash, dict(report.message.pieces)
    key = _oddity(sighash)
    for part, number in report.reversed:
        size, shown = _REVERSED.get(part, 4), f"{number:08x}" if part == "sequence" else grouped(number)
        if part == "hash_type":
            shown = hash_type_name(number, scheme(sighash)) or f"{number:02x}"
        code, label = parts[part].data[-size:].hex(), texts.plain("messages", f"reversed_{part}")
        yield Callout(
            "odd", "", texts.line("messages", "reversed_field", size=size, part=label, code=code, reversed=shown)
        )
    if key and not (key == "too_wide" and "hash_type" in dict(report.reversed)):
        yield Callout("odd", "", texts.line("messages", key, code=f"{sighash.hash_type:02x}"))


def _oddity(sighash: Sighash) -> str:
    """Empty where the hash type has a name."""
    if hash_type_name(sighash.hash_type, scheme(sighash)) is not None:
        return ""
    if sighash.hash_type > LAST_OF_ONE_BYTE:
        return "too_wide"
    is_forkid = sighash.algorithm == "bip143" and hash_type_name(sighash.hash_type ^ SIGHASH_FORKID) is not None
    return "forkid" if is_forkid else "undefined"


def _parts(report: MessageReport, texts: Texts, show_all: bool) -> Iterator[Fact]:
    for key, piece in report.message.pieces:
        words = _value(key, piece, texts, show_all)
        where = Chunk(f"  [{byte_numbers(piece.start, piece.end)}]", "note")
        lines = ((*words, where), *_read(key, report, texts, show_all))
        meaning = note(key, piece.data, report.message.sighash, texts)
        if len(lines) > 1:  # below the last of them, and not below each
            lines, meaning = (*lines, styled(meaning, "note")), ()
        yield Fact(texts.plain("sighash", key), lines, meaning)


def _value(key: str, piece: ByteSlice, texts: Texts, show_all: bool) -> Line:
    """The bytes, and what they say as a number."""
    words = tuple(hex_word(piece.data, texts, whole=show_all))
    told = number_of(key, piece.data)
    if told is None or key in _TOLD_BY_NOTE:
        return words
    shown = f"{told:08x}" if key in _IN_HEX else grouped(told)
    return words if shown == piece.data.hex() else (*words, Chunk(f" = {shown}", "value"))


def _read(key: str, report: MessageReport, texts: Texts, show_all: bool) -> Iterator[Line]:
    """What the bytes of a coin, a script or of outputs are, read."""
    if key == "outpoint":
        piece = dict(report.message.pieces)[key].data
        coin = f"{display_hex(piece[:32])}:{int.from_bytes(piece[32:], 'little')}"
        yield text(coin, "txid")
    elif key in SCRIPTS and report.script is not None:
        yield assembly(report.script, texts, whole=show_all)
    elif key in ("output", "outputs"):
        limit = len(report.outputs) if show_all else SHOWN_OUTPUTS
        for place, item in enumerate(report.outputs[:limit], report.first_output):
            yield _output(place, item, texts, show_all)
        if len(report.outputs) > limit:
            yield texts.line("verify", "more_items", count=grouped(len(report.outputs) - limit))


def _output(place: int, item: OutputReport, texts: Texts, show_all: bool) -> Line:
    """Its number, its amount, and the address or the script."""
    amount = texts.plain("fields", "amount", sat=grouped(item.value_sat))
    to = text(item.address, "address") if item.address else assembly(item.script, texts, whole=show_all)
    return (Chunk(f"#{grouped(place)} {amount} → "), *to)


def _unsigned(report: MessageReport, texts: Texts, show_all: bool) -> Iterator[Block]:
    """The transaction that it is a copy of, to be copied from the page."""
    if report.unsigned and (show_all or len(report.unsigned) <= SHOWN_UNSIGNED):
        yield Heading(texts.line("messages", "heading_unsigned"), 2)
        yield Paragraph(texts.line("messages", "unsigned"))
        yield Paragraph(text(report.unsigned.hex(), "data"))


def _next(texts: Texts) -> Iterator[tuple[str, Line]]:
    yield ("txexplain decode --bytes MESSAGE", texts.line("page", "next_bytes"))
    yield ("txexplain decode --json MESSAGE", texts.line("page", "next_json"))
    yield ("txexplain sighash TX --input N", texts.line("messages", "next_sighash"))
    yield ("txexplain why signed_message", texts.line("messages", "next_why"))
