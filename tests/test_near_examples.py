"""Which examples a name is near to is what difflib finds, which is asked only where it can find something."""

from __future__ import annotations

import random
from difflib import get_close_matches

from txexplain.bundled import example_names, psbt_names
from txexplain.sources.near_examples import near_examples

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-/."


def slips(source: random.Random, names: list[str]) -> str:
    letters = list(source.choice(names))
    for _ in range(source.randint(0, 6)):
        place = source.randrange(len(letters) + 1)
        letters[place : place + source.randint(0, 2)] = source.choices(LETTERS, k=source.randint(0, 3))
    return "".join(letters)


def test_names_that_are_near_are_those_that_difflib_finds() -> None:
    names, source = [*example_names(), *psbt_names()], random.Random(4)
    words = [slips(source, names) for _ in range(300)]
    words += ["".join(source.choices(LETTERS, k=source.randint(1, 45))) for _ in range(300)]
    for word in words:
        assert near_examples(word) == get_close_matches(word[:40], names, n=3, cutoff=0.6), word
