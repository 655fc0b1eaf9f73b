"""What happened when an input was run: steps, stages, verdicts."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from txexplain.model.bytes import ByteSlice
from txexplain.model.report import NO_FACTS, Facts, Finding, Report
from txexplain.model.rules import Change, Rules
from txexplain.model.script import Instruction
from txexplain.model.signing import Proof, SignatureCheck, SigVersion

if TYPE_CHECKING:
    from txexplain.model.chain import Unmade
    from txexplain.model.diagnosis import InputDiagnosis

Items = tuple[bytes, ...]


class Verdict(StrEnum):
    """VALID and INVALID are final; UNKNOWN says that something needed was not given, and never that it fails."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"


class Before(NamedTuple):
    """The state before a step, where the step before it is not kept."""

    stack: Items
    altstack: Items
    depth: int


class Step(NamedTuple):
    """One script element and the state after it.

    `position` counts the elements of the script from 0, `executed` is False in a branch not taken. Stacks have their
    top last; the `kept` lowest items are those that the step leaves alone. `depth` is the number of open branches and
    `taken` whether what follows is executed. `failure` is the script error that it ends with, if any, or `unknown`.
    `before` is the state before it where that is not the one that the step kept before it left.
    """

    position: int
    instruction: Instruction
    executed: bool
    stack: Items
    altstack: Items
    kept: int
    depth: int
    taken: bool
    checks: tuple[SignatureCheck, ...] = ()
    failure: str = ""
    before: Before | None = None


class Stage(NamedTuple):
    """One script of a spend as it ran, or one proof or check beside the scripts.

    `role` is `script_sig`, `script_pubkey`, `redeem_script`, `witness_script`, `witness_key_hash` (the script that
    BIP141 implies), `leaf_script`, or `script` for one that runs by itself; for what is no script, `key_path` and the
    keys of Proof. `before` is the stack it starts with. `steps` is empty unless a trace was asked for; `skipped`
    counts the steps that are not among them: those in the middle of a long one, or all.
    """

    role: str
    script: ByteSlice = ByteSlice(0, b"")
    version: SigVersion = SigVersion.BASE
    before: Items = ()
    steps: tuple[Step, ...] = ()
    checks: tuple[SignatureCheck, ...] = ()
    proof: Proof | None = None
    skipped: int = 0


class Failure(NamedTuple):
    """Why an input is invalid: the script error by the name that Core's own script tests have for it.

    `role` is the stage it happened in; `position` and `opcode` are those of the script element, None and empty where
    it was none.
    """

    code: str
    role: str = ""
    position: int | None = None
    opcode: str = ""
    facts: Facts = NO_FACTS


class Missing(NamedTuple):
    """What would be needed to go on: `spent_output` of the inputs `vin`, or a `transaction`, `block` or `witness`.

    `block_height` is a proof that the transaction is in the mainnet block of that `height`, which a server or
    its coinbase states: then it is valid, and by today's rules it is not.
    """

    what: str
    vin: tuple[int, ...] = ()
    height: int | None = None


class AssumedTransaction(NamedTuple):
    """What timelocks look at, of a transaction around a script that is run by itself, with the usual values.

    `version` and `sequence` are unsigned, of 32 bits, as `lock_time` is; nothing else of it is there, so that no
    signature can be checked.
    """

    version: int = 2
    sequence: int = 0xFFFFFFFE  # the locktime counts, and there is no relative lock
    lock_time: int = 0


class Run(NamedTuple):
    """The outcome of running the scripts of one input."""

    verdict: Verdict
    stages: tuple[Stage, ...] = ()
    failure: Failure | None = None
    missing: Missing | None = None

    @property
    def checks(self) -> tuple[SignatureCheck, ...]:
        """Every signature that was checked, in the order of the stages and in each of the run."""
        return tuple(check for stage in self.stages for check in stage.checks)


class InputVerdict(NamedTuple):
    """One input, judged: that of number `vin`.

    `run` is the outcome under the rules asked for. Where the spent output is not known, `assumed` is the script that
    the input's own data implies, and `run` what follows if the spent output is that; the verdict stays UNKNOWN.
    Beside the verdict, for an input that is valid: `today` is why today's rules refuse what those of its block took,
    and `policy` why relay refuses it. For one that is not: `taken_before` is the change of rules until which it was
    valid, and `unmade` the coin that does not exist. `standard` is why the scripts fail by the rules of relay, be it
    valid or not; `diagnosis` what is wrong with its signatures, where that was asked for.
    """

    vin: int
    kind: str
    verdict: Verdict
    run: Run
    assumed: bytes | None = None
    today: Failure | None = None
    policy: Failure | None = None
    taken_before: Change | None = None
    unmade: Unmade | None = None
    standard: Failure | None = None
    diagnosis: InputDiagnosis | None = None

    @property
    def missing(self) -> Missing | None:
        """What a verdict would need, None where nothing is missing."""
        return self.run.missing if self.assumed is None else Missing("spent_output", (self.vin,))

    @property
    def reason(self) -> str | None:
        """Core's name for what fails, or what is missing; None where it is valid."""
        if self.missing is not None:
            return self.missing.what
        if self.unmade is not None:
            return "bad-txns-inputs-missingorspent"
        return self.run.failure.code if self.run.failure else None


class Verification(NamedTuple):
    """The verdict on a transaction: every input, and the checks of the transaction as a whole that it fails.

    `height` is the mainnet block whose rules were taken, None for today's; `policy_known` says that relay policy was
    looked at too.
    """

    report: Report
    rules: Rules
    height: int | None
    inputs: tuple[InputVerdict, ...]
    broken: tuple[Finding, ...]
    verdict: Verdict
    policy_known: bool

    @property
    def reason(self) -> str | None:
        """What decides the verdict: a rule that the transaction breaks, or what the first such input fails by.

        Core's reject reason or script error, or what is missing; None where it is valid.
        """
        if self.broken:
            return self.broken[0].key
        return next((each.reason for each in self.inputs if each.verdict is self.verdict and each.reason), None)
