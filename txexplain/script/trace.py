"""What a spend leaves behind: its stages, and as many of their steps as were asked for."""

from __future__ import annotations

from txexplain.model.bytes import ByteSlice
from txexplain.model.signing import Proof, SignatureCheck, SigVersion
from txexplain.model.spend import Before, Items, Stage, Step
from txexplain.script.machine import Machine
from txexplain.wire.script import Element, instruction_of

_POINTER = 8  # bytes that a stack takes for each of its items
MAX_KEPT_BYTES = 4_000_000  # of the stacks of the first steps of a stage, and of the last


class Trace:
    """Collects stages, and of their steps the first and the last `keep`.

    Which ones are the last is told by `counts`, the number of steps of each stage in an earlier run of the same;
    without it the first `2 * keep` are kept, which of a short script are all.
    """

    def __init__(self, keep: int = 0, counts: tuple[int, ...] = ()) -> None:
        self.keep = keep
        self.counts = counts
        self.stages: list[Stage] = []

    def prove(self, proof: Proof) -> None:
        """Notes a proof beside the scripts."""
        self.stages.append(Stage(proof.key, proof=proof))

    def check(self, role: str, check: SignatureCheck) -> None:
        """A signature that is checked without a script."""
        self.stages.append(Stage(role, version=SigVersion.TAPROOT, checks=(check,)))

    def open(self, role: str, script: ByteSlice, machine: Machine) -> StageTrace:
        """The notes on a script that is about to run, which `close` makes a stage."""
        count = self.counts[len(self.stages)] if self.counts else 2 * self.keep
        return StageTrace(self.keep, count, role, script, machine)

    def close(self, notes: StageTrace) -> None:
        """Notes that the script has ended, however it did."""
        self.stages.append(notes.stage())


class StageTrace:
    """The steps of one script while it runs: those that are among the first or the last `keep` of `count`."""

    def __init__(self, keep: int, count: int, role: str, script: ByteSlice, machine: Machine) -> None:
        self.keeps = keep > 0 or count > 0
        """Whether steps are kept at all; of where they are not only how a script ends is noted, if it fails."""
        self._keep = keep
        self._count = count
        self._role = role
        self._script = script
        self._machine = machine
        self._before = tuple(machine.stack)
        if self.keeps:
            self._sizes = _Sizes()
            self._bytes = {True: 0, False: 0}  # of the first steps, and of the last
        self._steps: list[Step] = []
        self._checked = 0
        self._height = 0
        self._next = 0  # the position after that of the last step that is kept
        self._resumed: Before | None = None

    def begin(self) -> None:
        """Notes the height of the stack before an instruction; after steps that are not kept the stacks too."""
        machine = self._machine
        self._height = len(machine.stack)
        if machine.position != self._next and self._is_kept(machine.position):
            self._resumed = Before(tuple(machine.stack), tuple(machine.altstack), len(machine.branches))

    def step(self, element: Element, executed: bool, failure: str = "") -> None:
        """Notes the state of the machine after the element."""
        machine = self._machine
        place = machine.position
        before, self._checked = self._checked, len(machine.checks)
        if not self._is_kept(place):
            return
        stacks = (tuple(machine.stack), tuple(machine.altstack))
        depth, taken = len(machine.branches), machine.executing
        checks = tuple(machine.checks[before:])
        kept = min(self._height - machine.takes, len(machine.stack))
        instruction = instruction_of(element, self._script.start)
        step = Step(
            place, instruction, executed or taken, *stacks, kept, depth, taken, checks, failure, self._resumed
        )
        self._steps.append(step)
        self._next, self._resumed = place + 1, None
        self._bytes[place < self._keep] += self._sizes.of(place, kept, *stacks)

    def _is_kept(self, place: int) -> bool:
        """Whether the step is among the first or the last, and there is room for it; the very last always is."""
        first = place < self._keep
        if not first and not self._count - self._keep <= place < self._count:
            return False
        return place == self._count - 1 or (self._keep > 0 and self._bytes[first] < MAX_KEPT_BYTES)

    def stage(self) -> Stage:
        """The stage that the notes make."""
        steps = tuple(self._steps)
        checks = tuple(self._machine.checks)
        skipped = self._machine.position + 1 - len(steps)
        version = self._machine.version
        return Stage(self._role, self._script, version, self._before, steps, checks, skipped=skipped)


class _Sizes:
    """How many bytes the stacks take, by what changed since the step before: a stack can be long and stay."""

    def __init__(self) -> None:
        self._place = -1
        self._stacks: tuple[Items, Items] = ((), ())
        self._total = 0

    def of(self, place: int, kept: int, stack: Items, altstack: Items) -> int:
        """Those after the step at that place, which left the `kept` lowest items of the stack alone."""
        if place == self._place + 1:
            before, alt_before = self._stacks
            alt_kept = min(len(alt_before), len(altstack))  # one step moves one item
            self._total += _size(stack[kept:]) - _size(before[kept:])
            self._total += _size(altstack[alt_kept:]) - _size(alt_before[alt_kept:])
        else:
            self._total = _size(stack) + _size(altstack)
        self._place, self._stacks = place, (stack, altstack)
        return self._total


def _size(items: Items) -> int:
    return sum(len(item) + _POINTER for item in items)
