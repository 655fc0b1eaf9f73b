"""One signature to what it is valid for: the neighbours of its message, put to the curve with all keys known."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from txexplain.crypto.curve import N, P
from txexplain.diagnosis.budget import CURVE, Budget, Spent
from txexplain.diagnosis.candidates import Candidate, Candidates
from txexplain.diagnosis.fitting import EcdsaFit, SchnorrFit, batches
from txexplain.diagnosis.setting import Case, Setting
from txexplain.diagnosis.tried_keys import FoundKey
from txexplain.model.diagnosis import Clue
from txexplain.model.report import Facts

Fitted = list[tuple[Setting, Candidate]]
"""The mistakes that were found in an input: who made one with its first signature, made it with the others."""


def clue_of(case: Case, budget: Budget, fitted: Fitted) -> Clue | None:
    """What the signature fits, or that nothing was found that it does.

    None where it is as it should be, or where the budget did not last for the right message. What fits is added to
    `fitted`, whose mistakes are tried first.
    """
    before = budget.tried
    try:
        budget.take(0, 0, CURVE)
        fit = SchnorrFit(case) if case.is_schnorr else EcdsaFit(case)
        if not fit.possible:
            return Clue("never_valid", False, facts=Facts(case=_why_never(case)))
        found = _first_fit(fit, case, budget, fitted)
        if found is not None:
            fitted.append((case.setting, found[0]))
            return _clue(case, *found)
    except Spent:
        pass
    tried = budget.tried - before
    return Clue("nothing_fits", False, facts=Facts(tried=tried)) if tried else None


def _first_fit(
    fit: SchnorrFit | EcdsaFit, case: Case, budget: Budget, fitted: Fitted
) -> tuple[Candidate, FoundKey] | None:
    for batch in batches(chain(_again(case, budget, fitted), Candidates(case, budget))):
        found = fit.first(batch)
        if found is not None:
            return found
    return None


def _again(case: Case, budget: Budget, fitted: Fitted) -> Iterator[Candidate]:
    for setting, candidate in fitted:
        if setting == case.setting:
            budget.take()
            yield candidate


def _why_never(case: Case) -> str:
    """`out_of_range`, or `no_point`: r is the x of no point, which a signature's always is."""
    if case.is_schnorr:
        return "no_point" if case.r < P and case.s < N else "out_of_range"
    return "no_point" if 0 < case.r < N and 0 < case.s < N else "out_of_range"


def _clue(case: Case, candidate: Candidate, key: FoundKey) -> Clue | None:
    """What is said of a candidate that is valid for a known key."""
    if not candidate.key:
        if not key.relation or (case.attempt.is_multisig and key.public_key in case.attempt.keys):
            return None  # the right message and key: in a multisig, the order or the number is wrong
        facts = Facts(key.facts, hash_type=candidate.sighash.hash_type)
        return Clue(key.relation, True, key.public_key, None, candidate.digest, facts)
    facts = candidate.facts
    if key.relation:
        facts = Facts({**{f"key_{name}": value for name, value in key.facts.items()}, **facts}, by=key.relation)
    return Clue(candidate.key, True, key.public_key, candidate.sighash, candidate.digest, facts)
