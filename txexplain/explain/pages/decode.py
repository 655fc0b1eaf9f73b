"""The page that `decode` prints: what goes in, what comes out, and what each part says."""

from __future__ import annotations

from txexplain.explain.document import Block, Document, Facts, Heading, Listing, Paragraph, text
from txexplain.explain.parts.facts import id_facts, rule_facts
from txexplain.explain.parts.findings import callout, noticed
from txexplain.explain.parts.flow import flow
from txexplain.explain.parts.inputs import input_facts, input_title
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.outputs import output_facts, output_title
from txexplain.model.examples import Example
from txexplain.model.networks import MAIN
from txexplain.model.report import Report
from txexplain.model.transaction import display_hex
from txexplain.texts import Chunk, Line, Texts, plain

SHOWN = 10  # inputs, and outputs, before the rest is counted


def decode_page(report: Report, texts: Texts, *, show_all: bool = False, example: Example | None = None) -> Document:
    """The whole page; of more than ten inputs or outputs only ten are told in full unless `show_all`."""
    limit = max(len(report.inputs), len(report.outputs)) if show_all else SHOWN
    told: set[Line] = set()
    blocks: list[Block] = [*head(report, example, texts), flow(report, texts, limit), *_notes(report, texts)]
    blocks += [Heading(texts.line("page", "heading_ids"), 2), Facts(id_facts(report, texts))]
    blocks += [Heading(texts.line("page", "heading_rules"), 2), Facts(rule_facts(report, texts))]
    if report.inputs:
        blocks.append(Heading(texts.line("page", "heading_inputs"), 2))
    for index in range(min(limit, len(report.inputs))):
        blocks.append(Heading(input_title(report, index, texts), 3))
        blocks.append(untold(Facts(input_facts(report, index, texts, whole=show_all)), told))
    blocks += _more("more_inputs", len(report.inputs) - limit, texts)
    if report.outputs:
        blocks.append(Heading(texts.line("page", "heading_outputs"), 2))
    for index in range(min(limit, len(report.outputs))):
        blocks.append(Heading(output_title(report, index, texts), 3))
        blocks.append(untold(Facts(output_facts(report, index, texts, whole=show_all)), told))
    blocks += _more("more_outputs", len(report.outputs) - limit, texts)
    return (*blocks, *_next(report, example, texts))


def untold(facts: Facts, told: set[Line]) -> Facts:
    """The facts without the general notes that stood on the page before, which are remembered in `told`."""
    fresh = tuple(fact._replace(note=()) if fact.general and fact.note in told else fact for fact in facts.rows)
    told |= {fact.note for fact in facts.rows if fact.general}
    return facts._replace(rows=fresh)


def head(report: Report, example: Example | None, texts: Texts) -> list[Block]:
    """The txid, the story of an example, and what the transaction does in a sentence or two."""
    return [
        Heading(heading(report, texts), 1),
        *story_line(report, example, texts),
        Paragraph(summary(report, texts)),
    ]


def heading(report: Report, texts: Texts) -> Line:
    return (*texts.line("page", "heading"), Chunk(" "), Chunk(display_hex(report.tx.txid), "txid"))


def story_line(report: Report, example: Example | None, texts: Texts) -> list[Block]:
    """The title of an example and why it matters; nothing for another transaction."""
    if example is None:
        return []
    name, why = example.texts[texts.language]
    return [Heading(_byline(report, example, name, texts), 4), Paragraph(text(why))]


def _byline(report: Report, example: Example, title: str, texts: Texts) -> Line:
    """The example's title, and where and when it was mined, or that it never was."""
    words = [title]
    if example.synthetic:
        words.append(texts.plain("page", "made_up"))
    if report.network.name != MAIN.name:
        words.append(texts.plain("page", "network", name=report.network.name))
    if example.block_height is not None:
        words.append(texts.plain("page", "block", height=grouped(example.block_height)))
    if example.block_time is not None:
        words.append(texts.plain("page", "time", time=example.block_time))
    return (Chunk(words[0], "strong"), *(Chunk(" · " + word) for word in words[1:]))


def summary(report: Report, texts: Texts) -> Line:
    """How many coins go in and come out, how much, and the fee."""
    tx = report.tx
    out_sat = grouped(tx.output_sat)
    if tx.is_coinbase:
        return texts.count(
            "page", "coinbase_summary", len(tx.outputs), outputs=grouped(len(tx.outputs)), out_sat=out_sat
        )
    first = texts.line(
        "page",
        "summary",
        coins_in=_coins("in", len(tx.inputs), texts),
        coins_out=_coins("out", len(tx.outputs), texts),
    )
    if not tx.inputs:
        second = texts.line("page", "summary_no_inputs", out_sat=out_sat)
    elif report.fee_sat is None or report.input_sat is None:
        second = texts.line("page", "summary_unknown", out_sat=out_sat)
    else:
        key = "summary_fee" if report.fee_sat > 0 else "summary_overspent" if report.fee_sat else "summary_no_fee"
        second = texts.line(
            "page", key, in_sat=grouped(report.input_sat), out_sat=out_sat, fee_sat=grouped(report.fee_sat)
        )
    return (*first, *texts.line("page", "between_sentences"), *second)


def _coins(side: str, count: int, texts: Texts) -> str:
    if count == 0:
        return texts.plain("page", "no_coins")
    return plain(texts.count("page", f"coins_{side}", count))


def _more(key: str, count: int, texts: Texts) -> list[Block]:
    return [Paragraph(texts.line("page", key, count=grouped(count)))] if count > 0 else []


def _notes(report: Report, texts: Texts) -> list[Block]:
    told = [callout(finding, texts) for finding in noticed(report)]
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
