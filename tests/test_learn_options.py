"""Which options of `learn` go together, and what is said of those that do not."""

from __future__ import annotations

import pytest

REFUSED = {  # the words after `learn` → the code, and what the hint must have in it
    "3 --student --seed 5": ("learn_not_with", "--seed goes with --quiz or with learn test."),
    "3 --student --seed 5 --html x.html": ("learn_not_with", "--seed goes with learn test."),
    "--class --gift": ("learn_not_with", "--gift goes with --quiz."),
    "--count 3 --json": ("learn_alone", "--json goes with --quiz."),
    "--csv": ("learn_alone", "--csv goes with --quiz or with --class."),
    "3 --json --force": ("force_without_file", "Name the file, too"),
    "3 --csv --force": ("force_without_file", "Name the file, too"),
    "3 --seed 2": ("learn_alone", "--seed goes with --quiz or with learn test."),
    "--gift --seed 3": ("learn_alone", "--gift goes with --quiz."),
    "--count 3 --linear": ("learn_together", "both --count and --linear"),
    "--seed 3 --all --linear": ("learn_together", "both --seed and --all"),
    "--quiz --html x.html": ("learn_together", "both --quiz and --html"),
    "--quiz --json --csv": ("learn_together", "both --json and --csv"),
    "--plan --quiz": ("learn_together", "both --plan and --quiz"),
    "3 --all": ("learn_all_and_one", "both 3 and --all"),
    "3 --all --student": ("learn_all_and_one", "both 3 and --all"),
    "--quiz fee --all": ("learn_all_and_one", "both fee and --all"),
    "test --all": ("learn_all_and_one", "both test and --all"),
    "--quiz 3 4": ("one_lesson", "Name one lesson at a time, or all."),
    "3,4 --linear": ("one_lesson", "3,4"),
    "fee、test --plan": ("one_lesson", "fee、test"),
    "fee golf": ("no_such_lesson", "fee golf"),
    "test --quiz": ("test_without_quiz", "txexplain learn --quiz all --count 20"),
    "结业测试 --plan": ("test_without_plan", "txexplain learn --plan 1"),
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_does_not_go_together_is_refused_and_the_hint_is_not_refused_next(cli, words: str) -> None:
    ran = cli("learn", *words.split())
    code, told = REFUSED[words]
    assert (ran.status, ran.out) == (2, "")
    assert f"({code})" in " ".join(ran.err.split())
    assert told in " ".join(ran.err.split())
    assert "`" not in ran.err


def test_all_is_said_twice_without_harm(cli) -> None:
    assert cli("learn", "all", "--quiz", "--all").out == cli("learn", "--quiz").out
