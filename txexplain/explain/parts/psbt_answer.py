"""The answer on a PSBT: is it complete and valid, who comes next and what lacks, what will it pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.explain.document import Fact, Facts, join
from txexplain.explain.parts.marks import verdict_line
from txexplain.explain.parts.numbers import fee_rate, grouped, ranges
from txexplain.model.psbt import PsbtReport
from txexplain.model.psbt_analysis import PsbtInputAnalysis, PsbtMissing, PsbtRole, PsbtVerification
from txexplain.model.report import Match
from txexplain.model.spend import Verdict
from txexplain.texts import Line, Texts

SHOWN_LACKS = 3  # kinds of what lacks, before the rest is counted
SHOWN_RANGES = 3


def answer_facts(found: PsbtReport, told: PsbtVerification, texts: Texts) -> Facts:
    """The status, who comes next, the fee and the size, a line each."""
    is_open = told.verdict is Verdict.UNKNOWN and not told.complete
    verdict = texts.line("psbt", "verdict_open") if is_open else verdict_line(told.verdict, texts)
    status = Fact(texts.plain("psbt", "status"), (verdict,), _status(told, texts))
    size = Fact(texts.plain("page", "size"), (_size(told, texts),))
    return Facts(
        (status, *_next(found, told, texts), Fact(texts.plain("page", "fee"), (_fee(found, told, texts),)), size)
    )


def _status(told: PsbtVerification, texts: Texts) -> Line:
    """How far it is, in a sentence."""
    inputs = told.analysis.inputs
    if told.failing_inputs:
        return texts.line("psbt", "status_failing", inputs=ranges(told.failing_inputs, SHOWN_RANGES))
    if told.complete:
        key = (
            _how_complete(inputs)
            if told.verdict is Verdict.VALID
            else "broken"
            if told.verdict is Verdict.INVALID
            else "unsure"
        )
        return texts.line("psbt", f"status_{key}")
    if told.analysis.error:
        return texts.line("psbt", "status_error", sentence=told.analysis.error)
    if not inputs:
        return texts.line("psbt", "status_empty")
    done = sum(each.finished is not None for each in inputs)
    return texts.count("psbt", "status_open", len(inputs), done=grouped(done), total=grouped(len(inputs)))


def _how_complete(inputs: Sequence[PsbtInputAnalysis]) -> str:
    """By final scripts that nodes relay, by some that they do not, or by signatures that suffice."""
    if all(each.next is PsbtRole.EXTRACTOR for each in inputs):
        return "final"
    has_scripts = all(each.next is PsbtRole.EXTRACTOR or each.obstacle == "final_scripts" for each in inputs)
    return "policy" if has_scripts else "suffices"


def _next(found: PsbtReport, told: PsbtVerification, texts: Texts) -> Iterator[Fact]:
    """The role that comes next, as a node sees it, and what lacks for the one after it."""
    if told.analysis.error or told.failing_inputs:
        return
    yield next_fact(found, told, texts)


def next_role(told: PsbtVerification) -> str:
    """The role that comes next, as a node sees it; before there are inputs that of version 2 (BIP370)."""
    return told.analysis.next.key if told.analysis.inputs or told.analysis.error else "constructor"


def next_fact(found: PsbtReport, told: PsbtVerification, texts: Texts) -> Fact:
    """The role that comes next, and what lacks."""
    role = texts.line("psbt", f"role_{next_role(told)}", role=told.analysis.next.key)
    return Fact(texts.plain("psbt", "next"), (role, *_lacks_lines(found, told, texts)))


def _lacks_lines(found: PsbtReport, verification: PsbtVerification, texts: Texts) -> list[Line]:
    """What lacks, each with the inputs that it lacks in."""
    told: dict[Line, list[int]] = {}
    for number, each in enumerate(verification.analysis.inputs):
        if each.obstacle == "final_scripts" and number not in verification.failing_inputs:
            each = each._replace(obstacle="final_scripts_policy")
        for line in _lacks(each, _shapes(found, number), texts):
            told.setdefault(line, []).append(number)
    lines = [
        join(texts.line("psbt", "in_inputs", inputs=ranges(numbers, SHOWN_RANGES)), line)
        for line, numbers in list(told.items())[:SHOWN_LACKS]
    ]
    if len(told) > SHOWN_LACKS:
        lines.append(texts.line("verify", "more_items", count=grouped(len(told) - SHOWN_LACKS)))
    return lines


def _lacks(each: PsbtInputAnalysis, shapes: Sequence[Match], texts: Texts) -> Iterator[Line]:
    if each.obstacle:
        yield texts.line("psbt", "obstacle", each.obstacle)
        return
    missing = each.missing
    if missing.public_keys:
        yield texts.count("psbt", "lacks_keys", len(missing.public_keys))
    for script in ("redeem_script", "witness_script"):
        if getattr(missing, script):
            yield texts.line("psbt", f"lacks_{script}")
    if missing.signatures and not each.signatures_suffice:
        yield texts.count("psbt", "lacks_signatures", _wanted(each, shapes))
    elif each.next is PsbtRole.UPDATER and missing == PsbtMissing():
        may_sign = any(signer.state == "may_sign" for signer in each.signers)
        yield texts.line("psbt", "lacks_signature_untold" if may_sign else "lacks_unknown")


def _shapes(found: PsbtReport, number: int) -> list[Match]:
    """What the lock and the scripts of an input are recognised as."""
    spent = found.report.inputs[number].spent
    return [
        *((spent.type,) if spent else ()),
        *(shape for each in found.input_scripts[number] for shape in each.shapes),
    ]


def _wanted(each: PsbtInputAnalysis, shapes: Sequence[Match]) -> int:
    """How many signatures lack: of a multisig as many as it still asks for."""
    required = next((int(shape.facts["required"]) for shape in shapes if shape.key == "multisig"), 1)
    there = sum(signature.verdict is Verdict.VALID and signature.asked_for is True for signature in each.signatures)
    return max(1, required - there)


def _fee(found: PsbtReport, told: PsbtVerification, texts: Texts) -> Line:
    """The fee, with its rate at the size that the finished transaction has or is likely to have."""
    report = found.report
    if not report.tx.inputs:
        return texts.line("page", "fee_without_inputs")
    if report.fee_sat is None:
        return texts.line("psbt", "fee_unknown")
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
    return (told.analysis.estimated_vsize_vb or 0) if told.analysis.inputs else 0, False


def _size(told: PsbtVerification, texts: Texts) -> Line:
    size, exact = _vsize(told)
    if exact and told.verification is not None:
        size_bytes = grouped(told.verification.report.tx.size_bytes)
        return texts.line("page", "size_and_vsize", size=size_bytes, vsize=grouped(size))
    return texts.line("psbt", "size_estimated" if size else "size_unknown", vsize=grouped(size))
