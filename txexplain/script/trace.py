"""What a spend leaves behind: its stages, and as many of their steps as were asked for."""

from __future__ import annotations

from collections import deque

from txexplain.model.bytes import Piece
from txexplain.model.script import Instruction
from txexplain.model.signing import Proof, SignatureCheck, SigVersion
from txexplain.model.spend import Stage, Step
from txexplain.script.machine import Machine

MAX_KEPT_BYTES = 4_000_000  # of the stacks of the first steps of a stage, and of the last


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
        self._last: deque[Step] = deque()
        self._first_bytes = self._last_bytes = 0
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
        taken = machine.executing
        depth = len(machine.branches)
        step = Step(machine.position, instruction, executed or taken, *stacks, depth, taken, checks, failure)
        self._seen += 1
        if not self._last and len(self._first) < self._keep and self._first_bytes < MAX_KEPT_BYTES:
            self._first.append(step)
            self._first_bytes += _size(step)
            return
        self._last.append(step)
        self._last_bytes += _size(step)
        while len(self._last) > self._keep or (len(self._last) > 1 and self._last_bytes > MAX_KEPT_BYTES):
            self._last_bytes -= _size(self._last.popleft())

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


def _size(step: Step) -> int:
    """About how much there is to show of the step."""
    return sum(map(len, step.stack)) + sum(map(len, step.altstack)) + len(step.stack) + len(step.altstack)
