"""What a cause is looked for in: a failing input, what it provides, and the last steps of its run."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import islice

from txexplain.model.report import InputReport, Report
from txexplain.model.script import Instruction
from txexplain.model.spend import Failure, Run, Stage, Step
from txexplain.model.transaction import TxIn
from txexplain.wire.hashes import hash160
from txexplain.wire.output_scripts import is_pay_to_script_hash
from txexplain.wire.script import instructions, is_push_only

Found = dict[str, int | str]
"""The facts of a cause: `cause`, its key; `hints`, keys of what else was found, with commas; hashes and numbers."""

MOST_INPUTS = 50  # of a transaction in which the others are looked at, and what takes curve arithmetic is tried
_LOOKED_AT_ITEMS = 30
_LOOKED_AT_OF_OTHERS = 8  # items of each other input
_LARGEST_ITEM = 10_000
KEPT_STEPS = 8


class Seen:
    """A failing input of a transaction, the output script that it was run with, and how the run ended.

    `rerun` gives a run with the last steps of each stage, when they are asked for; they are not looked at where it
    failed by another check than `failure`.
    `fails` is False for an input that is valid, and that other rules refuse.
    """

    def __init__(
        self,
        report: Report,
        vin: int,
        script: bytes,
        failure: Failure,
        rerun: Callable[[], Run],
        *,
        fails: bool = True,
    ) -> None:
        self.report = report
        self.vin = vin
        self.script = script
        self.failure = failure
        self.fails = fails
        self._rerun = rerun

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Those of the run, with the last steps of each."""
        run, failure = self._rerun(), self.failure
        same = run.failure is not None and (run.failure.code, run.failure.role) == (failure.code, failure.role)
        return run.stages if same else ()

    @property
    def txin(self) -> TxIn:
        return self.report.inputs[self.vin].txin

    @property
    def script_sig(self) -> bytes:
        return self.txin.script_sig.data

    @cached_property
    def witness(self) -> tuple[bytes, ...]:
        return tuple(item.data for item in self.txin.witness)

    @cached_property
    def pushes(self) -> tuple[bytes, ...]:
        """What the input script pushes, in order."""
        return tuple(pushed_data(self.script_sig))

    @cached_property
    def only_pushes(self) -> bool:
        """Whether the input script does nothing else than to push."""
        return is_push_only(self.script_sig)

    @cached_property
    def redeem_script(self) -> bytes | None:
        """The redeem script, where the input script ends by pushing the one that the output commits to (BIP16)."""
        if not is_pay_to_script_hash(self.script) or not self.only_pushes:
            return None
        last = next(iter(deque(instructions(self.script_sig), maxlen=1)), None)
        data = None if last is None else last.pushed
        return data if data is not None and hash160(data) == self.script[2:22] else None

    @property
    def items(self) -> tuple[bytes, ...]:
        """All that the input provides, as far as it is looked at."""
        return self.pushes + tuple(_looked_at(self.witness))

    def items_of_others(self) -> Iterator[tuple[int, bytes]]:
        """What other inputs provide, with their numbers."""
        for index, item in self._others():
            provided = (*pushed_data(item.txin.script_sig.data), *_looked_at(w.data for w in item.txin.witness))
            yield from ((index, each) for each in provided[:_LOOKED_AT_OF_OTHERS])

    def other_scripts(self) -> Iterator[tuple[int, bytes]]:
        """The output scripts that other inputs spend, with the numbers of those inputs."""
        for index, item in self._others():
            if item.spent is not None:
                yield index, item.spent.script.slice.data

    def _others(self) -> Iterator[tuple[int, InputReport]]:
        if self.is_small:
            yield from ((index, item) for index, item in enumerate(self.report.inputs) if index != self.vin)

    @property
    def is_small(self) -> bool:
        """Whether the transaction has so few inputs that what costs more is tried for each that fails."""
        return len(self.report.inputs) <= MOST_INPUTS

    @cached_property
    def ending(self) -> tuple[tuple[tuple[bytes, ...], Step], ...]:
        """The last steps that ran of the last script, each with the stack before it."""
        stage = next((stage for stage in reversed(self.stages) if stage.proof is None), None)
        if stage is None or not stage.steps:
            return ()
        befores = (stage.before, *(step.stack for step in stage.steps))
        pairs = zip(befores, stage.steps, strict=False)
        known = ((step.before.stack if step.before else stack, step) for stack, step in pairs)
        return tuple((stack, step) for stack, step in known if step.executed)[-KEPT_STEPS:]

    @property
    def last(self) -> Instruction | None:
        """The last script element that ran."""
        return self.ending[-1][1].instruction if self.ending else None


def pushed_data(script: bytes) -> Iterator[bytes]:
    """What the first elements of an input script push, numbers and empty items too."""
    for item in islice(instructions(script), _LOOKED_AT_ITEMS):
        if item.pushed is not None and not item.flaw:
            yield item.pushed


def _looked_at(items: Iterable[bytes]) -> Iterator[bytes]:
    for item in islice(items, _LOOKED_AT_ITEMS):
        if len(item) <= _LARGEST_ITEM:
            yield item
