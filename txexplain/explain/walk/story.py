"""What the walkthrough is told from, and the places it leads through."""

from __future__ import annotations

from collections.abc import Callable, Sized
from functools import cached_property
from typing import NamedTuple

from txexplain.explain.document import Document
from txexplain.explain.walk.groups import groups
from txexplain.model.bytes import Span
from txexplain.model.examples import Example
from txexplain.model.report import InputReport, Report
from txexplain.model.spend import InputVerdict, Stage, Verification
from txexplain.texts import Line


class Story:
    """A verified transaction. `trace` gives an input again, with its steps, and remembers what it gave."""

    def __init__(
        self, verification: Verification, trace: Callable[[int], InputVerdict], example: Example | None = None
    ) -> None:
        self.verification = verification
        self.trace = trace
        self.example = example

    @property
    def name(self) -> str:
        """What the transaction is called in a command."""
        return self.example.name if self.example else "TX"

    @cached_property
    def groups(self) -> list[list[int]]:
        """The numbers of the inputs, those together that are opened in the same way."""
        return groups(self.verification)

    @cached_property
    def group_of(self) -> dict[int, list[int]]:
        """The group of each input."""
        return {vin: group for group in self.groups for vin in group}

    @property
    def report(self) -> Report:
        return self.verification.report

    def input(self, vin: int) -> InputReport:
        return self.report.inputs[vin]

    def stage(self, place: Place) -> Stage:
        return self.trace(place.number).run.stages[place.stage]


_OF_INPUT = (
    "input",
    "coinbase",
    "lock",
    "brings",
    "stage",
    "step",
    "passed",
    "skipped",
    "message",
    "message_again",
    "check",
    "more_messages",
    "outcome",
)
CHAPTER, SECTION, STEP, DETAIL = 1, 2, 3, 4
WHOLE_BYTES = 4_000  # what the long form shows whole; more is shortened there too


def fits(why: bool, *pieces: Sized) -> bool:
    """Whether these bytes are shown whole: in the long form, where they are not too many."""
    return why and sum(map(len, pieces)) <= WHOLE_BYTES


class Place(NamedTuple):
    """One place of the walkthrough; `key` says what is told there.

    `level` is how deep it lies: a chapter, a section of it, a step of a script, a detail of what stands before it.
    `number` is that of the input or output it is about, `stage` that of the script or proof, `step` the first of
    `length` steps. At a signature, `step` counts the messages and `stage` the signatures over one. `terms` are the
    words that appear here first.
    """

    key: str
    level: int
    number: int = 0
    stage: int = 0
    step: int = 0
    length: int = 1
    terms: tuple[str, ...] = ()

    @property
    def is_of_input(self) -> bool:
        return self.key in _OF_INPUT


class Scene(NamedTuple):
    """What is told at a place: a title, a document, and the bytes of the transaction that it is about.

    `around` is the script that a step stands in, the element itself in the style `here`. Where there are no spans,
    `absent` says why: it is in the `coin`, `empty`, `implied` by a rule, or `computed`.
    """

    title: Line
    blocks: Document
    spans: tuple[Span, ...] = ()
    around: Line = ()
    absent: str = "computed"


class Choice(NamedTuple):
    """What of a transaction is told: these inputs and outputs (all where neither is named), and how fully.

    `also` are inputs told in full though others like them are. `brief` leaves out how the scripts run, `whole` folds
    nothing, `why` adds the long form, with rules and numbers; `details` tells every signature in full, and not only
    the first of its form.
    """

    inputs: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()
    also: tuple[int, ...] = ()
    brief: bool = False
    whole: bool = False
    why: bool = False
    details: bool = False
