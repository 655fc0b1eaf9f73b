"""Who comes next on a PSBT, what lacks, and where Bitcoin Core sees that otherwise, why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.explain.document import Fact, join
from txexplain.explain.parts.numbers import grouped, ranges
from txexplain.model.psbt import PsbtReport
from txexplain.model.psbt_analysis import PsbtInputAnalysis, PsbtMissing, PsbtRole, PsbtVerification
from txexplain.model.report import Match
from txexplain.model.spend import Verdict
from txexplain.texts import Line, Texts, plain

SHOWN_LACKS = 3  # kinds of what lacks, before the rest is counted
SHOWN_RANGES = 3
_ONE_SIGNATURE = ("pubkey", "pubkeyhash", "witness_v0_keyhash")  # types of output that one signature opens


def next_role(found: PsbtReport, told: PsbtVerification) -> str:
    """The role that comes next (BIP174), before there are inputs the constructor (BIP370),
    and before a silent payment has its script whoever computes it (BIP375)."""
    inputs = told.analysis.inputs
    if told.analysis.error:
        return PsbtRole.CREATOR.key
    if not inputs:
        return "constructor"
    if told.complete:
        final = all(each.has_final_scripts for each in inputs)
        return (PsbtRole.EXTRACTOR if final else PsbtRole.FINALIZER).key
    if any(each.waits_for_script for each in found.psbt.outputs):
        return "silent_payment"
    hindrances = {each.hindrance for each in inputs if not each.finished}
    if "timelock" in hindrances:
        return PsbtRole.CREATOR.key
    if hindrances == {"no_rules"}:
        return PsbtRole.FINALIZER.key
    lacks_data = any(_lacking_data(found, number, each) for number, each in enumerate(inputs) if not each.finished)
    return (PsbtRole.UPDATER if lacks_data else PsbtRole.SIGNER).key


def next_fact(found: PsbtReport, told: PsbtVerification, texts: Texts) -> Fact:
    """The role, what lacks, and what Bitcoin Core says instead."""
    role = next_role(found, told)
    lines = (texts.line("psbt", f"role_{role}"), *_lacks_lines(found, told, texts))
    return Fact(texts.plain("psbt", "next"), (*lines, *_core_line(found, told, role, texts)))


def _lacks_lines(found: PsbtReport, verification: PsbtVerification, texts: Texts) -> Iterator[Line]:
    """What lacks, each with the inputs that it lacks in; first of all the scripts of silent payments."""
    waiting = [each.number for each in found.psbt.outputs if each.waits_for_script]
    if waiting:
        yield texts.line("psbt", "lacks_silent_payment_script", outputs=ranges(waiting, SHOWN_RANGES))
        return
    told: dict[Line, list[int]] = {}
    for number, each in enumerate(verification.analysis.inputs):
        for line in () if each.finished else _lacks(found, number, each, texts):
            told.setdefault(line, []).append(number)
    for line, numbers in list(told.items())[:SHOWN_LACKS]:
        yield join(texts.line("psbt", "in_inputs", inputs=ranges(numbers, SHOWN_RANGES)), line)
    if len(told) > SHOWN_LACKS:
        yield texts.line("verify", "more_items", count=grouped(len(told) - SHOWN_LACKS))


def _lacks(found: PsbtReport, number: int, each: PsbtInputAnalysis, texts: Texts) -> Iterator[Line]:
    lacking = _lacking_data(found, number, each)
    if each.hindrance:
        yield texts.line("psbt", "hindrance", each.hindrance)
        return
    for key in lacking:
        yield texts.line("psbt", f"lacks_{key}")
    if not lacking:
        yield _lacking_signatures(_shapes(found, number), each, texts)


def _lacking_data(found: PsbtReport, number: int, each: PsbtInputAnalysis) -> Sequence[str]:
    """What has to be added before the input can be signed; nothing where only signatures lack."""
    if found.report.inputs[number].spent is None:
        return ("spent_output",)
    if not each.script_known:
        if found.input_scripts[number]:
            return ("fitting_script",)
        return ("witness_script" if each.missing.witness_script else "redeem_script",)
    return ("keys",) if each.missing.public_keys else ()


def _lacking_signatures(shapes: Sequence[Match], each: PsbtInputAnalysis, texts: Texts) -> Line:
    """How many, where the lock tells: of a multisig as many as it still asks for."""
    required = next((int(shape.facts["required"]) for shape in shapes if "required" in shape.facts), 0)
    there = sum(signature.verdict is Verdict.VALID and signature.asked_for is True for signature in each.signatures)
    if required > there:
        return texts.count("psbt", "lacks_signatures", required - there)
    if any(shape.key in _ONE_SIGNATURE for shape in shapes):
        return texts.count("psbt", "lacks_signatures", 1)
    return texts.line("psbt", "lacks_some_signature")


def _shapes(found: PsbtReport, number: int) -> list[Match]:
    """What the lock and the scripts of an input are recognised as."""
    spent, scripts = found.report.inputs[number].spent, found.input_scripts[number]
    return [*((spent.type,) if spent else ()), *(shape for each in scripts for shape in each.shapes)]


def _core_line(found: PsbtReport, told: PsbtVerification, role: str, texts: Texts) -> Iterator[Line]:
    """Where `analyzepsbt` names another role, which it does of version 0 alone: that, and why."""
    analysis = told.analysis
    if found.psbt.version or analysis.error or analysis.next.key == role:
        return
    reasons = dict.fromkeys(
        key for number, each in enumerate(analysis.inputs) if (key := _core_reason(found, number, each))
    )
    words = texts.plain("psbt", "between_reasons").join(plain(texts.line("psbt", "obstacle", key)) for key in reasons)
    yield texts.line("psbt", "core_says" if words else "core_says_only", role=analysis.next.key, reasons=words)


def _core_reason(found: PsbtReport, number: int, each: PsbtInputAnalysis) -> str:
    """Why Bitcoin Core stops at an input where it names another role than we do; empty where that is plain."""
    if each.hindrance in ("policy", "timelock") and not each.obstacle:
        return ""
    if each.obstacle:
        return each.obstacle
    if each.next is PsbtRole.UPDATER and each.missing == PsbtMissing():
        spent = found.report.inputs[number].spent
        return "taproot" if spent is not None and spent.type.key == "witness_v1_taproot" else "script"
    return ""
