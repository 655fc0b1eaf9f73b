"""One input to its diagnosis: which signatures do not pass, and what each of them fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from txexplain.crypto.sighash.fields import Fields
from txexplain.diagnosis.attempts import Attempt, attempts
from txexplain.diagnosis.budget import Budget
from txexplain.diagnosis.cases import case_of, case_with, is_schnorr
from txexplain.diagnosis.encodings import Written, written
from txexplain.diagnosis.known_keys import KnownKeys
from txexplain.diagnosis.multisig import whole
from txexplain.diagnosis.neighbours import clue_of
from txexplain.diagnosis.other_key import unreached
from txexplain.diagnosis.trial import Trial
from txexplain.model.diagnosis import Clue, InputDiagnosis, SignatureDiagnosis
from txexplain.model.report import Facts, Report, SpentOutput
from txexplain.model.spend import InputVerdict

_HASH_TYPES_OF_READING = 2  # of a signature that lacks it: how many are tried with every neighbour


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
        if not self.budget.begin_input():
            return InputDiagnosis(spend.vin, left_out=True)
        found = attempts(self.report, spend)
        trial = Trial(self.fields, spend.vin, self.budget)
        self.budget.begin_signature()
        together = (*unreached(found, trial), *whole(found, trial))
        signatures = tuple(self._signatures(spend, found, trial))
        return InputDiagnosis(spend.vin, signatures, together, self.budget.tried, self.budget.left_out)

    def _signatures(
        self, spend: InputVerdict, found: tuple[Attempt, ...], trial: Trial
    ) -> Iterator[SignatureDiagnosis]:
        """Each that passes with none of its keys, once."""
        passing = {check.signature for check in spend.run.checks if check.passes}
        seen = set()
        for attempt in found:
            for signature in attempt.signatures:
                place = (signature, attempt.role, attempt.position)
                if not signature or signature in passing or place in seen:
                    continue
                seen.add(place)
                if not self.budget.begin_signature():
                    return
                clues = self._clues(spend, attempt, signature, trial)
                if clues:
                    yield SignatureDiagnosis(signature, clues)

    def _clues(self, spend: InputVerdict, attempt: Attempt, signature: bytes, trial: Trial) -> tuple[Clue, ...]:
        """How it is written, if it is valid so; else what it fits as it is read, or as it may be read."""
        refused = spend.run.failure.code if spend.run.failure else ""
        form = written(attempt, signature, trial, refused)
        if form.fits:
            return form.clues
        case = case_of(self, spend, attempt, signature)
        clue = clue_of(case, self.budget) if case else None
        if (case and clue is None) or (clue and clue.fits):
            return (*form.clues, clue) if clue else form.clues
        read_otherwise = self._readings(spend, attempt, signature, form)
        if read_otherwise:
            return (*form.clues, read_otherwise)
        return (*form.clues, clue) if clue and attempt.reached else form.clues

    def _readings(self, spend: InputVerdict, attempt: Attempt, signature: bytes, form: Written) -> Clue | None:
        """What its numbers fit where they are read otherwise than a node does; `reading` names how."""
        for reading in form.readings if not is_schnorr(attempt) else ():
            if not reading.in_range:
                continue
            for hash_type in reading.hash_types[:_HASH_TYPES_OF_READING]:
                case = case_with(self, spend, attempt, signature, (reading.r, reading.s, hash_type))
                clue = clue_of(case, self.budget)
                if clue and clue.fits:
                    return clue._replace(facts=Facts(clue.facts, reading=reading.key, written=hash_type))
        return None
