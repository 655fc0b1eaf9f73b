"""The answer: is it valid, what does it pay, do nodes relay it, what is worth noticing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from txexplain.explain.document import Block, Fact, Facts, Heading
from txexplain.explain.parts.facts import claim_note, counts_sigops
from txexplain.explain.parts.findings import callouts, is_told_by_relay, noticed
from txexplain.explain.parts.numbers import fee_rate, grouped
from txexplain.model.report import Finding, Report
from txexplain.texts import Line, Texts


class Judged(NamedTuple):
    """What a verification adds: the verdict, what else there is to say in a line, the rules that the whole breaks.

    Where there was none, `verdict` says how to get one, and is not `found`.
    """

    verdict: Fact
    others: tuple[Fact, ...] = ()
    broken: tuple[Finding, ...] = ()
    found: bool = True


def unjudged(name: str, texts: Texts, others: tuple[Fact, ...] = ()) -> Judged:
    """Where nothing was verified: the command that does."""
    verdict = Fact(texts.plain("page", "verdict"), (texts.line("page", "unjudged", name=name),))
    return Judged(verdict, others, found=False)


def answer(report: Report, judged: Judged, texts: Texts) -> Iterator[Block]:
    """The verdict, where it is in the chain if that was asked, fee, size and the others, a line each, then what is
    worth noticing."""
    size = Fact(texts.plain("page", "size"), (_size(report, texts),))
    chain = tuple(_chain(report, texts))
    first = (judged.verdict, *chain) if judged.found else (*chain, judged.verdict)
    yield Facts((*first, _fee(report, texts), size, *judged.others))
    found = [each for each in noticed(report) if not (judged.others and is_told_by_relay(each))]
    broken = (finding for finding in judged.broken if finding not in found)
    said = judged.broken[:1]  # by the verdict
    told = tuple(callouts([each for each in (*broken, *found) if each not in said], texts))
    if told:
        yield Heading(texts.line("page", "heading_notes"), 3)
        yield from told


def _chain(report: Report, texts: Texts) -> Iterator[Fact]:
    """What a node or an explorer said, where one was asked."""
    if report.lookup is not None:
        from txexplain.explain.parts.chain import chain_facts

        yield from chain_facts(report, report.lookup, texts)


def _fee(report: Report, texts: Texts) -> Fact:
    """The fee and its rate, or what stands in their place."""
    note = claim_note(report, texts)
    if report.tx.is_coinbase:
        line = texts.line("page", "fee_of_coinbase")
    elif not report.tx.inputs:
        line = texts.line("page", "fee_without_inputs")
    elif report.spends_twice:
        line, note = texts.line("page", "fee_of_coin_twice"), ()
    elif report.fee_sat is None:
        line = _fee_unknown(report, texts)
    elif report.has_impossible_amount:
        line, note = texts.line("page", "fee_of_impossible_amounts"), ()
    elif report.is_overspent and report.has_amounts_alone:
        line, note = texts.line("coins", "fee_of_amounts_below"), ()
    elif report.fee_sat < 0:
        line = texts.line("page", "fee_of_overspent")
    else:
        line = _fee_and_rate(report, report.fee_sat, texts)
    return Fact(texts.plain("page", "fee"), (line,), note)


def _fee_and_rate(report: Report, fee_sat: int, texts: Texts) -> Line:
    """The rate by weight, and the one by signature checks where Bitcoin Core compares that."""
    told = {"sat": grouped(fee_sat), "rate": fee_rate(fee_sat, report.tx.vsize_vb)}
    if not counts_sigops(report):
        return texts.line("page", "fee_and_rate", **told)
    return texts.line("page", "fee_and_rate_sigops", sigop_rate=fee_rate(fee_sat, report.sigop_vsize_vb), **told)


def _fee_unknown(report: Report, texts: Texts) -> Line:
    """What it needs, and how to give that; a server that was asked does not know it either."""
    if report.lookup is None:
        return texts.line("page", "fee_needs_amounts")
    from txexplain.explain.parts.chain import fee_unknown

    return fee_unknown(report.lookup, texts)


def _size(report: Report, texts: Texts) -> Line:
    told = {"size": grouped(report.tx.size_bytes), "vsize": grouped(report.tx.vsize_vb)}
    if not counts_sigops(report):
        return texts.line("page", "size_and_vsize", **told)
    told |= {"sigop_vsize": grouped(report.sigop_vsize_vb), "sigop_cost": grouped(report.sigop_cost)}
    key = "size_and_vsize_sigops" if report.sigop_cost_known else "size_and_vsize_sigops_at_least"
    return texts.line("page", key, **told)
