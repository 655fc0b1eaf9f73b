"""Findings as callouts: how loud, how certain, and the sentence."""

from __future__ import annotations

from txexplain.explain.document import Callout
from txexplain.explain.parts.kinds import has_trait
from txexplain.explain.parts.numbers import grouped
from txexplain.model.report import Certainty, Finding, Level, Report
from txexplain.texts import Chunk, Texts

_TOLD_ELSEWHERE = ("lock_time", "replaceable", "not_replaceable")  # how the keys begin of those told with the times


def noticed(report: Report) -> tuple[Finding, ...]:
    """The findings that have a sentence of their own; the others are told where they belong."""
    return tuple(finding for finding in report.findings if not finding.key.startswith(_TOLD_ELSEWHERE))


def forbids_spending(finding: Finding, vout: int) -> bool:
    """Whether it says that no input can ever spend that output."""
    return finding.facts.get("vout") == vout and is_never_spent(finding)


def is_never_spent(finding: Finding) -> bool:
    """Whether it says so of the output that it names."""
    return has_trait("never_spent", finding.key, topic="findings")


def is_not_relayed(finding: Finding) -> bool:
    """Whether it says that relay policy passes no such transaction on."""
    return has_trait("not_relayed", finding.key, topic="findings")


def callout(finding: Finding, texts: Texts) -> Callout:
    facts = {key: grouped(value) if isinstance(value, int) else value for key, value in finding.facts.items()}
    key = finding.key
    if finding.facts.get("count") == 1 and texts.has("findings", f"{key}_one"):
        key = f"{key}_one"
    label = texts.plain("findings", f"{finding.level.value}_label")
    plain = finding.level is Level.FACT and finding.certainty is Certainty.PROVEN
    if finding.certainty is Certainty.HEURISTIC:
        label = texts.plain("findings", "heuristic", label=label)
    line = texts.line("findings", key, **facts)
    if finding.level is Level.INVALID:
        line += (Chunk(texts.plain("findings", "rule", name=finding.key), "note"),)
    return Callout(finding.level.value, "" if plain else texts.plain("findings", "label", label=label), line)
