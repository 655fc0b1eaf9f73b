"""A Report to a Verification: every input run, every signature checked, the transaction judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from txexplain.crypto.checker import TransactionChecker, checkers
from txexplain.model.arguments import check_callable, check_number, check_type
from txexplain.model.report import InputReport, Level, Report, SpentOutput
from txexplain.model.rules import CONSENSUS, HISTORY, STANDARD, Change, Rules, rules_at
from txexplain.model.spend import Failure, InputVerdict, Missing, Run, Verdict, Verification
from txexplain.script.spend import Satisfaction, verify_spend
from txexplain.templates.spends import implied_script
from txexplain.wire.curve_checks import curve_checks
from txexplain.wire.script import is_push_only
from txexplain.wire.sigops import executed_legacy

Progress = Callable[[int], None]
_COINBASE = "coinbase"
_WITHOUT_NEWEST = (*accumulate((each.rules for each in HISTORY), lambda left, new: left & ~new, initial=CONSENSUS),)
"""Today's rules without as many of the newest changes as the place in the list says."""


def verify(
    report: Report,
    rules: Rules | None = None,
    height: int | None = None,
    progress: Progress = lambda inputs_done: None,
) -> Verification:
    """The verdict on every input (Core: VerifyScript) and on the transaction (Core: CheckTransaction, CheckTxInputs).

    It is by `rules`, or else by those of the mainnet block `height`, or of today. Where no rules are asked for, those
    of relay policy are looked at besides. `progress` is called at each check of a signature and after each input,
    with how many inputs are done. A spend that fails is a result; TypeError and ValueError name a wrong argument.
    """
    return Verifier(report, rules, height, progress).verification()


def trace(
    report: Report, index: int, rules: Rules, keep_steps: int, progress: Progress = lambda inputs_done: None
) -> InputVerdict:
    """Input `index`, counted from 0, by these rules, with the first and last `keep_steps` steps of each script.

    Raises TypeError and ValueError where an argument is wrong.
    """
    return Verifier(report, rules, progress=progress).trace(index, keep_steps)


class Demanded(NamedTuple):
    """At most so much that the scripts of a transaction can demand: checks on the curve, bytes of signed messages."""

    checks: int
    hashed_bytes: int


def demanded(report: Report) -> Demanded:
    """What checking signatures can take, of the inputs whose spent output is known or implied."""
    checks = legacy = 0
    for item in () if report.tx.is_coinbase else report.inputs:
        script = _script_of(item)
        if script is not None:
            checks += curve_checks(item.txin, script)
            legacy += executed_legacy(item.txin.script_sig.data, script)
    return Demanded(checks, legacy * report.tx.base_size_bytes)  # others hash what they share once


def _script_of(item: InputReport) -> bytes | None:
    return implied_script(item.kind) if item.spent is None else item.spent.script.slice.data


def _together(verdicts: tuple[Verdict, ...], *, failed: bool) -> Verdict:
    if failed or Verdict.INVALID in verdicts:
        return Verdict.INVALID
    return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else Verdict.VALID


def _undecided(run: Run, missing: Missing) -> Run:
    return run._replace(verdict=Verdict.UNKNOWN, missing=missing)


class _Meter:
    """How many inputs are done. The checkers tick it; it knows neither them nor the Verifier, which knows both."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.inputs_done = 0

    def tick(self) -> None:
        self.progress(self.inputs_done)


class Verifier:
    """Judges the inputs of one transaction by `rules`, or else those of block `height` or of today.

    Where neither is given, `told_height` is that of its mainnet block as somebody states who can lie: what is valid
    by the rules of that alone is UNKNOWN.
    What it checked is remembered, so that an input that is judged again, with its steps, costs next to nothing.
    Where it is not to be `shown`, checks have neither the numbers nor the parts of the signatures; without `causes`
    a failure does not say its cause, and where it `assumes` nothing an unknown spent output has no script that is
    run all the same. Of a `report` that is made `to_judge`, `whole` gives all of it, which a cause
    may need.
    """

    def __init__(
        self,
        report: Report,
        rules: Rules | None = None,
        height: int | None = None,
        progress: Progress = lambda inputs_done: None,
        told_height: int | None = None,
        *,
        shown: bool = True,
        causes: bool = True,
        assumes: bool = True,
        whole: Callable[[], Report] | None = None,
    ) -> None:
        check_type("report", report, Report)
        check_type("rules", rules, Rules, type(None))
        for name, number in (("height", height), ("told_height", told_height)):
            if number is not None:
                check_number(name, number, 0)
        check_callable("progress", progress)
        self.report = report
        self._shown = shown
        self._causes = causes
        self._assumes = assumes
        self._whole = whole
        self.height = height if rules is None else None
        self.rules = rules if rules is not None else CONSENSUS if height is None else rules_at(height)
        self.with_policy = rules is None
        self._with_history = rules is None and height is None
        self._policy_is_known = rules is None
        self._told_height = told_height if height is None and self.rules == CONSENSUS else None
        self._meter = _Meter(progress)
        self._spends: dict[int, InputVerdict] = {}
        self._ran: dict[int, tuple[Rules, bytes]] = {}  # the rules and the output script of the run that is told

    @cached_property
    def _checkers(self) -> list[TransactionChecker]:
        spent = [item.coin if isinstance(item.coin, SpentOutput) else None for item in self.report.inputs]
        return checkers(self.report.tx, spent, self._meter.tick, shown=self._shown)

    @cached_property
    def _whole_report(self) -> Report:
        return self.report if self._whole is None else self._whole()

    def verification(self) -> Verification:
        """Every input, and the transaction."""
        spends = []
        for index in range(len(self.report.inputs)):
            spends.append(self.input(index))
            self._meter.inputs_done = index + 1
            self._meter.tick()
        broken = tuple(finding for finding in self.report.findings if finding.level is Level.INVALID)
        verdict = _together(tuple(spend.verdict for spend in spends), failed=bool(broken))
        return Verification(
            self._told(spends), self.rules, self.height, tuple(spends), broken, verdict, self._policy_is_known
        )

    def _told(self, spends: Sequence[InputVerdict]) -> Report:
        """The report, without the findings that the runs have shown not to be so."""
        if not any(finding.conditions for finding in self.report.findings):
            return self.report
        from txexplain.insights.settled import settled  # hardly any transaction has such a finding

        return self.report._replace(findings=tuple(settled(self.report.findings, spends)))

    def trace(self, index: int, keep_steps: int) -> InputVerdict:
        """One input, with the first and last `keep_steps` steps of each of its scripts."""
        check_number("keep_steps", keep_steps, 0)
        spend = self.input(index)
        rules, script = self._ran.get(index, (self.rules, None))
        if script is None:
            return spend
        run = self._run(index, script, rules, keep_steps, spend.run)
        if run.failure is not None:
            run = run._replace(failure=spend.run.failure)  # the same, with its cause
        missing = spend.run.missing
        return spend._replace(run=run if missing is None else _undecided(run, missing))

    def input(self, index: int) -> InputVerdict:
        """One input, judged. Its number `index` counts from 0."""
        self._check_index(index)
        if index not in self._spends:
            self._spends[index] = self._explained(self._judge(index))
        return self._spends[index]

    def _check_index(self, index: object) -> None:
        count = len(self.report.inputs)
        if not count:
            raise ValueError("index of an input: the transaction has none")
        check_number("index", index, 0, count - 1)

    def _explained(self, spend: InputVerdict) -> InputVerdict:
        """The same verdict; what fails says its cause."""
        if not self._causes or not any((spend.run.failure, spend.today, spend.policy, spend.standard)):
            return spend
        from txexplain.causes import with_causes
        from txexplain.causes.seen import KEPT_STEPS

        rules, script = self._ran[spend.vin]

        def rerun(by: Rules) -> Run:
            return self._run(spend.vin, script, by, KEPT_STEPS, spend.run if by == rules else None)

        return with_causes(spend, self._whole_report, script, rules, rerun)

    def _judge(self, index: int) -> InputVerdict:
        item = self.report.inputs[index]
        if self.report.tx.is_coinbase:
            return InputVerdict(index, _COINBASE, Verdict.UNKNOWN, Run(Verdict.UNKNOWN, missing=Missing("block")))
        if item.spent is None:
            return self._unmade(index, item) or self._assume(index, item)
        script = item.spent.script.slice.data
        strict = self._run(index, script, STANDARD) if self.with_policy else None
        refused = strict and self._refused(index, strict)
        if (
            strict and strict.verdict is Verdict.VALID and not refused
        ):  # and by any fewer rules: each only refuses more
            self._ran[index] = (STANDARD, script)
            return InputVerdict(index, item.kind.key, Verdict.VALID, strict)
        outcome = self._run(index, script, self.rules)
        self._ran[index] = (self.rules, script)
        standard = strict.failure if strict else None
        spend = InputVerdict(index, item.kind.key, outcome.verdict, outcome, standard=standard)
        if outcome.verdict is Verdict.INVALID:
            by_word = self._valid_by_word(spend, script)
            return by_word or spend._replace(taken_before=self._history(index, script))
        if outcome.verdict is Verdict.UNKNOWN or strict is None:
            return spend
        if strict.verdict is Verdict.UNKNOWN:  # today's rules need what those of the block did not
            self._policy_is_known = False
        today = self._run(index, script, CONSENSUS).failure if self.rules != CONSENSUS else None
        return spend._replace(today=today, policy=None if today else refused)

    def _refused(self, index: int, strict: Run) -> Failure | None:
        """Why relay refuses it: a scriptSig that does not only push is refused first (Core: IsStandardTx)."""
        if is_push_only(self.report.tx.inputs[index].script_sig.data):
            return strict.failure
        return Failure("SIG_PUSHONLY", "script_sig")

    def _valid_by_word(self, spend: InputVerdict, script: bytes) -> InputVerdict | None:
        """One that these rules refuse, where it is valid in the block that is only stated: None where it is not."""
        height = self._told_height
        if height is None or self._run(spend.vin, script, rules_at(height)).verdict is not Verdict.VALID:
            return None
        run = _undecided(spend.run, Missing("block_height", height=height))
        return spend._replace(verdict=Verdict.UNKNOWN, run=run, today=spend.run.failure)

    def _unmade(self, index: int, item: InputReport) -> InputVerdict | None:
        """One that spends an output which its earlier transaction does not have; else None."""
        unmade = None if self.report.lookup is None else self.report.lookup.unmade
        if unmade is None or unmade.vin != index:
            return None
        return InputVerdict(index, item.kind.key, Verdict.INVALID, Run(Verdict.INVALID), unmade=unmade)

    def _assume(self, index: int, item: InputReport) -> InputVerdict:
        """Without the spent output: what follows if it is the one that the input's own data implies."""
        script = implied_script(item.kind) if self._assumes else None
        if script is None:
            outcome = Run(Verdict.UNKNOWN, missing=Missing("spent_output", (index,)))
        else:
            outcome = self._run(index, script, self.rules)
            self._ran[index] = (self.rules, script)
        return InputVerdict(index, item.kind.key, Verdict.UNKNOWN, outcome, script)

    def _history(self, index: int, script: bytes) -> Change | None:
        """The latest change of the rules without which, and without those after it, the input is valid."""
        if not self._with_history or self.report.tx.has_witness:
            return None
        if not self._passes_before(index, script, len(HISTORY)):  # each rule only refuses more
            return None
        low, high = 1, len(HISTORY)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._passes_before(index, script, middle) else (middle + 1, high)
        change = HISTORY[low - 1]
        if Rules.P2SH not in change.rules:
            return change
        rules = _WITHOUT_NEWEST[low] | Rules.P2SH
        with_p2sh = self._run(index, script, rules)  # of all that came with it, BIP16's own rule
        return change if with_p2sh.failure else None

    def _passes_before(self, index: int, script: bytes, changes: int) -> bool:
        """Whether the input is valid by today's rules without so many of the newest changes."""
        return self._run(index, script, _WITHOUT_NEWEST[changes]).verdict is Verdict.VALID

    def _run(self, index: int, script: bytes, rules: Rules, keep_steps: int = 0, earlier: Run | None = None) -> Run:
        txin = self.report.inputs[index].txin
        satisfaction = Satisfaction(txin.script_sig, txin.witness)
        return verify_spend(satisfaction, script, rules, self._checkers[index], keep_steps, earlier)
