"""Two inputs that have what belongs to each other: what was made to spend with, or the amounts that were given."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.crypto.checker import checkers
from txexplain.diagnosis.budget import CURVE, Budget, Spent
from txexplain.model.diagnosis import Clue
from txexplain.model.report import NO_FACTS, Facts, Report, SpentOutput
from txexplain.model.rules import CONSENSUS
from txexplain.model.spend import Verdict
from txexplain.script.spend import Satisfaction, verify_spend

_MOST_IN_ROUND = 6  # inputs
_COST = 8 * CURVE  # of a pair, in tries
_LONGEST_BYTES = 100_000  # of a transaction of which it is tried
_LONGEST_BROUGHT_BYTES = 4_000  # by both inputs
_CASES = {("other_input", "its_message"): "satisfactions", ("other_amount", "of_input"): "amounts"}


class Exchange:
    """Runs both inputs of a pair anew, each with what the other has; every question once."""

    def __init__(self, report: Report, coins: Sequence[SpentOutput | None], budget: Budget) -> None:
        self._report, self._coins, self._budget = report, list(coins), budget
        self._found: dict[tuple[str, int, int], Facts] = {}

    def explained(self, clue: Clue, vin: int, *, with_key: bool = False) -> Clue:
        """The clue with the case `exchanged`, where both inputs are valid with what is the other's.

        `rotated` says that so are several in a round: `belongs` names the inputs, `is_in` those that have what they
        need. `belongs_there` says that the other one alone is valid with what this input brings. The fact `with_key`
        is that the key comes with the signature.
        """
        what, other = _CASES.get((clue.key, str(clue.facts.get("case")))), clue.facts.get("vin")
        if what is None or not isinstance(other, int) or "also" in clue.facts or "by" in clue.facts:
            return clue
        if (what, vin, other) not in self._found:
            self._found[what, vin, other] = self._case(what, vin, other)
        facts = self._found[what, vin, other]
        told = {"with_key": 1} if facts and with_key and what == "satisfactions" else {}
        return clue._replace(facts=Facts({**clue.facts, **facts, **told})) if facts else clue

    def _case(self, what: str, one: int, other: int) -> Facts:
        first, second = self._coins[one], self._coins[other]
        if first is None or second is None or not self._is_paid(one, other):
            return NO_FACTS
        if what == "amounts":
            coins = list(self._coins)
            coins[one] = first._replace(value_sat=second.value_sat)
            coins[other] = second._replace(value_sat=first.value_sat)
            is_so = self._valid(coins, one, one) and self._valid(coins, other, other)
            return Facts(case="exchanged") if is_so else NO_FACTS
        if not self._valid(self._coins, other, one):
            return NO_FACTS
        if self._valid(self._coins, one, other):
            return Facts(case="exchanged")
        around = self._round(one, other)
        if not around:
            return Facts(case="belongs_there")
        pairs = sorted(zip((*around[1:], around[0]), around, strict=True))
        belongs, is_in = (", ".join(map(str, vins)) for vins in zip(*pairs, strict=True))
        facts = Facts(case="rotated", belongs=belongs, is_in=is_in)
        for vin, place in pairs:  # what the input `place` has belongs to `vin`
            self._found["satisfactions", place, vin] = facts
        return facts

    def _round(self, one: int, other: int) -> list[int]:
        """The inputs of which each has what the next one needs, the last what the first does; empty where none do."""
        found = [one, other]
        if len(self._coins) > _MOST_IN_ROUND:
            return []
        while found[-1] != one:
            rest = [vin for vin in range(len(self._coins)) if vin not in found[1:] and (vin != one or len(found) > 2)]
            fitting = (
                vin for vin in rest if self._is_paid(vin, found[-1]) and self._valid(self._coins, vin, found[-1])
            )
            following = next(fitting, None)
            if following is None:
                return []
            found.append(following)
        return found[:-1]

    def _is_paid(self, one: int, other: int) -> bool:
        """Whether a pair is short enough, and the budget lasts."""
        size_bytes = len(self._report.tx.raw)
        if size_bytes > _LONGEST_BYTES or not self._is_short(one, other):
            return False
        try:
            self._budget.take(4 * size_bytes, 0, _COST)
        except Spent:
            return False
        return True

    def _is_short(self, one: int, other: int) -> bool:
        """Whether what they bring is too short for many checks of signatures."""
        both = [self._report.tx.inputs[vin] for vin in (one, other)]
        pieces = (piece.data for txin in both for piece in (txin.script_sig, *txin.witness))
        return sum(map(len, pieces)) <= _LONGEST_BROUGHT_BYTES

    def _valid(self, coins: Sequence[SpentOutput | None], vin: int, giver: int) -> bool:
        """Whether the input is valid with these coins and what the giver brings."""
        txin, coin = self._report.tx.inputs[giver], coins[vin]
        if coin is None:
            return False
        checker = checkers(self._report.tx, list(coins))[vin]
        run = verify_spend(Satisfaction(txin.script_sig, txin.witness), coin.script_pubkey, CONSENSUS, checker)
        return run.verdict is Verdict.VALID
