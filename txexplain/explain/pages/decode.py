"""The page that `decode` prints: what goes in, what comes out, and what each part says."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Document, Facts, Heading, Listing, Paragraph, untold, without_details
from txexplain.explain.parts.answer import unjudged
from txexplain.explain.parts.facts import fee_facts, rule_facts, size_facts
from txexplain.explain.parts.findings import never_spent
from txexplain.explain.parts.flow import SHOWN_COINS
from txexplain.explain.parts.inputs import input_facts, input_title
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.opening import heading, opening, story_blocks, summary
from txexplain.explain.parts.outputs import output_facts, output_title
from txexplain.explain.parts.policy import relay_fact
from txexplain.model.examples import Example
from txexplain.model.policy import Relay
from txexplain.model.report import Report
from txexplain.texts import Line, Texts


def decode_page(
    report: Report,
    texts: Texts,
    relay: Relay | None = None,
    *,
    show_all: bool = False,
    example: Example | None = None,
    name: str = "",
) -> Document:
    """The page; unless `show_all` without details, and of more than ten inputs or outputs with ten of them.

    `name` are the words by which a command finds it again, where there are any.
    """
    blocks: list[Block] = [Heading(heading(report, texts), 1)]
    judged = unjudged(name or "TX", texts, () if relay is None else (relay_fact(relay, report, texts),))
    blocks += [*opening(report, judged, example, texts, whole=show_all), *story_blocks(example, texts)]
    blocks += _whole(report, texts) if show_all else [Facts((*size_facts(report, texts), *rule_facts(report, texts)))]
    blocks += _inputs(report, texts, show_all)
    blocks += _outputs(report, texts, show_all)
    blocks += _next(report, name, texts, show_all)
    return tuple(blocks if show_all else map(without_details, blocks))


def _whole(report: Report, texts: Texts) -> Iterator[Block]:
    """All that holds for the whole transaction."""
    yield from summary(report, texts)
    yield Heading(texts.line("page", "heading_ids"), 2)
    yield Facts((*size_facts(report, texts), *fee_facts(report, texts)))
    yield Heading(texts.line("page", "heading_rules"), 2)
    yield Facts(rule_facts(report, texts))


def _inputs(report: Report, texts: Texts, show_all: bool) -> Iterator[Block]:
    limit = len(report.inputs) if show_all else SHOWN_COINS
    told: set[Line] = set()
    if report.inputs:
        yield Heading(texts.line("page", "heading_inputs"), 2)
    for index in range(min(limit, len(report.inputs))):
        yield Heading(input_title(report, index, texts), 3)
        yield untold(Facts(input_facts(report, index, texts, whole=show_all)), told)
    yield from _more("more_inputs", len(report.inputs) - limit, texts)


def _outputs(report: Report, texts: Texts, show_all: bool) -> Iterator[Block]:
    limit = len(report.outputs) if show_all else SHOWN_COINS
    told: set[Line] = set()
    dead = never_spent(report)
    if report.outputs:
        yield Heading(texts.line("page", "heading_outputs"), 2)
    for index in range(min(limit, len(report.outputs))):
        yield Heading(output_title(report, index, texts), 3)
        facts = output_facts(report, index, texts, spendable=index not in dead, whole=show_all, short=True)
        yield untold(Facts(facts), told)
    yield from _more("more_outputs", len(report.outputs) - limit, texts)


def _more(key: str, count: int, texts: Texts) -> list[Block]:
    return [Paragraph(texts.line("page", key, count=grouped(count)))] if count > 0 else []


def _not_checked(report: Report, texts: Texts) -> Iterator[Block]:
    """What this page does not check; of what is in the chain or in the mempool nodes have checked the coins."""
    lookup = report.lookup
    if lookup is None or not lookup.is_accepted:
        yield Paragraph(texts.line("page", "not_checked"))
        return
    from txexplain.explain.parts.chain_verdict import witness_line

    yield Paragraph(texts.line("chain", "page_not_checked"))
    yield from map(Paragraph, witness_line(report, lookup, texts))


def _next(report: Report, name: str, texts: Texts, show_all: bool) -> list[Block]:
    """What was not looked at, and how to see more, where the transaction can be named."""
    caution = [] if report.tx.is_coinbase or not show_all else [*_not_checked(report, texts)]
    if not name:
        return caution
    rows = (
        (f"txexplain verify {name}", texts.line("page", "next_verify")),
        (f"txexplain decode --bytes {name}", texts.line("page", "next_bytes")),
        (f"txexplain decode --json {name}", texts.line("page", "next_json")),
    )
    return [*caution, Heading(texts.line("page", "heading_next"), 2), Listing(rows)]
