"""What the opcodes of a spend that check signatures took: signatures, keys, and what their messages hold.

A run keeps only the checks that it came to. Here the scripts are run once more, by the rules alone that say which
scripts run, so that no rule about the form of a signature stops them, with the outcomes that are known already.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from txexplain.diagnosis.budget import COST_OF_STEP, Budget
from txexplain.model.errors import NotKnown
from txexplain.model.report import Report
from txexplain.model.rules import Rules
from txexplain.model.script import (
    MAX_PUBKEYS_PER_MULTISIG,
    OP_CHECKMULTISIG,
    OP_CHECKMULTISIGVERIFY,
    OP_CHECKSIG,
    OP_CHECKSIGADD,
    OP_CHECKSIGVERIFY,
    OP_CODESEPARATOR,
    OP_DUP,
    OP_EQUALVERIFY,
    OP_HASH160,
    opcode_name,
    script_number,
)
from txexplain.model.signing import LeafContext, Proof, SignatureCheck, SigVersion
from txexplain.model.spend import Failure, InputVerdict, Run, Stage, Step
from txexplain.script.checker import NoTransaction
from txexplain.script.machine import NO_CODE_SEPARATOR
from txexplain.script.spend import Satisfaction, verify_spend
from txexplain.wire.der import lax_der
from txexplain.wire.script import find_and_delete, instructions, push
from txexplain.wire.taproot import split_annex

KEPT_STEPS = 1_000  # of each script: what is checked behind them is not looked at
KEY_HASH_SIZE = 20  # also the opcode that pushes one
_SINGLE = {OP_CHECKSIG: 2, OP_CHECKSIGVERIFY: 2, OP_CHECKSIGADD: 3}  # where from the top the signature is
_MULTIPLE = (OP_CHECKMULTISIG, OP_CHECKMULTISIGVERIFY)
_CHECK = "OP_CHECK"  # signatures or a lock
_LENIENT = Rules.P2SH | Rules.WITNESS | Rules.TAPROOT
_BY_NO_RULE = frozenset(
    (
        *("EVAL_FALSE", "EQUALVERIFY", "NUMEQUALVERIFY", "VERIFY", "OP_RETURN", "UNBALANCED_CONDITIONAL"),
        *("SCRIPT_SIZE", "PUSH_SIZE", "OP_COUNT", "STACK_SIZE", "BAD_OPCODE", "DISABLED_OPCODE"),
        *("INVALID_STACK_OPERATION", "INVALID_ALTSTACK_OPERATION"),
        *("WITNESS_PROGRAM_WRONG_LENGTH", "WITNESS_PROGRAM_WITNESS_EMPTY", "WITNESS_PROGRAM_MISMATCH"),
    )
)
"""What stops a script wherever it comes to it: running it again by fewer rules leads to the same place."""


class Attempt(NamedTuple):
    """One opcode that checks signatures, or the key path, with what it took off the stack.

    `signatures` and `keys` stand in the order of the stack, the lowest first. `script_code` is what messages hold of
    the script: outside the witness without the signatures. `dummy` is the item that OP_CHECKMULTISIG uses up for
    nothing; None where there is none, on the stack or for this opcode; `below` are those under all of them.
    `required` is how many signatures OP_CHECKMULTISIG takes, `missing` counts the items that the stack lacks.
    `position` counts the elements of the script; None for the key path. `reached` is False of the OP_CHECKSIG that a
    script does not come to, because the key is not the one that has the `key_hash`.
    """

    role: str
    version: SigVersion
    opcode: str
    position: int | None
    signatures: tuple[bytes, ...]
    keys: tuple[bytes, ...]
    script_code: bytes = b""
    dummy: bytes | None = None
    below: tuple[bytes, ...] = ()
    required: int = 0
    missing: int = 0
    annex: bytes | None = None
    leaf: LeafContext | None = None
    reached: bool = True
    key_hash: bytes = b""
    is_empty_misplaced: bool = False

    @property
    def is_multisig(self) -> bool:
        return self.opcode.startswith("OP_CHECKMULTISIG")


def attempts(report: Report, spend: InputVerdict, budget: Budget) -> tuple[Attempt, ...]:
    """What was attempted in the run of that input, in the order in which it was, the failing one included.

    Behind a signature that does not pass, in a leaf script, they are those that there would be if it did. The budget
    pays for running the scripts again.
    """
    item = report.inputs[spend.vin]
    script = spend.assumed if item.spent is None else item.spent.script.slice.data
    if script is None:
        return ()
    annex = split_annex(item.txin.witness)[1] if spend.kind.startswith("p2tr") else None
    run = spend.run
    if _may_come_to_checks(run):
        run = _again(Satisfaction(item.txin.script_sig, item.txin.witness), script, run)
        budget.pay(COST_OF_STEP * sum(len(stage.steps) + stage.skipped for stage in run.stages))
    found: list[Attempt] = []
    leaf_hash = b""
    for stage in run.stages:
        if stage.proof is not None:
            leaf_hash = dict(stage.proof.values).get("leaf_hash", b"")
        elif stage.role == "key_path":
            found += [
                Attempt(stage.role, stage.version, "", None, (c.signature,), (c.public_key,)) for c in stage.checks
            ]
        else:
            found += _of_stage(stage, leaf_hash)
    if spend.run.failure and spend.run.failure.opcode == "OP_EQUALVERIFY":
        stages = [stage for stage in run.stages if stage.role == spend.run.failure.role]
        found += [attempt for stage in stages if (attempt := _key_hash(stage, spend.run.failure))]
    return tuple(each._replace(annex=annex.data) for each in found) if annex else tuple(found)


def _key_hash(stage: Stage, failure: Failure) -> Attempt | None:
    """What would be checked if the key were the one whose hash the script has, as P2PKH asks for it, anywhere."""
    at = failure.position or 0
    elements = list(islice(instructions(stage.script.data), at + 2))
    opcodes = tuple(each.opcode for each in elements)
    if stage.version is SigVersion.TAPSCRIPT or not _is_key_hash(opcodes):
        return None
    stack = stage.before if at == 3 else next((step.stack for step in stage.steps if step.position == at - 4), ())
    if len(stack) < 2 or any(step.position != place for place, step in enumerate(stage.steps)):
        return None
    signature, key = stack[-2:]
    name = opcode_name(opcodes[-1])
    attempt = Attempt(stage.role, stage.version, name, at + 1, (signature,), (key,), stage.script.data, reached=False)
    return attempt._replace(key_hash=elements[at - 1].data or b"", below=stack[:-2])


def _is_key_hash(opcodes: tuple[int, ...]) -> bool:
    """Whether they end in asking for the key with a hash and a signature by it, and all are in the script code."""
    asks_for_key = opcodes[-5:-1] == (OP_DUP, OP_HASH160, KEY_HASH_SIZE, OP_EQUALVERIFY)
    return asks_for_key and opcodes[-1] in (OP_CHECKSIG, OP_CHECKSIGVERIFY) and OP_CODESEPARATOR not in opcodes


class _Known(NoTransaction):
    """Answers by what a run came to already; what that did not ask, passes in a leaf script and fails elsewhere."""

    def __init__(self, run: Run) -> None:
        self._checks = {(each.signature, each.public_key): each for each in run.checks}
        self._proofs = [stage.proof for stage in run.stages if stage.proof is not None]

    def ecdsa(self, signature: bytes, public_key: bytes, script_code: bytes, version: SigVersion) -> SignatureCheck:
        known = self._checks.get((signature, public_key))
        return known or SignatureCheck("ecdsa", signature, public_key, False, "not_asked")

    def schnorr(
        self, signature: bytes, public_key: bytes, annex: bytes | None, leaf: LeafContext | None
    ) -> SignatureCheck:
        return SignatureCheck("schnorr", signature, public_key, leaf is not None, "" if leaf else "SCHNORR_SIG")

    def commitment(self, control_block: bytes, script: bytes, output_key: bytes) -> Proof:
        for proof in self._proofs:
            if proof.key == "taproot_commitment":
                return proof
        raise NotKnown("transaction")

    def lock_time(self, wanted: int) -> bool:
        return True

    def sequence(self, wanted: int) -> bool:
        return True


def _may_come_to_checks(run: Run) -> bool:
    """Whether the same scripts come to an opcode that checks signatures, by fewer rules if not by its own."""
    failure = run.failure
    if failure is None or any(stage.checks for stage in run.stages) or failure.opcode.startswith(_CHECK):
        return True
    return failure.code not in _BY_NO_RULE


def _again(satisfaction: Satisfaction, script: bytes, run: Run) -> Run:
    return verify_spend(satisfaction, script, _LENIENT, _Known(run), KEPT_STEPS // 2, ends=False)


# The steps of one script


def _of_stage(stage: Stage, leaf_hash: bytes) -> Iterator[Attempt]:
    stack, start, separator = stage.before, 0, NO_CODE_SEPARATOR
    for place, step in enumerate(stage.steps):
        if step.position != place:  # the steps between were not kept
            return
        opcode, executed = step.instruction.opcode, step.executed and step.instruction.data is None
        if executed and opcode == OP_CODESEPARATOR:
            start, separator = step.instruction.span.end - stage.script.start, step.position
        elif executed and (opcode in _SINGLE or opcode in _MULTIPLE):
            found = _attempt(stage, step, stack)
            if found is not None:
                leaf = LeafContext(leaf_hash, separator) if stage.version is SigVersion.TAPSCRIPT else None
                yield _with_code(found, stage.script.data[start:], leaf)
        stack = step.stack


def _attempt(stage: Stage, step: Step, stack: tuple[bytes, ...]) -> Attempt | None:
    opcode = step.instruction.opcode
    name = opcode_name(opcode, tapscript=stage.version is SigVersion.TAPSCRIPT)
    empty = Attempt(stage.role, stage.version, name, step.position, (), ())
    if opcode in _MULTIPLE:
        return _multisig(empty, stack)
    if len(stack) < _SINGLE[opcode]:
        return None
    at = len(stack) - _SINGLE[opcode]
    return empty._replace(signatures=(stack[at],), keys=stack[-1:], below=stack[:at])


def _multisig(attempt: Attempt, stack: tuple[bytes, ...]) -> Attempt | None:
    """The items of OP_CHECKMULTISIG; None where its numbers are none, or the stack ends before them.

    Where items are missing, an empty one below the others is the one for nothing: it is a signature that is missing.
    """
    total = _count(stack[-1:])
    if total is None or len(stack) < total + 2:
        return None
    required = _count(stack[-total - 2 : len(stack) - total - 1])
    if required is None or required > total:
        return None
    keys, rest = stack[-1 - total : -1], stack[: -total - 2]
    missing = max(0, required + 1 - len(rest))
    signatures = rest[len(rest) - min(required, len(rest)) :]
    has_dummy = len(rest) > required or signatures[:1] == (b"",)
    if has_dummy and missing:
        signatures = signatures[1:]
    below = rest[: len(rest) - len(signatures)]
    if has_dummy and not missing and len(below) == 1 and b"" in signatures and lax_der(below[0][:-1]):
        at = signatures.index(b"")  # it is the one for nothing, in the wrong place
        signatures, below = (*below, *signatures[:at], *signatures[at + 1 :]), (b"",)
        attempt = attempt._replace(is_empty_misplaced=True)
    return attempt._replace(
        signatures=signatures,
        keys=keys,
        dummy=below[-1] if has_dummy else None,
        below=below[:-1],
        required=required,
        missing=missing,
    )


def _count(items: tuple[bytes, ...]) -> int | None:
    if not items or len(items[0]) > 4:
        return None
    number = script_number(items[0])
    return number if 0 <= number <= MAX_PUBKEYS_PER_MULTISIG else None


def _with_code(attempt: Attempt, code: bytes, leaf: LeafContext | None) -> Attempt:
    """Before segwit without the signatures. A key in the place of one is what is wrong: its push stays."""
    if attempt.version is SigVersion.BASE:
        for signature in (each for each in reversed(attempt.signatures) if each not in attempt.keys):
            code = find_and_delete(code, push(signature))
    return attempt._replace(script_code=code, leaf=leaf)
