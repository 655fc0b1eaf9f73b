"""The tool that plants faults: what it plants, and that the tests notice some of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import posix
from mutants import mutants_of
from mutate import ROOT, copied, drawn, every_mutant, is_noticed, listed, name_of


def changes(source: str) -> set[str]:
    return {mutant.lines(source)[1] for mutant in mutants_of("x.py", source)}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = a < b", {"x = a <= b"}),
        ("x = a is None", {"x = a is not None"}),
        ("x = a and b", {"x = a or b"}),
        ("x = not a", {"x = (a)"}),
        ("x = 5", {"x = 6", "x = 4"}),
        ("x = True", {"x = False"}),
        ("x = a + b", {"x = a - b"}),
        ("f(a, b)", {"f(b, a)", "pass"}),
        ("x = a if b else c", {"x = a if not b else c"}),
        ("x = '文' + f(a)", {"x = '文' - f(a)"}),
        ("assert a < 1", set()),
        ('"""A text."""', set()),
        ("x: tuple[int, Literal[1]] = a", set()),
    ],
)
def test_one_thing_is_changed_at_a_time(line: str, expected: set[str]) -> None:
    assert changes(line + "\n") == expected


def test_statements_are_left_out_and_answers_withheld() -> None:
    source = "def f(a):\n    if a:\n        a += 1\n        raise E\n    return a\n"
    assert changes(source) >= {"if not (a):", "pass", "return None", "return 0"}


@pytest.mark.slow
def test_the_same_mutants_are_drawn_again() -> None:
    assert drawn(300, 1) == drawn(300, 1) != drawn(300, 2)
    assert len({name_of(mutant) for mutant in drawn(300, 1)}) > 290


@pytest.mark.slow
def test_what_is_listed_as_changing_nothing_can_still_be_planted() -> None:
    names = {name_of(mutant) for mutant in every_mutant()}
    assert listed() <= names


SAMPLE = 10
MISSED = 3  # which of them are drawn changes with every line of the code: the whole run looks at each that survives


@posix
@pytest.mark.slow
def test_nearly_every_planted_fault_is_noticed(tmp_path: Path) -> None:
    mutants = [each for each in drawn(300, 1) if name_of(each) not in listed()][:SAMPLE]
    missed = []
    for number, mutant in enumerate(mutants):
        folder = tmp_path / str(number)
        folder.mkdir()
        if not is_noticed(mutant, copied(folder)):
            missed.append(f"{ROOT / mutant.path}:{mutant.line}: {name_of(mutant)}")
    assert len(missed) <= MISSED, "\n".join(missed)
