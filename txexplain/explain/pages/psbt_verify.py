"""The page that `verify` prints of a PSBT: every signature judged, and the finished transaction, where it is one."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Paragraph
from txexplain.explain.parts.failures import check_line
from txexplain.explain.parts.numbers import grouped, numbered
from txexplain.explain.parts.opening import story_blocks
from txexplain.explain.parts.policy import policy_section
from txexplain.explain.parts.psbt_coins import has_claims
from txexplain.explain.parts.psbt_keys import signing_facts
from txexplain.explain.parts.psbt_opening import psbt_opening
from txexplain.explain.parts.psbt_txid import psbt_heading
from txexplain.explain.parts.verdicts import rules_fact, spend_lines
from txexplain.model.examples import Example
from txexplain.model.policy import Relay
from txexplain.model.psbt import PsbtReport
from txexplain.model.psbt_analysis import PsbtInputAnalysis, PsbtVerification
from txexplain.model.report import Certainty, Report
from txexplain.model.spend import Verdict
from txexplain.texts import Line, Texts

SHOWN_INPUTS = 20


def psbt_verify_page(
    found: PsbtReport,
    told: PsbtVerification,
    texts: Texts,
    relay: Relay | None = None,
    *,
    show_all: bool = False,
    example: Example | None = None,
) -> Document:
    """The whole page, with the first inputs, or `show_all`."""
    blocks: list[Block] = [Heading(psbt_heading(found, told, texts), 1)]
    blocks += [*psbt_opening(found, told, example, texts, relay, whole=show_all), *story_blocks(example, texts)]
    blocks += _inputs(told, texts, show_all)
    if told.verification is not None and told.complete:
        blocks += [Heading(texts.line("psbt", "heading_finished"), 2), *_finished(told, texts, show_all)]
    if relay is not None:
        blocks += policy_section(relay, _finished_report(found, told), texts, 2, show_all=show_all)
    blocks.append(Heading(texts.line("verify", "heading_not_checked"), 2))
    return (*blocks, *map(Paragraph, _not_checked(found, texts)))


def _not_checked(found: PsbtReport, texts: Texts) -> Iterator[Line]:
    """What the verdict does not cover: amounts that are only claimed, coins that are a server's word."""
    first, between = texts.line("psbt", "not_checked"), texts.line("page", "between_sentences")
    yield (*first, *between, *texts.line("psbt", "not_checked_claimed")) if has_claims(found) else first
    if found.report.lookup is not None and found.report.lookup.coins_from("server"):
        from txexplain.explain.parts.chain_verdict import coins_line

        yield coins_line(found.report, found.report.lookup, texts)


def _inputs(told: PsbtVerification, texts: Texts, show_all: bool) -> Iterator[Block]:
    inputs = told.analysis.inputs
    limit = len(inputs) if show_all else SHOWN_INPUTS
    if inputs:
        yield Heading(texts.line("psbt", "heading_signatures"), 2)
        yield Facts(tuple(_input(number, each, texts, show_all) for number, each in enumerate(inputs[:limit])))
    if len(inputs) > limit:
        yield Paragraph(texts.line("page", "more_inputs", count=grouped(len(inputs) - limit)))


def _input(number: int, each: PsbtInputAnalysis, texts: Texts, show_all: bool) -> Fact:
    facts = signing_facts(each, texts, whole=show_all)
    lines: tuple[Line, ...] = facts[0].values if facts else (texts.line("psbt", "no_keys"),)
    failing = [each.check for each in each.signatures if each.verdict is Verdict.INVALID and each.check is not None]
    return Fact(numbered(number, number), (*lines, *(check_line(check, texts) for check in failing)))


def _finished(told: PsbtVerification, texts: Texts, show_all: bool) -> Iterator[Block]:
    """The verdict on each input of the finished transaction, the rules, and what relay policy says."""
    verification = told.verification
    assert verification is not None
    certain = [item.certainty is Certainty.PROVEN for item in verification.report.inputs]
    shown = verification.inputs if show_all else verification.inputs[:SHOWN_INPUTS]
    rows = [Fact(numbered(each.vin, each.vin), spend_lines(each, certain[each.vin], texts)) for each in shown]
    yield Facts((*rows, rules_fact(verification, texts)))


def _finished_report(found: PsbtReport, told: PsbtVerification) -> Report:
    """That of the finished transaction, or else of the one to be signed."""
    return told.verification.report if told.verification is not None and told.complete else found.report
