"""Every mistake that can be made with a signature is made, in every kind of spend where it can be, and named."""

from __future__ import annotations

import os
import random

import pytest
from diagnosed import KINDS, MISTAKES, Made, Mistake, Spend, make
from proofs import prove

from txexplain.analyse import analyse
from txexplain.diagnosis import diagnose
from txexplain.model.diagnosis import Clue, InputDiagnosis
from txexplain.model.spend import InputVerdict, Verdict
from txexplain.verify import Verifier

ROUNDS = int(os.environ.get("TXEXPLAIN_MISTAKES", "1"))
"""How often each mistake is made in each kind."""


def judged(made: Made) -> tuple[InputVerdict, InputDiagnosis]:
    report = analyse(made.tx.raw, made.spent)
    spend = Verifier(report).input(made.index)
    return spend, diagnose(report, spend)


def wrong(mistake: Mistake, kind: str, seed: int) -> tuple[Spend, Made] | None:
    """A spend of that kind with that mistake; None where none of those that are tried can have it."""
    for attempt in range(30):
        rng = random.Random(f"{mistake.name}/{kind}/{seed}/{attempt}")
        spend = make(kind, rng)
        found = mistake.make(spend, rng)
        if found is not None:
            tx = found if hasattr(found, "ins") else spend.placed(found)
            return spend, Made(tx, spend.index)
    return None


def keys_of(found: InputDiagnosis) -> dict[str, list[Clue]]:
    clues = [*found.whole, *(clue for each in found.signatures for clue in each.clues)]
    by_key: dict[str, list[Clue]] = {}
    for clue in clues:
        by_key.setdefault(clue.key, []).append(clue)
    return by_key


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_signed_as_it_should_be_is_valid(kind):
    for seed in range(6):
        spend = make(kind, random.Random(f"{kind}/{seed}"))
        made = Made(spend.placed(spend.signed(spend.message.digest)), spend.index)
        assert judged(made)[0].verdict is Verdict.VALID


def _is_named(mistake: Mistake, kind: str, seed: int) -> None:
    found = wrong(mistake, kind, seed)
    assert found is not None, kind
    spend, diagnosis = judged(found[1])
    assert spend.verdict is Verdict.INVALID, kind
    said = keys_of(diagnosis)
    facts = {key: [dict(clue.facts) for clue in clues] for key, clues in said.items()}
    assert set(mistake.keys) & set(said), (kind, seed, spend.reason, facts)
    assert not diagnosis.left_out
    prove(*found, diagnosis)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_named(mistake):
    _is_named(mistake, mistake.kinds[len(mistake.name) % len(mistake.kinds)], 0)


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_named_in_every_kind_of_spend(mistake):
    for kind in mistake.kinds:
        for seed in range(ROUNDS):
            _is_named(mistake, kind, 1 + seed)
