"""Two inputs that have what belongs to each other: what was made to spend with, or the amounts that were given."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.crypto.checker import checkers
from txexplain.diagnosis.budget import CURVE, Budget, Spent
from txexplain.model.diagnosis import Clue
from txexplain.model.report import Facts, Report, SpentOutput
from txexplain.model.rules import CONSENSUS
from txexplain.model.spend import Verdict
from txexplain.script.spend import Satisfaction, verify_spend

_COST = 8 * CURVE  # of a pair, in tries
_LONGEST_BYTES = 100_000  # of a transaction of which it is tried
_LONGEST_BROUGHT_BYTES = 4_000  # by both inputs
_CASES = {("other_input", "its_message"): "satisfactions", ("other_amount", "of_input"): "amounts"}


class Exchange:
    """Runs both inputs of a pair anew, each with what the other has; every question once."""

    def __init__(self, report: Report, coins: Sequence[SpentOutput | None], budget: Budget) -> None:
        self._report, self._coins, self._budget = report, list(coins), budget
        self._found: dict[tuple[str, int, int], str] = {}

    def explained(self, clue: Clue, vin: int) -> Clue:
        """The clue with the case `exchanged`, where both inputs are valid with what is the other's.

        `belongs_there` says that the other one alone is valid with what this input brings.
        """
        what, other = _CASES.get((clue.key, str(clue.facts.get("case")))), clue.facts.get("vin")
        if what is None or not isinstance(other, int) or "also" in clue.facts or "by" in clue.facts:
            return clue
        if (what, vin, other) not in self._found:
            self._found[what, vin, other] = self._case(what, vin, other)
        case = self._found[what, vin, other]
        return clue._replace(facts=Facts(clue.facts, case=case)) if case else clue

    def _case(self, what: str, one: int, other: int) -> str:
        size_bytes = len(self._report.tx.raw)
        first, second = self._coins[one], self._coins[other]
        if first is None or second is None or size_bytes > _LONGEST_BYTES or not self._is_short(one, other):
            return ""
        try:
            self._budget.take(4 * size_bytes, 0, _COST)
        except Spent:
            return ""
        coins = list(self._coins)
        if what == "amounts":
            coins[one] = first._replace(value_sat=second.value_sat)
            coins[other] = second._replace(value_sat=first.value_sat)
            return "exchanged" if self._valid(coins, one, one) and self._valid(coins, other, other) else ""
        if not self._valid(coins, other, one):
            return ""
        return "exchanged" if self._valid(coins, one, other) else "belongs_there"

    def _is_short(self, one: int, other: int) -> bool:
        """Whether what they bring is too short for many checks of signatures."""
        both = [self._report.tx.inputs[vin] for vin in (one, other)]
        pieces = (piece.data for txin in both for piece in (txin.script_sig, *txin.witness))
        return sum(map(len, pieces)) <= _LONGEST_BROUGHT_BYTES

    def _valid(self, coins: list[SpentOutput | None], vin: int, giver: int) -> bool:
        """Whether the input is valid with these coins and what the giver brings."""
        txin, coin = self._report.tx.inputs[giver], coins[vin]
        if coin is None:
            return False
        checker = checkers(self._report.tx, coins)[vin]
        run = verify_spend(Satisfaction(txin.script_sig, txin.witness), coin.script_pubkey, CONSENSUS, checker)
        return run.verdict is Verdict.VALID
