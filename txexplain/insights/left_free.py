"""What the signatures leave free: outputs that none covers, coins that anybody can move, inputs that can be added.

All of that is so only if the signatures are valid, which is known when they have been checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.insights.signatures import Signature, signatures
from txexplain.model.bytes import Span
from txexplain.model.hash_types import SIGHASH_ANYONECANPAY, SIGHASH_NONE, SIGHASH_OUTPUT_MASK, SIGHASH_SINGLE
from txexplain.model.report import Certainty, Condition, Facts, Finding, Level, Report


def find(report: Report) -> Iterator[Finding]:
    """Nothing where an input has no signature that is recognised: what covers what is then not known."""
    by_input: dict[int, list[Signature]] = {}
    for each in signatures(report):
        by_input.setdefault(each.vin, []).append(each)
    made = [each for own in by_input.values() for each in own]
    if all(map(_is_usual, made)):
        return
    for own in by_input.values():
        yield from _digests_of_one(report, own)
    if len(by_input) != len(report.inputs):
        return
    certainty = _certainty(report, made)
    yield from _outputs(report, made, certainty)
    for own in by_input.values():
        yield from _coin(report, own, certainty)
    if all(map(_is_alone, made)):
        facts = Facts(count=len(made))
        yield Finding("inputs_left_free", Level.FACT, certainty, facts, _spans(made), _valid(made))


def _digests_of_one(report: Report, own: Sequence[Signature]) -> Iterator[Finding]:
    """Signatures of an input of the number one (Core: SignatureHash, SINGLE without its output)."""
    found = [each for each in own if each.signs_one(report)]
    if found:
        facts = Facts(vin=found[0].vin, outputs=len(report.outputs))
        yield Finding("signs_nothing", Level.ODD, _certainty(report, found), facts, _spans(found), _valid(found))


def _outputs(report: Report, made: Sequence[Signature], certainty: Certainty) -> Iterator[Finding]:
    """The outputs that no signature of the transaction covers."""
    kinds = {_outputs_of(each) for each in made}
    if not kinds <= {SIGHASH_NONE, SIGHASH_SINGLE}:
        return
    covered = {each.vin for each in made if _outputs_of(each) == SIGHASH_SINGLE}
    free = [vout for vout in range(len(report.outputs)) if vout not in covered]
    spans = tuple(report.outputs[vout].script.slice.span for vout in free)
    if free and len(free) == len(report.outputs):
        yield Finding("outputs_left_free", Level.ODD, certainty, Facts(count=len(free)), spans, _valid(made))
    elif free:
        facts = Facts(vout=free[0], count=len(free), total=len(report.outputs))
        yield Finding("some_outputs_left_free", Level.ODD, certainty, facts, spans, _valid(made))


def _coin(report: Report, own: Sequence[Signature], certainty: Certainty) -> Iterator[Finding]:
    """An input whose signatures cover no output, and no other input."""
    if all(_is_alone(each) and not _covers_any(each, report) for each in own):
        yield Finding("coin_left_free", Level.ODD, certainty, Facts(vin=own[0].vin), _spans(own), _valid(own))


def _covers_any(made: Signature, report: Report) -> bool:
    """Whether it covers an output."""
    outputs = _outputs_of(made)
    return outputs != SIGHASH_NONE and (outputs != SIGHASH_SINGLE or made.vin < len(report.outputs))


def _outputs_of(made: Signature) -> int:
    """Of its sighash type what says which outputs it covers; what is not NONE or SINGLE is all of them."""
    return made.hash_type & (SIGHASH_OUTPUT_MASK if made.algorithm == "ecdsa" else SIGHASH_SINGLE)


def _is_alone(made: Signature) -> bool:
    """Whether it covers no other input."""
    return bool(made.hash_type & SIGHASH_ANYONECANPAY)


def _is_usual(made: Signature) -> bool:
    """Whether it covers everything."""
    return not (_outputs_of(made) in (SIGHASH_NONE, SIGHASH_SINGLE) or _is_alone(made))


def _spans(made: Sequence[Signature]) -> tuple[Span, ...]:
    return tuple(each.piece.span for each in made)


def _valid(made: Sequence[Signature]) -> tuple[Condition, ...]:
    """That all of them are."""
    return tuple(Condition("signature", each.vin, each.piece.data) for each in made)


def _certainty(report: Report, made: Sequence[Signature]) -> Certainty:
    """Whether it is known what each coin asks for, so that these are its signatures."""
    proven = all(report.inputs[each.vin].certainty is Certainty.PROVEN for each in made)
    return Certainty.PROVEN if proven else Certainty.HEURISTIC
