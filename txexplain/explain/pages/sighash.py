"""The page that `sighash` prints: each message that is signed, part by part, and what the signatures cover."""

from __future__ import annotations

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Paragraph
from txexplain.explain.parts.coverage import coverage
from txexplain.explain.parts.failures import check_line, failure_lines, open_facts
from txexplain.explain.parts.kinds import kind_line
from txexplain.explain.parts.marks import verdict_line
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.signed_messages import message_blocks
from txexplain.explain.parts.verdicts import word_note
from txexplain.model.hexadecimal import display_hex
from txexplain.model.messages import Message, messages
from txexplain.model.report import Report
from txexplain.model.signing import SignatureCheck
from txexplain.model.spend import InputVerdict
from txexplain.texts import Chunk, Line, Texts

SHOWN_MESSAGES = 8
SHOWN_CHECKS = 8  # signatures over one message


def sighash_page(report: Report, spend: InputVerdict, texts: Texts, *, show_all: bool = False) -> Document:
    """The messages of the input's signatures, and a grid of what they cover."""
    title = texts.line("verify", "heading_sighash", index=grouped(spend.vin))
    blocks: list[Block] = [Heading((*title, Chunk(" "), Chunk(display_hex(report.tx.txid), "txid")), 1)]
    blocks.append(Facts(_head(report, spend, texts)))
    found = messages(spend.run.checks)
    if not found:
        why = [] if spend.run.failure is None else failure_lines(spend.run.failure, texts)
        return (*blocks, Paragraph(texts.line("verify", "no_message")), *map(Paragraph, why))
    blocks.append(Heading(texts.line("verify", "heading_coverage"), 2))
    blocks += coverage(report, found[:SHOWN_MESSAGES], texts)
    limit = len(found) if show_all else SHOWN_MESSAGES
    for number, message in enumerate(found[:limit], 1):
        blocks.append(Heading(_message_title(number, message, texts), 2))
        *how, parts = message_blocks(message, texts, show_all)
        assert isinstance(parts, Facts)
        blocks += [*how, parts._replace(rows=(*parts.rows, _signatures(message.checks, texts, show_all)))]
    if len(found) > limit:
        blocks.append(Paragraph(texts.line("verify", "more_messages", count=grouped(len(found) - limit))))
    return tuple(blocks)


def _head(report: Report, spend: InputVerdict, texts: Texts) -> tuple[Fact, ...]:
    item = report.inputs[spend.vin]
    return (
        Fact(texts.plain("verify", "kind"), (kind_line(item, texts),)),
        Fact(
            texts.plain("verify", "verdict"), (verdict_line(spend.verdict, texts),), word_note(report, spend, texts)
        ),
        *open_facts(spend, texts),
    )


def _message_title(number: int, message: Message, texts: Texts) -> Line:
    return texts.line("verify", "heading_message", number=number, hash_type=message.hash_type_words)


def _signatures(checks: tuple[SignatureCheck, ...], texts: Texts, show_all: bool) -> Fact:
    limit = len(checks) if show_all else SHOWN_CHECKS
    lines = [check_line(check, texts) for check in checks[:limit]]
    if len(checks) > limit:
        lines.append(texts.line("verify", "more_items", count=grouped(len(checks) - limit)))
    return Fact(texts.plain("verify", "signed_by"), tuple(lines))
