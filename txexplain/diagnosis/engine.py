"""One input to its diagnosis: which signatures do not pass, and what each of them fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from txexplain.crypto.sighash.fields import Fields
from txexplain.diagnosis.attempts import Attempt, attempts
from txexplain.diagnosis.budget import Budget
from txexplain.diagnosis.cases import Taken, case_of, case_with, unpassed, used_twice
from txexplain.diagnosis.checksigadd import counted
from txexplain.diagnosis.encodings import Written, is_well_written, written
from txexplain.diagnosis.evidence import asked_of, numbers_of
from txexplain.diagnosis.exchange import Exchange
from txexplain.diagnosis.inquiry import Inquiry
from txexplain.diagnosis.known_keys import KnownKeys
from txexplain.diagnosis.multisig import fits_of
from txexplain.diagnosis.multisig import whole as several
from txexplain.diagnosis.neighbours import Fitted, clue_of
from txexplain.diagnosis.order import brought, in_order_of_input, order_besides
from txexplain.diagnosis.other_key import unreached
from txexplain.diagnosis.surplus import on_top
from txexplain.model.diagnosis import Clue, InputDiagnosis, SignatureDiagnosis
from txexplain.model.report import Facts, Report, SpentOutput
from txexplain.model.spend import InputVerdict

_READINGS = 2  # of one signature, that are tried with every neighbour


class Engine:
    """What the inputs of one transaction share: fields, known keys, the budget."""

    def __init__(self, report: Report, tick: Callable[[], None]) -> None:
        self.report = report
        self.budget = Budget(tick)
        coins = [item.coin if isinstance(item.coin, SpentOutput) else None for item in report.inputs]
        self._coins = coins
        self.fields = Fields(report.tx, coins)
        self._exchange = Exchange(report, coins, self.budget)
        self._known: KnownKeys | None = None
        self._fitted: Fitted = []

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
        self._fitted.clear()
        found = attempts(self.report, spend, self.budget)
        if not found:
            return InputDiagnosis(spend.vin)
        inquiry = Inquiry(self.fields, spend.vin, self.budget)
        refused = spend.run.failure.code if spend.run.failure else ""
        surplus = on_top(self.report, self._coins, spend, found, self.budget)
        if surplus:
            return InputDiagnosis(spend.vin, (), surplus, self.budget.tried, False, len(brought(found)))
        whole = (
            *unreached(found, inquiry),
            *several(found, inquiry, refused),
            *counted(found, inquiry, spend),
        )
        signatures = tuple(self._signatures(spend, found, inquiry, whole))
        whole = in_order_of_input((*whole, *order_besides(found, signatures, whole)), found)
        left_out = self.budget.left_out or (self._has_unknown_keys and not all(map(_is_solved, signatures)))
        return InputDiagnosis(spend.vin, signatures, whole, self.budget.tried, left_out, len(brought(found)))

    @property
    def _has_unknown_keys(self) -> bool:
        """Whether scripts were left out when keys were looked for."""
        return self._known is not None and not self._known.is_whole

    def _signatures(
        self, spend: InputVerdict, found: tuple[Attempt, ...], inquiry: Inquiry, whole: tuple[Clue, ...]
    ) -> Iterator[SignatureDiagnosis]:
        """Each that passes with none of its keys; without clues where nothing is found, or the budget is used up."""
        for taken in unpassed(self.report, spend, found):
            attempt, signature = taken.attempt, taken.signature
            clues: tuple[Clue, ...] = ()
            if self.budget.begin_signature():
                valid = fits_of(attempt, signature, whole) if is_well_written(attempt, signature) else ()
                clues = valid or self._of_unreached(attempt, whole) or self._clues(spend, attempt, signature, inquiry)
            yield self._told(spend, taken, clues)

    def _told(self, spend: InputVerdict, taken: Taken, clues: tuple[Clue, ...]) -> SignatureDiagnosis:
        """The signature with its clues, its numbers, where it is taken and which key of the opcode fits."""
        attempt, signature = taken.attempt, taken.signature
        case = case_of(self, spend, attempt, signature) if clues else None
        numbers = numbers_of(case, signature, clues) if clues else None
        fitting = [clue.public_key for clue in clues if clue.fits and clue.public_key in attempt.keys]
        key = attempt.keys.index(fitting[0]) if fitting else None
        at = taken.place, attempt.role, attempt.position
        return SignatureDiagnosis(signature, clues, numbers, asked_of(case, clues), *at, key)

    def _clues(self, spend: InputVerdict, attempt: Attempt, signature: bytes, inquiry: Inquiry) -> tuple[Clue, ...]:
        """How it is written, where that is not as it should be; then what it fits."""
        again = used_twice(spend, attempt, signature)
        if again is not None:
            return (again,)
        refused = spend.run.failure.code if spend.run.failure else ""
        found = written(attempt, signature, inquiry, refused)
        case = case_of(self, spend, attempt, signature)
        if found.is_final:
            return found.clues
        if case is None or not is_well_written(attempt, signature):
            return (*found.clues, *self._read_otherwise(spend, attempt, signature, found))
        clue = clue_of(case, self.budget, self._fitted)
        if clue is None or not (clue.fits or attempt.reached):
            return found.clues
        return (*found.clues, self._exchange.explained(clue, spend.vin, with_key=not attempt.reached))

    @staticmethod
    def _of_unreached(attempt: Attempt, whole: tuple[Clue, ...]) -> tuple[Clue, ...]:
        """What is said of the signature that no check comes to."""
        return () if attempt.reached else tuple(clue for clue in whole if not clue.key.startswith("multisig"))

    def _read_otherwise(
        self, spend: InputVerdict, attempt: Attempt, signature: bytes, form: Written
    ) -> tuple[Clue, ...]:
        """What its numbers fit as they can be read: `reading` is the key of how, `written` the hash type so read."""
        clue = None
        for reading in form.readings[:_READINGS]:
            if reading.in_range:
                numbers = reading.r, reading.s, reading.hash_types[0]
                case = case_with(self, spend, attempt, signature, numbers, by_ecdsa=True)
                clue = clue_of(case, self.budget, self._fitted)
                if clue and clue.fits:
                    return (clue._replace(facts=Facts(clue.facts, reading=reading.key, written=numbers[2])),)
        return (clue,) if clue else ()


def _is_solved(signature: SignatureDiagnosis) -> bool:
    return any(clue.fits for clue in signature.clues)
