"""What differs between a transaction before and after, and why each input is judged as it is."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.script import is_true
from txexplain.model.signing import SignatureCheck
from txexplain.model.spend import InputVerdict, Run, Step, Verdict
from txexplain.model.whatif import Cause, FieldDifference, Turning
from txexplain.whatif.paths import all_paths, field_at
from txexplain.wire.draft import Draft


def field_differences(before: Draft, after: Draft) -> Iterator[FieldDifference]:
    """Every field that has another value, by its path; of inputs and outputs that moved, the place now."""
    old = {path: field_at(before, path).value for path in all_paths(before)}
    new = {path: field_at(after, path).value for path in all_paths(after)}
    for path in [*new, *(path for path in old if path not in new)]:
        if old.get(path) != new.get(path):
            yield FieldDifference(path, old.get(path), new.get(path))


_OF_SIGNATURES = ("EVAL_FALSE", "CHECKSIGVERIFY", "CHECKMULTISIGVERIFY", "NULLFAIL", "SCHNORR_SIG")
"""Script errors that come of a signature that does not pass."""
_MAYBE_TWICE = ("order", "error")  # what an additional copy of a signature looks like in the checks alone
_RS_END = {"ecdsa": -1, "schnorr": 64}  # of the two numbers in a signature
Mark = tuple[str, int | None, str, tuple[object, ...]]


def turning(before: Run, after: Run) -> Turning | None:
    """The first place where one run goes another way than the other; None where they go the same way."""
    old, new = list(_marks(before)), list(_marks(after))
    for one, other in zip(old, new, strict=False):
        if one != other:
            return _turning(other)
    longer = new if len(new) > len(old) else old
    return _turning(longer[min(len(old), len(new))]) if len(old) != len(new) else None


def _turning(mark: Mark) -> Turning:
    role, position, opcode, _ = mark
    return Turning(role, position, opcode)


def _marks(run: Run) -> Iterator[Mark]:
    """The steps of the run, each with what shows which way it went."""
    for stage in run.stages:
        height = len(stage.before)
        for step in stage.steps:
            name = "" if step.instruction.data else step.instruction.name
            yield stage.role, step.position, name, _way(step, len(step.before.stack) if step.before else height)
            height = len(step.stack)
        if not stage.steps:
            proof = stage.proof.holds if stage.proof else None
            yield stage.role, None, "", (proof, tuple(check.passes for check in stage.checks))
    yield "outcome", None, "", (run.verdict, run.failure and run.failure.code)


def _way(step: Step, height: int) -> tuple[object, ...]:
    """Which way the step went; `height` is that of the stack before it."""
    top = is_true(step.stack[-1]) if step.stack else None
    checks = tuple(check.passes for check in step.checks)
    return step.executed, step.taken, step.failure, checks, len(step.stack) - height, top


def cause(before: InputVerdict | None, after: InputVerdict | None, changed: bool) -> Cause:
    """Why the input is judged as it is now."""
    if before is None or after is None:
        return Cause("same")
    if after.verdict is Verdict.UNKNOWN:
        return Cause("unknown")
    if after.verdict is Verdict.VALID:
        return _of_valid(before, after, changed)
    failing = [check for check in after.run.checks if not check.passes]
    code = after.run.failure.code if after.run.failure else ""
    if not failing or before.verdict is not Verdict.VALID or not code.startswith(_OF_SIGNATURES):
        return Cause("error")
    fitting = {check.signature for check in after.run.checks if check.passes}
    unfit = [check for check in failing if check.signature not in fitting]
    why = _of_signature(before.run.checks, unfit[-1]) if unfit else Cause("error")
    if why.key in _MAYBE_TWICE and _is_given_again(before, after, failing[-1]):
        return Cause("twice" if failing[-1].signature else "empty")
    return why


def _is_given_again(before: InputVerdict, after: InputVerdict, failing: SignatureCheck) -> bool:
    """Whether the signature is there in more places than it was, while its script takes it in several."""
    old, new = (_copies(each.run, failing.signature) for each in (before, after))
    return new > max(1, old)


def _copies(run: Run, signature: bytes) -> int:
    """How often the signature is among the items that a script starts with, where it is most often."""
    return max((stage.before.count(signature) for stage in run.stages), default=0)


def _of_valid(before: InputVerdict, after: InputVerdict, changed: bool) -> Cause:
    if not changed:
        return Cause("same")
    passing = [check for check in after.run.checks if check.passes]
    if before.verdict is not Verdict.VALID:
        return Cause("fits_now") if passing else Cause("same")
    digests = [{check.sighash.digest for check in each.run.checks if check.sighash} for each in (before, after)]
    if not after.run.checks:
        return Cause("unsigned")
    if not passing:
        return Cause("none_passes")
    if not digests[1]:
        return Cause("unknown_key")
    return Cause("uncovered" if digests[0] == digests[1] else "other_message")


def _of_signature(earlier: tuple[SignatureCheck, ...], failing: SignatureCheck) -> Cause:
    """What of a check that does not pass is another than it was."""
    passed = [check for check in earlier if check.passes and check.sighash is not None]
    if failing.sighash is None:
        return Cause("error")
    for check in passed:
        if check.signature == failing.signature and check.sighash is not None:
            if failing.sighash.quirk and not check.sighash.quirk:
                return Cause("single_bug")
            if check.sighash.digest != failing.sighash.digest:
                old = {part.key: bytes(part.data) for part in check.sighash.parts}
                new = {part.key: bytes(part.data) for part in failing.sighash.parts}
                return Cause("message", tuple(key for key in {**new, **old} if old.get(key) != new.get(key)))
            return Cause("order" if failing.public_key in {each.public_key for each in earlier} else "key")
    same_numbers = any(_numbers(check) == _numbers(failing) for check in passed)
    return Cause("hash_type" if same_numbers else "signature")


def _numbers(check: SignatureCheck) -> bytes:
    """The signature without its hash type."""
    return check.signature[: _RS_END[check.algorithm]]
