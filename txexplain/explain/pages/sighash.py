"""The page that `sighash` prints: each message that is signed, part by part, and what the signatures cover."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Paragraph
from txexplain.explain.parts.coverage import coverage
from txexplain.explain.parts.failures import check_line, failure_lines, is_unsigned, open_facts
from txexplain.explain.parts.kinds import kind_line
from txexplain.explain.parts.marks import verdict_line
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.signed_messages import message_blocks, unfinished_blocks
from txexplain.explain.parts.verdicts import word_note
from txexplain.model.hexadecimal import display_hex
from txexplain.model.messages import Message, ToSign, Unfinished, messages
from txexplain.model.report import Report
from txexplain.model.signing import SignatureCheck
from txexplain.model.spend import InputVerdict
from txexplain.texts import Chunk, Line, Texts

SHOWN_MESSAGES = 8
SHOWN_CHECKS = 8  # signatures over one message


def sighash_page(
    report: Report,
    spend: InputVerdict,
    texts: Texts,
    *,
    show_all: bool = False,
    to_sign: ToSign = None,
    typed: bool = False,
    likely: tuple[Unfinished, ...] = (),
) -> Document:
    """The messages of the input's signatures, and a grid of what they cover.

    Where none was checked, `to_sign` is the one to be signed, if that can be told; if `typed`, it is shown alone.
    Where that cannot be told, `likely` are those that it can be.
    """
    title = texts.line("verify", "heading_sighash", index=grouped(spend.vin))
    blocks: list[Block] = [Heading((*title, Chunk(" "), Chunk(display_hex(report.tx.txid), "txid")), 1)]
    blocks.append(Facts(_head(report, spend, texts)))
    if typed:
        return (*blocks, *_typed(report, to_sign, texts, show_all))
    found = messages(spend.run.checks)
    if not found:
        if likely:
            return (*blocks, *_likely(report, spend, likely, texts, show_all))
        return (*blocks, *_unchecked(report, spend, to_sign, texts, show_all))
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


def _unchecked(report: Report, spend: InputVerdict, to_sign: ToSign, texts: Texts, show_all: bool) -> Iterator[Block]:
    """Why no signature was checked, and the message that there would be."""
    if to_sign is None:
        yield Paragraph(texts.line("verify", "no_message"))
    if spend.run.failure is not None:
        yield from map(Paragraph, failure_lines(spend.run.failure, texts))
    if to_sign is not None:
        key = "to_sign" if is_unsigned(spend) else "to_sign_unchecked"
        yield from _message_to_sign(report, to_sign, key, texts, show_all)


def _likely(
    report: Report, spend: InputVerdict, likely: tuple[Unfinished, ...], texts: Texts, show_all: bool
) -> Iterator[Block]:
    """What decides which message it is, how to give that, and what each has for sure."""
    if report.inputs[spend.vin].spent is None:
        yield Paragraph(texts.line("causes", "to_sign_unknown", input=spend.vin))
    else:
        if spend.run.failure is not None:
            yield from map(Paragraph, failure_lines(spend.run.failure, texts))
        yield Paragraph(texts.line("causes", "to_sign_hidden_one" if len(likely) == 1 else "to_sign_hidden"))
    for each in likely:
        hidden = "likely" if report.inputs[spend.vin].spent is None else "hidden"
        key = "heading_to_sign" if len(likely) == 1 else f"heading_{hidden}_{each.algorithm}"
        yield Heading(texts.line("causes", key), 2)
        yield from islice(unfinished_blocks(each, texts, show_all), 1, None)  # that it is not whole is said above


def _typed(report: Report, to_sign: ToSign, texts: Texts, show_all: bool) -> Iterator[Block]:
    """The message for the sighash type that was asked for, or that there is none to show."""
    if to_sign is None:
        yield Paragraph(texts.line("causes", "no_message_of_type"))
    else:
        yield from _message_to_sign(report, to_sign, "to_sign_typed", texts, show_all)


def _message_to_sign(
    report: Report, to_sign: Message | Unfinished, key: str, texts: Texts, show_all: bool
) -> Iterator[Block]:
    yield Heading(texts.line("causes", "heading_to_sign"), 2)
    if isinstance(to_sign, Unfinished):
        yield from unfinished_blocks(to_sign, texts, show_all)
        return
    yield Paragraph(texts.line("causes", key, hash_type=to_sign.hash_type_words))
    yield from message_blocks(to_sign, texts, show_all)
    yield Heading(texts.line("verify", "heading_coverage"), 2)
    yield from coverage(report, [to_sign], texts)


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
