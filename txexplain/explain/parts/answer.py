"""The answer: is it valid, what does it pay, do nodes relay it, what is worth noticing."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Fact, Facts, Heading
from txexplain.explain.parts.facts import sigop_facts, sigop_rate
from txexplain.explain.parts.findings import callouts, noticed
from txexplain.explain.parts.marks import verdict_line
from txexplain.explain.parts.numbers import fee_rate, grouped
from txexplain.explain.parts.verdicts import lacks_spent_output, policy_findings, rules_fact, verdict_sentence
from txexplain.model.examples import Example
from txexplain.model.report import Finding, Report
from txexplain.model.rules import CONSENSUS
from txexplain.model.spend import Verification
from txexplain.texts import Line, Texts


def answer(
    report: Report, texts: Texts, verification: Verification | None = None, example: Example | None = None
) -> Iterator[Block]:
    """Verdict, fee, size, relay, a line each, then what is worth noticing; without a verification how to get one."""
    size = Fact(texts.plain("page", "size"), (_size(report, texts),))
    of_bytes = (_fee(report, texts, judged=verification is not None), size, *sigop_facts(report, texts))
    if verification is None:
        yield Facts((_unjudged(example, texts), *of_bytes))
    else:
        yield Facts(
            (_verdict(verification, texts), *of_bytes, *_relay(verification, texts), *_rules(verification, texts))
        )
    told = tuple(callouts(_findings(report, verification), texts))
    if told:
        yield Heading(texts.line("page", "heading_notes"), 3)
        yield from told


def _findings(report: Report, verification: Verification | None) -> tuple[Finding, ...]:
    """What was noticed, behind the rules that the transaction as a whole breaks."""
    found = noticed(report)
    broken = () if verification is None else verification.broken
    return (*(finding for finding in broken if finding not in found), *found)


def _unjudged(example: Example | None, texts: Texts) -> Fact:
    """Which command judges it."""
    line = texts.line("page", "unjudged", name=example.name if example else "TX")
    return Fact(texts.plain("verify", "verdict"), (line,))


def _verdict(verification: Verification, texts: Texts) -> Fact:
    lacking = lacks_spent_output(verification)
    note = texts.line("verify", "give_spent_outputs") if lacking else verdict_sentence(verification, texts)
    return Fact(texts.plain("verify", "verdict"), (verdict_line(verification.verdict, texts),), note)


def _fee(report: Report, texts: Texts, *, judged: bool) -> Fact:
    """The fee and its rate, or what stands in their place."""
    note = sigop_rate(report, texts)
    if report.tx.is_coinbase:
        line = texts.line("page", "fee_of_coinbase")
    elif not report.tx.inputs:
        line = texts.line("page", "fee_without_inputs")
    elif report.fee_sat is None:
        line = texts.line("page", "fee_needs_amounts" if judged else "fee_needs_amounts_option")
    elif report.fee_sat < 0:
        told = {"in_sat": grouped(report.input_sat or 0), "out_sat": grouped(report.tx.output_sat)}
        line, note = texts.line("page", "summary_overspent", **told), ()
    else:
        rate = fee_rate(report.fee_sat, report.tx.vsize_vb)
        line = texts.line("page", "fee_and_rate", sat=grouped(report.fee_sat), rate=rate)
    return Fact(texts.plain("page", "fee"), (line,), note)


def _size(report: Report, texts: Texts) -> Line:
    told = {"size": grouped(report.tx.size_bytes), "vsize": grouped(report.tx.vsize_vb)}
    return texts.line("page", "size_and_vsize", **told)


def _rules(verification: Verification, texts: Texts) -> tuple[Fact, ...]:
    """By which rules, where they were named."""
    is_usual = verification.height is not None or verification.rules == CONSENSUS
    return () if is_usual else (rules_fact(verification, texts),)


def _relay(verification: Verification, texts: Texts) -> Iterator[Fact]:
    """Whether relay policy refuses it, as far as that was looked at; nothing where nothing is said of it."""
    found = policy_findings(verification)
    if found is None:
        return
    codes = ", ".join(dict.fromkeys(failure.code for _, failure in found.breaking))
    if codes:
        line = texts.line("verify", "relay_breaks", rules=codes)
    else:
        line = texts.line("verify", "relay_noticed" if found.noticed else "relay_kept")
    yield Fact(texts.plain("verify", "relay"), (line,))
