"""What the signatures leave free: outputs that none covers, coins that anybody can move, inputs that can be added.

All of that is so only if the signatures are valid, which is known when they have been checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.insights.signatures import Signature, signatures
from txexplain.model.hash_types import SIGHASH_ANYONECANPAY, SIGHASH_NONE, SIGHASH_OUTPUT_MASK, SIGHASH_SINGLE
from txexplain.model.report import Certainty, Condition, Facts, Finding, Level, Report


def find(report: Report) -> Iterator[Finding]:
    """Nothing where an input has no signature that is recognised: what covers what is then not known."""
    made = list(signatures(report))
    if all(_is_usual(each) for each in made):
        return
    yield from _digests_of_one(report, made)
    if {each.vin for each in made} != set(range(len(report.inputs))):
        return
    certainty = _certainty(report, made)
    yield from _outputs(report, made, certainty)
    yield from _coins(report, made, certainty)
    if all(_is_alone(each) for each in made):
        facts = Facts(count=len(made))
        spans = tuple(each.piece.span for each in made)
        yield Finding("inputs_left_free", Level.FACT, certainty, facts, spans, _valid(made))


def _digests_of_one(report: Report, made: Sequence[Signature]) -> Iterator[Finding]:
    """Signatures of the number one (Core: SignatureHash, SINGLE without its output)."""
    for vin in sorted({each.vin for each in made if each.signs_one(report)}):
        own = [each for each in made if each.vin == vin and each.signs_one(report)]
        facts, spans = Facts(vin=vin, outputs=len(report.outputs)), tuple(each.piece.span for each in own)
        yield Finding("signs_nothing", Level.ODD, _certainty(report, made, vin), facts, spans, _valid(own))


def _outputs(report: Report, made: Sequence[Signature], certainty: Certainty) -> Iterator[Finding]:
    """The outputs that no signature of the transaction covers."""
    covered: set[int] = set()
    for each in made:
        covered.update(_covers(each, report))
    free = [vout for vout in range(len(report.outputs)) if vout not in covered]
    spans = tuple(report.outputs[vout].script.slice.span for vout in free)
    if free and len(free) == len(report.outputs):
        yield Finding("outputs_left_free", Level.ODD, certainty, Facts(count=len(free)), spans, _valid(made))
    elif free:
        facts = Facts(vout=free[0], count=len(free), total=len(report.outputs))
        yield Finding("some_outputs_left_free", Level.ODD, certainty, facts, spans, _valid(made))


def _coins(report: Report, made: Sequence[Signature], certainty: Certainty) -> Iterator[Finding]:
    """The inputs whose signatures cover no output, and no other input."""
    for vin in range(len(report.inputs)):
        own = [each for each in made if each.vin == vin]
        if all(_is_alone(each) and not _covers(each, report) for each in own):
            spans = tuple(each.piece.span for each in own)
            yield Finding("coin_left_free", Level.ODD, certainty, Facts(vin=vin), spans, _valid(own))


def _covers(made: Signature, report: Report) -> range:
    """The outputs that it covers."""
    outputs = made.hash_type & SIGHASH_OUTPUT_MASK if made.algorithm == "ecdsa" else made.hash_type & 3
    if outputs == SIGHASH_NONE:
        return range(0)
    if outputs == SIGHASH_SINGLE:
        return range(made.vin, min(made.vin + 1, len(report.outputs)))
    return range(len(report.outputs))


def _is_alone(made: Signature) -> bool:
    """Whether it covers no other input."""
    return bool(made.hash_type & SIGHASH_ANYONECANPAY)


def _is_usual(made: Signature) -> bool:
    """Whether it covers everything."""
    covers_part = made.hash_type & SIGHASH_OUTPUT_MASK in (SIGHASH_NONE, SIGHASH_SINGLE)
    return not (covers_part or _is_alone(made))


def _valid(made: Sequence[Signature]) -> tuple[Condition, ...]:
    """That all of them are."""
    return tuple(Condition("signature", each.vin, each.piece.data) for each in made)


def _certainty(report: Report, made: Sequence[Signature], vin: int | None = None) -> Certainty:
    """Whether it is known what each coin asks for, so that these are its signatures."""
    numbers = {each.vin for each in made} if vin is None else {vin}
    proven = all(report.inputs[number].certainty is Certainty.PROVEN for number in numbers)
    return Certainty.PROVEN if proven else Certainty.HEURISTIC
