"""The page that `sighash` prints of a PSBT: what an input's signatures sign, those that still lack included."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Paragraph, text
from txexplain.explain.parts.coverage import coverage
from txexplain.explain.parts.failures import check_line
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.explain.parts.opening import heading_of
from txexplain.explain.parts.signed_messages import message_blocks
from txexplain.model.messages import Message
from txexplain.model.psbt_analysis import PsbtMessage, PsbtMessages
from txexplain.model.report import Report
from txexplain.texts import Line, Texts

SHOWN_MESSAGES = 8


def psbt_sighash_page(report: Report, told: PsbtMessages, texts: Texts, *, show_all: bool = False) -> Document:
    """The messages, each with what it covers, the signatures over it and the keys that may still sign it."""
    blocks: list[Block] = [Heading(heading_of("psbt", report, texts), 1)]
    blocks.append(Heading(texts.line("psbt", "heading_messages", index=grouped(told.vin)), 2))
    if told.lacks:
        blocks.append(Paragraph(texts.line("psbt", f"message_lacks_{told.lacks}")))
    found = [Message(each.sighash, each.checks) for each in told.messages]
    if not found:
        return (*blocks, *([] if told.lacks else [Paragraph(texts.line("psbt", "message_none"))]))
    limit = len(found) if show_all else SHOWN_MESSAGES
    blocks += coverage(report, found[:limit], texts)
    for number, each in enumerate(told.messages[:limit], 1):
        blocks += _message(number, each, texts, show_all)
    if len(found) > limit:
        blocks.append(Paragraph(texts.line("verify", "more_messages", count=grouped(len(found) - limit))))
    return tuple(blocks)


def _message(number: int, each: PsbtMessage, texts: Texts, show_all: bool) -> Iterator[Block]:
    message = Message(each.sighash, each.checks)
    yield Heading(texts.line("verify", "heading_message", number=number, hash_type=message.hash_type_words), 2)
    *how, parts = message_blocks(message, texts, show_all)
    assert isinstance(parts, Facts)
    yield from how
    yield parts._replace(rows=(*_leaf(each, texts), *parts.rows, *_signers(each, texts)))


def _leaf(each: PsbtMessage, texts: Texts) -> Iterator[Fact]:
    if each.leaf_hash:
        yield Fact(texts.plain("psbt", "leaf_hash"), (text(each.leaf_hash.hex(), "data"),))


def _signers(each: PsbtMessage, texts: Texts) -> Iterator[Fact]:
    """Who has signed it, and who may."""
    lines: list[Line] = [check_line(check, texts) for check in each.checks]
    lines += [texts.line("psbt", "key_may_sign", key=shortened(key.hex())) for key in each.may_sign]
    if lines:
        yield Fact(texts.plain("verify", "signed_by"), tuple(lines))
