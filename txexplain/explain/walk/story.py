"""What the walkthrough is told from, and what of it is chosen."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from txexplain.explain.parts.findings import never_spent, never_spent_coins
from txexplain.explain.parts.roles import CheckKey, Role, RunRoles, roles_in_checks, roles_of
from txexplain.explain.walk.groups import groups
from txexplain.model.bytes import Region
from txexplain.model.examples import Example
from txexplain.model.messages import Message, messages
from txexplain.model.policy import Relay
from txexplain.model.report import InputReport, Report
from txexplain.model.rules import Rules
from txexplain.model.spend import InputVerdict, Verdict, Verification

if TYPE_CHECKING:
    from txexplain.model.psbt import PsbtReport
    from txexplain.model.psbt_analysis import PsbtMessages, PsbtVerification


class PsbtTold(NamedTuple):
    """What is told of a PSBT; `messages` gives those of an input."""

    found: PsbtReport
    verification: PsbtVerification
    messages: Callable[[int], PsbtMessages]


class Story:
    """A verified transaction. `trace` gives an input again, with its steps, and remembers what it gave. `relay` is
    what nodes that relay it say.

    `called` are the words by which a command finds it at a server; `fields` makes the tree of its regions. Where it
    is the transaction of a PSBT, `psbt` is what is told of that; its inputs are then as far as they are.
    """

    def __init__(
        self,
        verification: Verification,
        trace: Callable[[int], InputVerdict],
        relay: Relay,
        example: Example | None = None,
        psbt: PsbtTold | None = None,
        called: str = "",
        fields: Callable[[], Region] | None = None,
    ) -> None:
        self.verification = verification
        self.relay = relay
        self.psbt = psbt
        self.trace = trace
        self.example = example
        self.called = called
        self.fields = fields
        self._roles: dict[int, RunRoles] = {}
        self._checked: dict[int, dict[CheckKey, tuple[Role, Role]]] = {}
        self._messages: tuple[int, tuple[Message, ...]] = (-1, ())

    @property
    def name(self) -> str:
        """What the transaction is called in a command."""
        return self.example.name if self.example else self.called or ("PSBT" if self.psbt else "TX")

    @cached_property
    def groups(self) -> list[list[int]]:
        """The numbers of the inputs, those together that are opened in the same way."""
        return groups(self.verification)

    @cached_property
    def group_of(self) -> dict[int, list[int]]:
        """The group of each input."""
        return {vin: group for group in self.groups for vin in group}

    @cached_property
    def never_spent(self) -> frozenset[int]:
        """The numbers of the outputs that no input can ever spend."""
        return never_spent(self.report)

    @cached_property
    def never_spent_coins(self) -> frozenset[int]:
        """The numbers of the inputs whose coin no input can ever spend."""
        return never_spent_coins(self.report)

    def messages(self, vin: int) -> tuple[Message, ...]:
        """The messages that the signatures of the input sign."""
        if self._messages[0] != vin:
            self._messages = (vin, messages(self.trace(vin).run.checks))
        return self._messages[1]

    def roles(self, vin: int) -> RunRoles:
        """What each item is for, on every stack of the input's run."""
        if vin not in self._roles:
            self._roles[vin] = roles_of(self.trace(vin).run, self.input(vin), self.rules(vin))
        return self._roles[vin]

    def checked(self, vin: int) -> dict[CheckKey, tuple[Role, Role]]:
        """As which signature and which key of the input's run each check is told."""
        if vin not in self._checked:
            self._checked[vin] = roles_in_checks(self.trace(vin).run, self.roles(vin))
        return self._checked[vin]

    def rules(self, vin: int) -> Rules:
        """The rules that the steps of the input were run by: all of them, where it keeps all."""
        spend = self.trace(vin)
        kept = spend.verdict is Verdict.VALID and spend.today is None and spend.policy is None
        return ~Rules(0) if kept and self.verification.policy_known else self.verification.rules

    @property
    def report(self) -> Report:
        return self.verification.report

    def input(self, vin: int) -> InputReport:
        return self.report.inputs[vin]


class Choice(NamedTuple):
    """What of a transaction is told: these inputs and outputs (all where neither is named), and how fully.

    `also` are inputs told in full though others like them are, `also_outputs` outputs told though many are before
    them. `brief` leaves out how the scripts run, `whole` folds nothing, `why` adds the long form, with rules and
    numbers; `details` tells every signature in full, and not only the first of its form.
    """

    inputs: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()
    also: tuple[int, ...] = ()
    brief: bool = False
    whole: bool = False
    why: bool = False
    details: bool = False
    also_outputs: tuple[int, ...] = ()
