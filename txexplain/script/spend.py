"""Which scripts a spend runs, and what must hold between them (Core: VerifyScript, VerifyWitnessProgram)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from txexplain.model.bytes import ByteSlice, compact_size_width
from txexplain.model.errors import NotKnown
from txexplain.model.report import Facts
from txexplain.model.rules import Rules
from txexplain.model.script import MAX_SCRIPT_ELEMENT_SIZE, MAX_STACK_SIZE, SUCCESS_OPCODES, is_true, opcode_name
from txexplain.model.signing import Proof, SigVersion
from txexplain.model.spend import AssumedTransaction, Failure, Missing, Run, Stage, Verdict
from txexplain.script.checker import Checker, LocksOnly, NoTransaction
from txexplain.script.engine import run_script
from txexplain.script.machine import VALIDATION_WEIGHT_OFFSET, Context, Halt
from txexplain.script.trace import Trace
from txexplain.wire.hashes import sha256
from txexplain.wire.output_scripts import (
    PAY_TO_ANCHOR,
    WITNESS_V0_SIZES,
    WitnessProgram,
    is_pay_to_script_hash,
    pay_to_pubkey_hash,
    pay_to_witness,
    witness_program,
)
from txexplain.wire.script import first_of, is_push_only, push
from txexplain.wire.taproot import (
    CONTROL_BASE_SIZE,
    LEAF_VERSION_TAPSCRIPT,
    is_control_block,
    leaf_version,
    split_annex,
)

_KEY_HASH_SIZE, _SCRIPT_HASH_SIZE, _TAPROOT_SIZE = 20, 32, 32


class Satisfaction(NamedTuple):
    """What an input brings: its script, and its witness items."""

    script_sig: ByteSlice
    witness: Sequence[ByteSlice] = ()


def verify_spend(
    satisfaction: Satisfaction,
    script_pubkey: bytes,
    rules: Rules,
    checker: Checker,
    keep_steps: int = 0,
    earlier: Run | None = None,
    *,
    ends: bool = True,
) -> Run:
    """Whether the input may spend an output with this script; with `keep_steps`, and how it went, step by step.

    `rules` must hold what they need (see `with_needed`). Of each stage the first and last `keep_steps` are kept, or
    without `ends` twice as many of the first; the run made `earlier` saves running a long script twice.
    """

    def run(trace: Trace) -> Run:
        spend = _Spend(satisfaction, Context(rules, checker), trace)
        return _outcome(spend, lambda: spend.verify(ByteSlice(0, script_pubkey)))

    return _traced(run, keep_steps, earlier) if ends else run(Trace(keep_steps))


def run_alone(
    script: bytes,
    version: SigVersion,
    items: list[bytes],
    rules: Rules,
    keep_steps: int = 0,
    transaction: AssumedTransaction | None = None,
) -> Run:
    """A script by itself, on these items, the top last: as an output script, or as what a witness reveals.

    What a signature needs is not there, so that a script that asks for it ends UNKNOWN; so does one that asks for a
    lock time, unless a `transaction` is assumed.
    """
    checker = NoTransaction() if transaction is None else LocksOnly(transaction)

    def run(trace: Trace) -> Run:
        spend = _Spend(Satisfaction(ByteSlice(0, b"")), Context(rules, checker), trace)
        return _outcome(spend, lambda: spend.run_alone(ByteSlice(0, script), version, list(items)))

    return _traced(run, keep_steps)


def _traced(run: Callable[[Trace], Run], keep_steps: int, earlier: Run | None = None) -> Run:
    """The outcome, with steps where they are asked for; a long script is run again, to keep the last ones of it."""
    outcome = earlier or run(Trace(keep_steps))
    if not keep_steps or (earlier is None and not any(stage.skipped for stage in outcome.stages)):
        return outcome
    return run(Trace(keep_steps, tuple(stage.skipped + len(stage.steps) for stage in outcome.stages)))


def _outcome(spend: _Spend, run: Callable[[], None]) -> Run:
    """What the run came to."""
    trace = spend.trace
    try:
        run()
    except Halt as halt:
        role = trace.stages[-1].role if halt.position is not None else spend.role
        failure = Failure(halt.code, role, halt.position, halt.opcode, Facts(halt.facts))
        return Run(Verdict.INVALID, tuple(trace.stages), failure)
    except NotKnown as unknown:
        return Run(Verdict.UNKNOWN, tuple(trace.stages), missing=Missing(unknown.what, unknown.vin))
    return Run(Verdict.VALID, tuple(trace.stages))


class _Spend:
    """One spend on its way: the stack goes from the scriptSig to the output script, and to what that calls for."""

    def __init__(self, satisfaction: Satisfaction, context: Context, trace: Trace) -> None:
        self.script_sig, self.witness = satisfaction
        self.context = context
        self.trace = trace
        self.role = "script_sig"  # what is being looked at
        self.had_witness = False

    def run_alone(self, script: ByteSlice, version: SigVersion, items: list[bytes]) -> None:
        if version is SigVersion.BASE:
            self._run_output_script(script, items)
            return
        witness = (*(ByteSlice(0, item) for item in items), script, ByteSlice(0, bytes(CONTROL_BASE_SIZE)))
        self.context.validation_weight_left = _serialised_size(witness) + VALIDATION_WEIGHT_OFFSET
        self._run_witness_script("script", script, version, items)

    def _run_output_script(self, script: ByteSlice, items: list[bytes]) -> None:
        """As `verify` goes on after the scriptSig, which left these items; a witness there is none."""
        pushed = list(items)
        self._run("script", script, SigVersion.BASE, items)
        self._require_true(items)
        if self._enforces(Rules.P2SH) and is_pay_to_script_hash(script.data):
            script, items = ByteSlice(0, pushed.pop()), pushed
            self._run("redeem_script", script, SigVersion.BASE, items)
            self._require_true(items)
        program = witness_program(script) if self._enforces(Rules.WITNESS) else None
        if program is not None:
            if program.version == 0 and len(program.program.data) not in WITNESS_V0_SIZES:
                raise Halt("WITNESS_PROGRAM_WRONG_LENGTH", size=len(program.program.data))
            raise NotKnown("witness")
        if self._enforces(Rules.CLEANSTACK):
            self._require(len(items) == 1, "CLEANSTACK", items=len(items))

    def verify(self, script_pubkey: ByteSlice) -> None:
        """Core: VerifyScript."""
        if self._enforces(Rules.SIGPUSHONLY):
            self._require(is_push_only(self.script_sig.data), "SIG_PUSHONLY")
        stack: list[bytes] = []
        self._run("script_sig", self.script_sig, SigVersion.BASE, stack)
        pushed = list(stack)
        self._run("script_pubkey", script_pubkey, SigVersion.BASE, stack)
        self._require_true(stack)
        program = witness_program(script_pubkey) if self._enforces(Rules.WITNESS) else None
        if program is not None:
            self.role = "script_sig"
            self._require(not self.script_sig.data, "WITNESS_MALLEATED")
            stack = self._verify_program(program, nested=False)
        if self._enforces(Rules.P2SH) and is_pay_to_script_hash(script_pubkey.data):
            stack = self._verify_redeem_script(pushed)
        if self._enforces(Rules.CLEANSTACK):
            self._require(len(stack) == 1, "CLEANSTACK", items=len(stack))
        if self._enforces(Rules.WITNESS):
            self.role = "witness"
            self._require(self.had_witness or not self.witness, "WITNESS_UNEXPECTED")

    def _verify_redeem_script(self, stack: list[bytes]) -> list[bytes]:
        """BIP16: the last thing that the scriptSig pushed is run as a script on the others."""
        self.role = "script_sig"
        self._require(is_push_only(self.script_sig.data), "SIG_PUSHONLY")
        data = stack.pop()
        redeem_script = ByteSlice(self.script_sig.end - len(data), data)
        self._run("redeem_script", redeem_script, SigVersion.BASE, stack)
        self._require_true(stack)
        program = witness_program(redeem_script) if self._enforces(Rules.WITNESS) else None
        if program is None:
            return stack
        self.role = "script_sig"
        self._require(self.script_sig.data == push(data), "WITNESS_MALLEATED_P2SH")
        return self._verify_program(program, nested=True)

    def _verify_program(self, found: WitnessProgram, *, nested: bool) -> list[bytes]:
        """Core: VerifyWitnessProgram. Gives the stack that counts from there on: one item, whatever it is."""
        self.had_witness = True
        version, program = found.version, found.program.data
        taproot = version == 1 and len(program) == _TAPROOT_SIZE and not nested
        if version == 0:
            self._verify_version_0(program)
        elif taproot and self._enforces(Rules.TAPROOT):
            self._verify_taproot(program)
        elif not taproot and (nested or pay_to_witness(version, program) != PAY_TO_ANCHOR):
            facts = {"version": version, "size": len(program), "nested": int(nested)}
            self._discourage(Rules.DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM, **facts)
        return [b"\x01"]

    def _verify_version_0(self, program: bytes) -> None:
        """BIP141: a hash of a script, or of a key, for which the script is implied."""
        self.role = "witness"
        stack = [piece.data for piece in self.witness]
        if len(program) == _SCRIPT_HASH_SIZE:
            self._require(bool(stack), "WITNESS_PROGRAM_WITNESS_EMPTY")
            script = self.witness[-1]
            digest = sha256(stack.pop())
            self.trace.prove(
                Proof("witness_script_hash", (("sha256", digest), ("program", program)), digest == program)
            )
            self._require(digest == program, "WITNESS_PROGRAM_MISMATCH", case="script")
            self._run_witness_script("witness_script", script, SigVersion.WITNESS_V0, stack)
        elif len(program) == _KEY_HASH_SIZE:
            self._require(len(stack) == 2, "WITNESS_PROGRAM_MISMATCH", case="items", items=len(stack))
            implied = ByteSlice(0, pay_to_pubkey_hash(program))
            self._run_witness_script("witness_key_hash", implied, SigVersion.WITNESS_V0, stack)
        else:
            raise Halt("WITNESS_PROGRAM_WRONG_LENGTH", size=len(program))

    def _verify_taproot(self, output_key: bytes) -> None:
        """BIP341: one item is a signature for the output key, more are a script of its tree and what that takes."""
        self.role = "witness"
        self._require(bool(self.witness), "WITNESS_PROGRAM_WITNESS_EMPTY")
        items, annex = split_annex(self.witness)
        self.context.annex = annex.data if annex else None
        if len(items) == 1:
            self._verify_key_path(items[0].data, output_key)
            return
        arguments, script, control = items[:-2], items[-2], items[-1]
        self._require(is_control_block(control.data), "TAPROOT_WRONG_CONTROL_SIZE", size=len(control.data))
        proof = self.context.checker.commitment(control.data, script.data, output_key)
        self.trace.prove(proof)
        self._require(proof.holds, "WITNESS_PROGRAM_MISMATCH", case="tree")
        if leaf_version(control.data) != LEAF_VERSION_TAPSCRIPT:
            self._discourage(Rules.DISCOURAGE_UPGRADABLE_TAPROOT_VERSION, version=leaf_version(control.data))
            return
        self.context.leaf_hash = dict(proof.values)["leaf_hash"]
        self.context.validation_weight_left = _serialised_size(self.witness) + VALIDATION_WEIGHT_OFFSET
        self._run_witness_script(
            "leaf_script", script, SigVersion.TAPSCRIPT, [argument.data for argument in arguments]
        )

    def _verify_key_path(self, signature: bytes, output_key: bytes) -> None:
        self.role = "key_path"
        check = self.context.checker.schnorr(signature, output_key, self.context.annex, None)
        self.trace.check("key_path", check)
        if not check.passes:
            raise Halt(check.script_error)

    def _run_witness_script(self, role: str, script: ByteSlice, version: SigVersion, stack: list[bytes]) -> None:
        """Core: ExecuteWitnessScript."""
        self.role = role
        if version is SigVersion.TAPSCRIPT:
            if self._succeeds_at_once(script):
                self.trace.stages.append(Stage(role, script, version, tuple(stack)))
                return
            self._require(len(stack) <= MAX_STACK_SIZE, "STACK_SIZE", count=len(stack), limit=MAX_STACK_SIZE)
        largest = max(map(len, stack), default=0)
        self._require(largest <= MAX_SCRIPT_ELEMENT_SIZE, "PUSH_SIZE", size=largest, limit=MAX_SCRIPT_ELEMENT_SIZE)
        self._run(role, script, version, stack)
        self._require(len(stack) == 1, "CLEANSTACK", items=len(stack))
        self._require(is_true(stack[-1]), "EVAL_FALSE")

    def _succeeds_at_once(self, script: ByteSlice) -> bool:
        """Whether an OP_SUCCESS stands in the tapscript, with nothing before it that cannot be read (BIP342)."""
        found = first_of(script.data, SUCCESS_OPCODES)
        if found is None:
            return False
        if found.flaw:
            raise Halt("BAD_OPCODE", case="push")
        self._discourage(Rules.DISCOURAGE_OP_SUCCESS, opcode=opcode_name(found.opcode, tapscript=True))
        return True

    def _run(self, role: str, script: ByteSlice, version: SigVersion, stack: list[bytes]) -> None:
        self.role = role
        run_script(role, script, version, stack, self.context, self.trace)

    def _enforces(self, rule: Rules) -> bool:
        return rule in self.context.rules

    def _discourage(self, rule: Rules, **facts: int | str) -> None:
        """What every node accepts and relay policy keeps for later changes of the rules."""
        if self._enforces(rule):
            raise Halt(str(rule.name), **facts)

    @staticmethod
    def _require(holds: bool, code: str, **facts: int | str) -> None:
        if not holds:
            raise Halt(code, **facts)

    def _require_true(self, stack: list[bytes]) -> None:
        self._require(bool(stack) and is_true(stack[-1]), "EVAL_FALSE")


def _serialised_size(witness: Sequence[ByteSlice]) -> int:
    """The bytes that the witness takes in the transaction, with its counts (Core: GetSerializeSize)."""
    items = sum(compact_size_width(len(piece.data)) + len(piece.data) for piece in witness)
    return compact_size_width(len(witness)) + items
