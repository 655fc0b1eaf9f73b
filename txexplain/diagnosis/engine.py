"""One input to its diagnosis: which signatures do not pass, and what each of them fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from txexplain.crypto.sighash.fields import Fields
from txexplain.diagnosis.attempts import Attempt, attempts
from txexplain.diagnosis.budget import Budget, Spent
from txexplain.diagnosis.cases import cases
from txexplain.diagnosis.fitting import EcdsaFit, SchnorrFit, batches
from txexplain.diagnosis.known_keys import KnownKeys
from txexplain.diagnosis.setting import Case
from txexplain.diagnosis.trials import Trial, Trials
from txexplain.diagnosis.tried_keys import FoundKey
from txexplain.model.diagnosis import Clue, InputDiagnosis, SignatureDiagnosis
from txexplain.model.report import Facts, Report, SpentOutput
from txexplain.model.spend import InputVerdict


class Engine:
    """What the inputs of one transaction share: fields, known keys, the budget."""

    def __init__(self, report: Report, tick: Callable[[], None]) -> None:
        self.report = report
        self.budget = Budget(tick)
        coins = [item.coin if isinstance(item.coin, SpentOutput) else None for item in report.inputs]
        self.fields = Fields(report.tx, coins)
        self._known: KnownKeys | None = None

    @property
    def known(self) -> KnownKeys:
        """Every key that the transaction shows, found when the first is asked for."""
        if self._known is None:
            self._known = KnownKeys(self.report)
        return self._known

    def input(self, spend: InputVerdict) -> InputDiagnosis:
        """One input that fails."""
        self.budget.begin_input()
        if not self.budget.is_left:
            return InputDiagnosis(spend.vin, left_out=True)
        found = attempts(self.report, spend)
        signatures = tuple(self._signatures(spend, found))
        return InputDiagnosis(spend.vin, signatures, (), self.budget.tried, self.budget.left_out)

    def _signatures(self, spend: InputVerdict, found: tuple[Attempt, ...]) -> Iterator[SignatureDiagnosis]:
        for case in cases(self, spend, found):
            clue = self.clue(case)
            if clue is not None:
                yield SignatureDiagnosis(case.signature, (clue,))

    def clue(self, case: Case) -> Clue | None:
        """What that signature fits, or that nothing was found that it does; None where it is as it should be."""
        fit = SchnorrFit(case) if case.is_schnorr else EcdsaFit(case)
        if not fit.possible:
            return Clue("never_valid", False, facts=Facts(case=_why_never(case)))
        self.budget.begin_signature()
        before = self.budget.tried
        try:
            for batch in batches(Trials(case, self.budget)):
                found = fit.first(batch)
                if found is not None:
                    return _clue(case, *found)
        except Spent:
            pass
        return Clue("nothing_fits", False, facts=Facts(tried=self.budget.tried - before))


def _why_never(case: Case) -> str:
    from txexplain.crypto.curve import N, P

    limit = P if case.is_schnorr else N
    in_range = case.r < limit and case.s < N and (case.is_schnorr or (case.r > 0 and case.s > 0))
    return "no_point" if in_range else "out_of_range"


def _clue(case: Case, trial: Trial, key: FoundKey) -> Clue | None:
    """What is said of a trial that is valid for a known key."""
    if not trial.key:
        if not key.relation or (case.attempt.is_multisig and key.public_key in case.attempt.keys):
            return None  # the right message and key: in a multisig, the order or the number is wrong
        return Clue(key.relation, True, key.public_key, None, trial.digest, key.facts)
    facts = trial.facts
    if key.relation:
        facts = Facts({f"key_{name}": value for name, value in key.facts.items()} | facts, by=key.relation)
    return Clue(trial.key, True, key.public_key, trial.sighash, trial.digest, facts)
