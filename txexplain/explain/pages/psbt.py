"""The page that `decode` prints of a PSBT: how far it is, what it would pay, who signs, what each map states."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import (
    Block,
    Document,
    Facts,
    Heading,
    Listing,
    Paragraph,
    untold,
    without_details,
)
from txexplain.explain.parts.findings import never_spent
from txexplain.explain.parts.flow import SHOWN_COINS
from txexplain.explain.parts.inputs import input_title
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.opening import story_blocks
from txexplain.explain.parts.outputs import output_title
from txexplain.explain.parts.psbt_coins import entry_facts, psbt_input_facts, psbt_output_facts
from txexplain.explain.parts.psbt_opening import psbt_opening
from txexplain.explain.parts.psbt_txid import psbt_heading
from txexplain.model.examples import Example
from txexplain.model.policy import Relay
from txexplain.model.psbt import PsbtReport
from txexplain.model.psbt_analysis import PsbtVerification
from txexplain.texts import Line, Texts


def psbt_page(
    found: PsbtReport,
    told: PsbtVerification,
    texts: Texts,
    relay: Relay | None = None,
    *,
    show_all: bool = False,
    example: Example | None = None,
) -> Document:
    """The page; unless `show_all` without details, and of more than ten inputs or outputs with ten of them."""
    blocks: list[Block] = [Heading(psbt_heading(found, told, texts), 1)]
    blocks += [*psbt_opening(found, told, example, texts, relay, whole=show_all), *story_blocks(example, texts)]
    blocks += _inputs(found, told, texts, show_all)
    blocks += _outputs(found, told, texts, show_all)
    blocks += _globals(found, texts, show_all)
    blocks += _next(example, texts, show_all)
    return tuple(blocks if show_all else map(without_details, blocks))


def _inputs(found: PsbtReport, told: PsbtVerification, texts: Texts, show_all: bool) -> Iterator[Block]:
    report, analyses = found.report, told.analysis.inputs
    limit = len(report.inputs) if show_all else SHOWN_COINS
    seen: set[Line] = set()
    if report.inputs:
        yield Heading(texts.line("page", "heading_inputs"), 2)
    for index in range(min(limit, len(report.inputs))):
        analysis = analyses[index] if analyses else None
        yield Heading(input_title(report, index, texts), 3)
        yield untold(Facts(tuple(psbt_input_facts(found, analysis, index, texts, whole=show_all))), seen)
    yield from _more("more_inputs", len(report.inputs) - limit, texts)


def _outputs(found: PsbtReport, told: PsbtVerification, texts: Texts, show_all: bool) -> Iterator[Block]:
    report, dead = found.report, never_spent(found.report)
    limit = len(report.outputs) if show_all else SHOWN_COINS
    seen: set[Line] = set()
    if report.outputs:
        yield Heading(texts.line("page", "heading_outputs"), 2)
    for index in range(min(limit, len(report.outputs))):
        yield Heading(output_title(report, index, texts), 3)
        view = told.analysis.outputs[index]
        facts = psbt_output_facts(found, view, texts, spendable=index not in dead, whole=show_all)
        yield untold(Facts(tuple(facts)), seen)
    yield from _more("more_outputs", len(report.outputs) - limit, texts)


def _more(key: str, count: int, texts: Texts) -> Iterator[Block]:
    if count > 0:
        yield Paragraph(texts.line("page", key, count=grouped(count)))


def _globals(found: PsbtReport, texts: Texts, show_all: bool) -> Iterator[Block]:
    """What the global map states beside the transaction."""
    facts = tuple(entry_facts(found.psbt.globals, texts, whole=show_all))
    if facts and (show_all or any(not fact.detail for fact in facts)):
        yield Heading(texts.line("psbt", "heading_globals"), 2)
        yield Facts(facts, long_labels=True)


def _next(example: Example | None, texts: Texts, show_all: bool) -> Iterator[Block]:
    """How to see more."""
    name = example.name if example else "PSBT"
    everything = () if show_all else ((f"txexplain decode --all {name}", texts.line("psbt", "next_all")),)
    rows = (
        (f"txexplain verify {name}", texts.line("psbt", "next_verify")),
        (f"txexplain explain {name}", texts.line("psbt", "next_explain")),
        (f"txexplain sighash {name} --input 0", texts.line("psbt", "next_sighash")),
        *everything,
        ("txexplain why PSBT", texts.line("psbt", "next_why")),
    )
    yield Heading(texts.line("page", "heading_next"), 2)
    yield Listing(rows)
