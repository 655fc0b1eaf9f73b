"""What a spend leaves behind: its stages, and as many of their steps as were asked for."""

from __future__ import annotations

from collections import deque

from txexplain.model.bytes import Piece
from txexplain.model.script import Instruction
from txexplain.model.signing import Proof, SignatureCheck, SigVersion
from txexplain.model.spend import Stage, Step
from txexplain.script.machine import Machine


class Trace:
    """Collects stages. Of the steps of a stage the first and the last `keep` are kept; 0 keeps none."""

    def __init__(self, keep: int = 0) -> None:
        self.keep = keep
        self.stages: list[Stage] = []

    def prove(self, proof: Proof) -> None:
        self.stages.append(Stage(proof.key, proof=proof))

    def check(self, role: str, check: SignatureCheck) -> None:
        """A signature that is checked without a script."""
        self.stages.append(Stage(role, version=SigVersion.TAPROOT, checks=(check,)))


class StageTrace:
    """The steps of one script while it runs."""

    def __init__(self, keep: int, role: str, script: Piece, machine: Machine) -> None:
        self._keep = keep
        self._role = role
        self._script = script
        self._machine = machine
        self._before = tuple(machine.stack)
        self._first: list[Step] = []
        self._last: deque[Step] = deque(maxlen=keep)
        self._seen = 0
        self._checked = 0

    def step(self, instruction: Instruction, executed: bool, failure: str = "") -> None:
        """Notes the state of the machine after the instruction."""
        if not self._keep:
            return
        machine = self._machine
        checks = tuple(machine.checks[self._checked :])
        self._checked = len(machine.checks)
        stacks = (tuple(machine.stack), tuple(machine.altstack))
        step = Step(machine.position, instruction, executed, *stacks, len(machine.branches), checks, failure)
        self._seen += 1
        (self._first if len(self._first) < self._keep else self._last).append(step)

    def stage(self) -> Stage:
        steps = (*self._first, *self._last)
        return Stage(
            self._role,
            self._script,
            self._machine.version,
            self._before,
            steps,
            tuple(self._machine.checks),
            skipped=self._seen - len(steps),
        )
