"""Spends of every kind from a seed: properly signed ones, random scripts, scripts at the limits, and tampered ones.

A spend is built on a `Bench`: a recipe writes a script and its arguments, with placeholders where signatures belong;
the engine runs that once with a checker that signs whatever it is asked about (see `signer`); the signatures take the
places of the placeholders. So it is the engine that decides what is signed, and Core's, in test_against_core, that
says whether that was right.
"""

from __future__ import annotations

import random

from spends.bench import Bench
from spends.judges import Case
from spends.recipes import RECIPES
from spends.tampering import tampered

KINDS = tuple(
    (name, wrapping)
    for name, (_, wrappings, weight) in RECIPES.items()
    for wrapping in wrappings
    for _ in range(weight)
)
"""What scripts there are, and what they are wrapped in: each as often as its weight says."""


def make_spend(seed: int, number: int) -> Case:
    """The spend of that number in the series of that seed."""
    rng = random.Random(f"{seed}/{number}")
    recipe, wrapping = rng.choice(KINDS)
    bench = Bench(rng, wrapping)
    RECIPES[recipe][0](bench)
    bench.place()
    bench.sign()
    mutation, raw = tampered(bench)
    spent = tuple(bench.draft.spent)
    return Case(f"{recipe} {wrapping}", raw, spent, bench.draft.index, mutation)
