"""The page that `verify` prints: the answer, a line an input, relay policy apart, and what was not looked at."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from typing import TypeVar

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Listing, Paragraph
from txexplain.explain.parts.judged import judged, told_with_verdict
from txexplain.explain.parts.numbers import grouped, numbered
from txexplain.explain.parts.opening import heading, opening
from txexplain.explain.parts.policy import policy_section
from txexplain.explain.parts.verdicts import around, missing_section, rules_fact, spend_lines
from txexplain.explain.parts.why_invalid import Around
from txexplain.model.examples import Example
from txexplain.model.policy import Relay
from txexplain.model.report import Certainty
from txexplain.model.rules import CONSENSUS, POLICY
from txexplain.model.spend import Verdict, Verification
from txexplain.texts import Line, Texts

SHOWN_GROUPS = 20
Told = TypeVar("Told")


def verify_page(
    verification: Verification,
    texts: Texts,
    relay: Relay | None = None,
    *,
    show_all: bool = False,
    example: Example | None = None,
    name: str = "",
) -> Document:
    """The whole page. Neighbouring inputs of which the same is told are told once, unless `show_all`.

    `name` are the words by which a command finds the transaction again, where there are any.
    """
    report = verification.report
    blocks: list[Block] = [Heading(heading(report, texts), 1)]
    blocks += opening(report, judged(verification, relay, texts, whole=show_all), example, texts, whole=show_all)
    if verification.inputs:
        blocks.append(Heading(texts.line("verify", "heading_inputs"), 2))
        history = show_all or (example is not None and not example.synthetic)
        blocks += _inputs(verification, around(verification, texts, name, history=history), texts, show_all)
    blocks += _rules(verification, texts)
    blocks += _proofs(verification, texts, show_all)
    blocks += missing_section(verification, texts, 2)
    if relay is not None:
        blocks += policy_section(relay, report, texts, 2, told_with_verdict(verification), show_all=show_all)
    blocks.append(Heading(texts.line("verify", "heading_not_checked"), 2))
    blocks += map(
        Paragraph, _not_checked(verification, texts, by_tip=relay is not None and relay.policy.answers_time)
    )
    if relay is not None and relay.policy.accepted is not False:
        blocks.append(Paragraph(texts.line("policy", "not_checked")))
    return (*blocks, *_next(verification, name, texts))


def _not_checked(verification: Verification, texts: Texts, *, by_tip: bool) -> Iterator[Line]:
    """What the verdict does not cover; less, where a node or an explorer was asked."""
    report = verification.report
    proven = False
    if report.tx.is_coinbase:
        yield texts.line("verify", "not_checked_coinbase")
    elif report.lookup is None:
        yield texts.line("verify", "not_checked_by_tip" if by_tip else "not_checked")
    else:
        from txexplain.explain.parts.chain import are_coins_proven
        from txexplain.explain.parts.chain_verdict import not_checked

        yield from not_checked(verification, texts)
        proven = are_coins_proven(report, report.lookup)
    if _has_legacy_signature(verification) and not proven:
        yield texts.line("verify", "not_checked_amounts")


def _has_legacy_signature(verification: Verification) -> bool:
    """Whether a message was checked that does not hold the amount of the coin."""
    checks = (check for spend in verification.inputs for check in spend.run.checks)
    return any(check.sighash is not None and check.sighash.algorithm == "legacy" for check in checks)


def _rules(verification: Verification, texts: Texts) -> list[Block]:
    """By which rules it was judged; what each demands, where they were named one by one."""
    told = Facts((rules_fact(verification, texts),))
    names = verification.rules.names
    if verification.height is not None or not names or verification.rules in (CONSENSUS, CONSENSUS | POLICY):
        return [told]
    rows = tuple((name, texts.line("rules", name)) for name in names)
    return [told, Heading(texts.line("verify", "heading_rules"), 2), Listing(rows)]


def _inputs(verification: Verification, besides: Around, texts: Texts, show_all: bool) -> Iterator[Block]:
    """A line an input, and what there is to say of it; the same of several neighbours once."""
    told = [*_told(verification, besides, texts)]
    groups = [[entry] for entry in told] if show_all else _runs(told)
    shown_groups = groups if show_all else groups[:SHOWN_GROUPS]
    yield Facts(tuple(Fact(numbered(group[0][0], group[-1][0]), group[0][1]) for group in shown_groups))
    left = sum(len(group) for group in groups[len(shown_groups) :])
    if left:
        yield Paragraph(texts.line("verify", "more_inputs", count=grouped(left)))


def _told(verification: Verification, besides: Around, texts: Texts) -> Iterator[tuple[int, tuple[Line, ...]]]:
    """Of each input what there is to say; of one like the one before it the same."""
    before: object = None
    lines: tuple[Line, ...] = ()
    for spend, item in zip(verification.inputs, verification.report.inputs, strict=True):
        certain = item.certainty is Certainty.PROVEN
        run, diagnosis = spend.run._replace(stages=()), spend.diagnosis and spend.diagnosis._replace(vin=0)
        alike = (spend._replace(vin=0, run=run, diagnosis=diagnosis), spend.run.checks, certain)
        if alike != before:
            before, lines = alike, spend_lines(spend, certain, texts, besides=besides)
        yield spend.vin, lines


def _proofs(verification: Verification, texts: Texts, show_all: bool) -> Iterator[Block]:
    """What signatures are valid for, of the first input of which that was found out; of all of them where asked."""
    diagnosed = [spend for spend in verification.inputs if spend.diagnosis is not None]
    if not diagnosed:
        return
    from txexplain.explain.parts.diagnosis_proof import proof_blocks

    proofs = filter(None, (tuple(proof_blocks(spend, texts, 2, whole=show_all)) for spend in diagnosed))
    for blocks in proofs if show_all else islice(proofs, 1):
        yield from blocks


def _runs(entries: list[tuple[int, Told]]) -> list[list[tuple[int, Told]]]:
    """The entries in groups: inputs whose numbers follow each other and of which the same is told."""
    numbered_entries = enumerate(entries)
    groups = groupby(numbered_entries, lambda each: (each[1][0] - each[0], each[1][1]))
    return [[entry for _, entry in group] for _, group in groups]


def _next(verification: Verification, name: str, texts: Texts) -> list[Block]:
    """How to see more, where the transaction can be named."""
    if not name or not verification.inputs or verification.report.tx.is_coinbase:
        return []
    failing = [spend.vin for spend in verification.inputs if spend.verdict is not Verdict.VALID]
    option = f" --input {failing[0] if failing else 0}"
    rows = (
        (f"txexplain trace {name}{option}", texts.line("verify", "next_trace")),
        (f"txexplain sighash {name}{option}", texts.line("verify", "next_sighash")),
    )
    return [Heading(texts.line("page", "heading_next"), 2), Listing(rows)]
