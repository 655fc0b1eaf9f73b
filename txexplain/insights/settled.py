"""What is left of findings when the inputs have been run: those whose condition is not met are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from txexplain.model.report import Certainty, Condition, Finding
from txexplain.model.spend import InputVerdict, Verdict
from txexplain.wire.der import is_valid_signature_encoding

_OF_COINS = "taproot_commitment"


def settled(findings: Iterable[Finding], spends: Sequence[InputVerdict]) -> Iterator[Finding]:
    """The findings that can be so, each with the conditions of which it is still open whether they are met."""
    for finding in findings:
        if not finding.conditions:
            yield finding
            continue
        met = [(condition, _is_met(condition, spends[condition.vin])) for condition in finding.conditions]
        if all(answer is not False for _, answer in met):
            left = tuple(condition for condition, answer in met if answer is None)
            settled_now = not left and any(condition.kind == "made" for condition, _ in met)
            certainty = Certainty.PROVEN if settled_now else finding.certainty
            yield finding._replace(conditions=left, certainty=certainty)


def _is_met(condition: Condition, spend: InputVerdict) -> bool | None:
    """None where that is not known."""
    if condition.kind == "signature":
        return _passes(condition.signature, spend)
    if condition.kind == "made":  # what a signature's numbers give away does not depend on the message that is asked
        return _passes(condition.signature, spend) or None
    if condition.kind == "coin":
        return None if spend.assumed is not None else _leads_to_coin(spend)
    return {Verdict.VALID: True, Verdict.INVALID: False, Verdict.UNKNOWN: None}[spend.verdict]


def _passes(signature: bytes, spend: InputVerdict) -> bool | None:
    """Whether it is valid for one of the keys that it was tried against."""
    tried = [check.passes for check in spend.run.checks if check.signature == signature]
    if any(tried):
        return None if spend.assumed is not None else True
    if tried or _is_refused_unread(signature, spend):
        return False
    return None


def _is_refused_unread(signature: bytes, spend: InputVerdict) -> bool:
    """Whether it is its encoding for which the input is refused, so that no key was tried with it."""
    failure = spend.run.failure
    refused = spend.verdict is Verdict.INVALID and failure is not None and failure.code == "SIG_DER"
    return refused and not is_valid_signature_encoding(signature)


def _leads_to_coin(spend: InputVerdict) -> bool | None:
    proofs = [stage.proof.holds for stage in spend.run.stages if stage.proof and stage.proof.key == _OF_COINS]
    return all(proofs) if proofs else None
