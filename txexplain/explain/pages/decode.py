"""The page that `decode` prints: what goes in, what comes out, and what each part says."""

from __future__ import annotations

from txexplain.explain.document import Block, Document, Facts, Heading, Listing, Paragraph, untold
from txexplain.explain.parts.facts import id_facts, rule_facts
from txexplain.explain.parts.findings import callouts, never_spent, noticed
from txexplain.explain.parts.flow import SHOWN_COINS, flow
from txexplain.explain.parts.inputs import input_facts, input_title
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.opening import heading, story_blocks, summary
from txexplain.explain.parts.outputs import output_facts, output_title
from txexplain.model.examples import Example
from txexplain.model.report import Report
from txexplain.texts import Line, Texts


def decode_page(report: Report, texts: Texts, *, show_all: bool = False, example: Example | None = None) -> Document:
    """The whole page; of more than ten inputs or outputs only ten are told in full unless `show_all`."""
    limit = max(len(report.inputs), len(report.outputs)) if show_all else SHOWN_COINS
    told: set[Line] = set()
    blocks: list[Block] = [Heading(heading(report, texts), 1), *story_blocks(report, example, texts)]
    blocks += [Paragraph(summary(report, texts)), flow(report, texts, whole=show_all), *_notes(report, texts)]
    blocks += [Heading(texts.line("page", "heading_ids"), 2), Facts(id_facts(report, texts))]
    blocks += [Heading(texts.line("page", "heading_rules"), 2), Facts(rule_facts(report, texts))]
    if report.inputs:
        blocks.append(Heading(texts.line("page", "heading_inputs"), 2))
    for index in range(min(limit, len(report.inputs))):
        blocks.append(Heading(input_title(index, texts), 3))
        blocks.append(untold(Facts(input_facts(report, index, texts, whole=show_all)), told))
    blocks += _more("more_inputs", len(report.inputs) - limit, texts)
    if report.outputs:
        blocks.append(Heading(texts.line("page", "heading_outputs"), 2))
    dead = never_spent(report)
    for index in range(min(limit, len(report.outputs))):
        blocks.append(Heading(output_title(index, texts), 3))
        blocks.append(
            untold(Facts(output_facts(report, index, texts, spendable=index not in dead, whole=show_all)), told)
        )
    blocks += _more("more_outputs", len(report.outputs) - limit, texts)
    return (*blocks, *_next(report, example, texts))


def _more(key: str, count: int, texts: Texts) -> list[Block]:
    return [Paragraph(texts.line("page", key, count=grouped(count)))] if count > 0 else []


def _notes(report: Report, texts: Texts) -> list[Block]:
    told = list(callouts(noticed(report), texts))
    return [Heading(texts.line("page", "heading_notes"), 2), *told] if told else []


def _next(report: Report, example: Example | None, texts: Texts) -> list[Block]:
    """What was not looked at, and how to see more, where the transaction can be named in a word."""
    caution: list[Block] = [] if report.tx.is_coinbase else [Paragraph(texts.line("page", "not_checked"))]
    if example is None:
        return caution
    name = example.name
    rows = (
        (f"txexplain verify {name}", texts.line("page", "next_verify")),
        (f"txexplain decode --bytes {name}", texts.line("page", "next_bytes")),
        (f"txexplain decode --json {name}", texts.line("page", "next_json")),
    )
    return [*caution, Heading(texts.line("page", "heading_next"), 2), Listing(rows)]
