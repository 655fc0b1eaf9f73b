"""Which inputs are opened in the same way, so that they can be told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from txexplain.explain.parts.failures import hash_type_words
from txexplain.explain.parts.findings import PAIR
from txexplain.model.report import InputReport
from txexplain.model.script import OP_CHECKSEQUENCEVERIFY, Instruction, Script
from txexplain.model.spend import Failure, InputVerdict, Verification

PUSH = -1
LONGEST_NUMBER = 5  # bytes of a push that is a number or a choice, and no key, hash or signature


def groups(verification: Verification) -> list[list[int]]:
    """The numbers of the inputs, those together that differ in nothing but coins, keys and signatures.

    One that a finding names stands by itself, and so does one whose coin another uses too.
    """
    found: dict[Hashable, list[int]] = {}
    named = {
        finding.facts[name] for finding in verification.report.findings for name in PAIR if name in finding.facts
    }
    outpoints = [item.txin.outpoint for item in verification.report.inputs]
    named.update(vin for vin, times in enumerate(map(Counter(outpoints).__getitem__, outpoints)) if times > 1)
    for spend in verification.inputs:
        likeness = _likeness(verification.report.inputs[spend.vin], spend)
        found.setdefault((likeness, spend.vin if spend.vin in named else None), []).append(spend.vin)
    return list(found.values())


def _likeness(item: InputReport, spend: InputVerdict) -> Hashable:
    """What is the same of inputs that are opened in the same way."""
    scripts = [item.script_sig, *(inner.script for inner in item.inner_scripts)]
    if item.spent is not None:
        scripts.append(item.spent.script)
    stages = tuple(
        (stage.role, tuple((check.passes, check.reason, hash_type_words(check)) for check in stage.checks))
        for stage in spend.run.stages
    )
    failures = tuple(map(_place, (spend.run.failure, spend.today, spend.policy)))
    known = (item.kind.key, item.certainty, item.fits, item.spent is None, spend.verdict, spend.assumed is None)
    witness = tuple(_data(piece.data) for piece in item.txin.witness)
    elements = tuple(map(_elements, scripts))
    delay = item.txin.sequence if any(OP_CHECKSEQUENCEVERIFY in each for each in elements) else None
    return known, item.txin.outpoint.is_null, stages, failures, elements, witness, delay


def _place(failure: Failure | None) -> Hashable:
    facts = () if failure is None else tuple(failure.facts.get(name) for name in ("case", "cause", "hints"))
    return failure and (failure.code, failure.role, failure.position, facts)


def _elements(script: Script) -> tuple[Hashable, ...]:
    return tuple(map(_element, script.instructions))


def _element(instruction: Instruction) -> Hashable:
    return _data(instruction.data) if instruction.data else instruction.opcode


def _data(data: bytes) -> Hashable:
    """Numbers and choices as they are, since scripts decide by them; keys, hashes and signatures all the same."""
    return data if len(data) <= LONGEST_NUMBER else PUSH
