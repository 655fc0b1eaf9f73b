"""The answer on a PSBT: is it complete and valid, who comes next and what lacks, what will it pay."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Fact, Facts
from txexplain.explain.parts.marks import verdict_line
from txexplain.explain.parts.numbers import fee_rate, grouped, ranges
from txexplain.explain.parts.policy import relay_fact
from txexplain.explain.parts.psbt_next import next_fact
from txexplain.explain.parts.psbt_txid import txid_note
from txexplain.model.policy import Relay
from txexplain.model.psbt import PsbtReport
from txexplain.model.psbt_analysis import PsbtVerification
from txexplain.model.report import Report
from txexplain.model.spend import Verdict
from txexplain.texts import Line, Texts

SHOWN_RANGES = 3
_NOT_VALID = "PSBT is not valid. "


def answer_facts(found: PsbtReport, told: PsbtVerification, relay: Relay | None, texts: Texts) -> Facts:
    """The status, who comes next, the fee, the size and what relay says, a line each."""
    is_open = told.verdict is Verdict.UNKNOWN and not told.complete
    verdict = texts.line("psbt", "verdict_open") if is_open else verdict_line(told.verdict, texts)
    status = Fact(texts.plain("psbt", "status"), (verdict,), _status_on_whose_word(found, told, texts))
    size = Fact(texts.plain("page", "size"), (_size(told, texts),))
    fee = Fact(texts.plain("page", "fee"), (_fee(found, told, texts),))
    first = (status, *_chain(found, texts), *_next(found, told, texts), fee, size)
    policy = () if relay is None else (relay_fact(relay, found.report, texts, has_section=True),)
    return Facts((*first, *policy, *_txid(found, told, texts)))


def _chain(found: PsbtReport, texts: Texts) -> Iterator[Fact]:
    """Where the transaction is, if it is in the chain already; how its coins are known, where a server was asked."""
    if found.report.lookup is not None:
        from txexplain.explain.parts.chain import chain_facts

        yield from chain_facts(found.report, found.report.lookup, texts, is_psbt=True)


def _txid(found: PsbtReport, told: PsbtVerification, texts: Texts) -> Iterator[Fact]:
    """That it is not final, where it is not."""
    note = txid_note(found, told, texts)
    if note:
        yield Fact(texts.plain("psbt", "txid"), (note,))


def _status_on_whose_word(found: PsbtReport, told: PsbtVerification, texts: Texts) -> Line:
    """How far it is, and if the verdict rests on a server's word, that."""
    status = _status(found, told, texts)
    if found.report.lookup is None or told.verdict is Verdict.UNKNOWN:
        return status
    from txexplain.explain.parts.chain_verdict import condition

    more = condition(found.report, texts)
    return (*status, *texts.line("page", "between_sentences"), *more) if more else status


def _status(found: PsbtReport, told: PsbtVerification, texts: Texts) -> Line:
    """How far it is, in a sentence."""
    inputs = told.analysis.inputs
    if told.failing_inputs:
        return texts.line("psbt", "status_failing", inputs=ranges(told.failing_inputs, SHOWN_RANGES))
    unsettled = told.analysis.unsettled_outputs
    if unsettled:
        key = "status_silent_differs" if told.verdict is Verdict.INVALID else "status_silent_waiting"
        return texts.line("psbt", key, outputs=ranges(unsettled, SHOWN_RANGES))
    if told.complete:
        keys = {Verdict.VALID: _how_complete(told), Verdict.INVALID: "broken", Verdict.UNKNOWN: "unsure"}
        return texts.line("psbt", f"status_{keys[told.verdict]}")
    if told.analysis.error:
        if found.psbt.version:  # which Bitcoin Core does not read
            return texts.line("psbt", "status_error_v2", sentence=told.analysis.error.removeprefix(_NOT_VALID))
        return texts.line("psbt", "status_error", sentence=told.analysis.error)
    if not inputs:
        return texts.line("psbt", "status_empty")
    done = sum(each.finished is not None for each in inputs)
    return texts.count("psbt", "status_open", len(inputs), done=grouped(done), total=grouped(len(inputs)))


def _how_complete(told: PsbtVerification) -> str:
    """By final scripts that nodes relay, by some that they do not, or by signatures that suffice."""
    if not all(each.has_final_scripts for each in told.analysis.inputs):
        return "suffices"
    judged = told.verification.inputs if told.verification else ()
    return "policy" if any(spend.policy for spend in judged) else "final"


def _next(found: PsbtReport, told: PsbtVerification, texts: Texts) -> Iterator[Fact]:
    """Who comes next; nobody, where something is not valid."""
    if not told.analysis.error and told.verdict is not Verdict.INVALID:
        yield next_fact(found, told, texts)


def _fee_unknown(report: Report, texts: Texts) -> Line:
    if report.lookup is None:
        return texts.line("psbt", "fee_unknown")
    from txexplain.explain.parts.chain import fee_unknown

    return fee_unknown(report.lookup, texts)


def _fee(found: PsbtReport, told: PsbtVerification, texts: Texts) -> Line:
    """The fee, with its rate at the size that the finished transaction has or is likely to have."""
    report = found.report
    if not report.tx.inputs:
        return texts.line("page", "fee_without_inputs")
    if report.fee_sat is None:
        return _fee_unknown(report, texts)
    if report.has_impossible_amount:
        return texts.line("page", "fee_of_impossible_amounts")
    if report.fee_sat < 0:
        ins, outs = grouped(report.input_sat or 0), grouped(report.tx.output_sat)
        return texts.line("page", "summary_overspent", in_sat=ins, out_sat=outs)
    size, exact = _vsize(told)
    sat = grouped(report.fee_sat)
    if not size:
        return texts.line("psbt", "fee_without_rate", sat=sat)
    return texts.line("page" if exact else "psbt", "fee_and_rate", sat=sat, rate=fee_rate(report.fee_sat, size))


def _vsize(told: PsbtVerification) -> tuple[int, bool]:
    """In virtual bytes, 0 where it cannot be told, and whether it is exact."""
    if told.complete and told.verification is not None:
        return told.verification.report.tx.vsize_vb, True
    return (told.analysis.likely_vsize_vb or 0) if told.analysis.inputs else 0, False


def _size(told: PsbtVerification, texts: Texts) -> Line:
    size, exact = _vsize(told)
    if exact and told.verification is not None:
        size_bytes = grouped(told.verification.report.tx.size_bytes)
        return texts.line("page", "size_and_vsize", size=size_bytes, vsize=grouped(size))
    return texts.line("psbt", "size_estimated" if size else "size_unknown", vsize=grouped(size))
