"""A Report to a Verification: every input run, every signature checked, the transaction judged."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.crypto.checker import TransactionChecker, checkers
from txexplain.model.report import InputReport, Level, Report, SpentOutput
from txexplain.model.rules import CONSENSUS, HISTORY, POLICY, Change, Rules, rules_at
from txexplain.model.spend import Missing, Run, Spend, Verdict, Verification
from txexplain.script.spend import Unlocking, verify_spend
from txexplain.templates.implied import implied_script

Progress = Callable[[int], None]
_COINBASE = "coinbase"


def verify(
    report: Report,
    rules: Rules | None = None,
    height: int | None = None,
    progress: Progress = lambda inputs_done: None,
) -> Verification:
    """The verdict on every input and on the transaction, by `rules` or else those of block `height` or of today.

    `rules` come before the height. Where none are asked for, those of relay policy are looked at besides. `progress`
    is called at each check of a signature and after each input, with how many inputs are done.
    """
    if rules is not None:
        height = None
    asked = rules_at(height) if height is not None else CONSENSUS
    judge = _Judge(report, asked if rules is None else rules, with_history=rules is None and height is None)
    judge.with_policy = rules is None
    spends = judge.all(progress)
    broken = tuple(finding for finding in report.findings if finding.level is Level.INVALID)
    verdict = _together(tuple(spend.verdict for spend in spends), failed=bool(broken))
    return Verification(report, judge.rules, height, spends, broken, verdict, judge.with_policy)


def trace(
    report: Report, index: int, rules: Rules, keep_steps: int, progress: Progress = lambda inputs_done: None
) -> Spend:
    """One input by these rules, with the first and last `keep_steps` steps of each of its scripts."""
    judge = _Judge(report, rules, keep_steps=keep_steps)
    return judge.one(index, judge.checkers(progress)[index])


def _together(verdicts: tuple[Verdict, ...], *, failed: bool) -> Verdict:
    if failed or Verdict.INVALID in verdicts:
        return Verdict.INVALID
    return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else Verdict.VALID


class _Judge:
    """Judges the inputs of one transaction."""

    def __init__(self, report: Report, rules: Rules, *, with_history: bool = False, keep_steps: int = 0) -> None:
        self.report = report
        self.rules = rules
        self.with_policy = False
        self._with_history = with_history
        self._keep_steps = keep_steps
        self._done = 0

    def checkers(self, progress: Progress = lambda inputs_done: None) -> list[TransactionChecker]:
        spent = [
            item.spent and SpentOutput(item.spent.value_sat, item.spent.script.piece.data)
            for item in self.report.inputs
        ]
        return checkers(self.report.tx, spent, lambda: progress(self._done))

    def all(self, progress: Progress) -> tuple[Spend, ...]:
        spends = []
        for index, checker in enumerate(self.checkers(progress)):
            spends.append(self.one(index, checker))
            self._done = index + 1
            progress(self._done)
        return tuple(spends)

    def one(self, index: int, checker: TransactionChecker) -> Spend:
        item = self.report.inputs[index]
        if self.report.tx.is_coinbase:
            return Spend(index, _COINBASE, Verdict.UNKNOWN, Run(Verdict.UNKNOWN, missing=Missing("block")))
        if item.spent is None:
            return self._assume(index, item, checker)
        script = item.spent.script.piece.data
        strict = self._run(item, script, CONSENSUS | POLICY, checker) if self.with_policy else None
        if strict and strict.verdict is Verdict.VALID:  # then it is valid by any fewer rules: each only refuses more
            return Spend(index, item.spend.key, Verdict.VALID, strict)
        run = self._run(item, script, self.rules, checker, self._keep_steps)
        spend = Spend(index, item.spend.key, run.verdict, run)
        if run.verdict is Verdict.INVALID:
            return spend._replace(taken_before=self._history(item, script, checker))
        if run.verdict is Verdict.UNKNOWN or strict is None:
            return spend
        today = self._run(item, script, CONSENSUS, checker).failure if self.rules != CONSENSUS else None
        return spend._replace(today=today, policy=None if today else strict.failure)

    def _assume(self, index: int, item: InputReport, checker: TransactionChecker) -> Spend:
        """Without the spent output: what follows if it is the one that the input's own data implies."""
        script = implied_script(item.spend)
        if script is None:
            run = Run(Verdict.UNKNOWN, missing=Missing("spent_output", (index,)))
        else:
            run = self._run(item, script, self.rules, checker, self._keep_steps)
        return Spend(index, item.spend.key, Verdict.UNKNOWN, run, script)

    def _history(self, item: InputReport, script: bytes, checker: TransactionChecker) -> Change | None:
        """The latest change of the rules without which, and without those after it, the input is valid."""
        if not self._with_history or self.report.tx.has_witness:
            return None
        rules = CONSENSUS
        for change in HISTORY:
            rules &= ~change.rules
            if self._run(item, script, rules, checker).verdict is Verdict.VALID:
                return change
        return None

    @staticmethod
    def _run(item: InputReport, script: bytes, rules: Rules, checker: TransactionChecker, keep_steps: int = 0) -> Run:
        unlocking = Unlocking(item.txin.script_sig, item.txin.witness)
        return verify_spend(unlocking, script, rules, checker, keep_steps)
