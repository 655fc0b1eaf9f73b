"""The answers to the questions of the lessons: what is computed is what stands beside the question.

The literals were found without txexplain: by hand from the bytes, with python-bitcoinlib, the `ecdsa` library and
Bitcoin Core's own engine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from types import ModuleType

import pytest
from conftest import ROOT, session_of

from txexplain.lessons import all_lessons
from txexplain.lessons.answers import ANSWERS
from txexplain.model.lesson import Answer, Question
from txexplain.session.transaction import Session

FOLDER = ROOT / "txexplain" / "lessons"
SOURCE = (FOLDER / "answers.py").read_text(encoding="utf-8")


def stated(number: int) -> list[Answer]:
    """The answers as they stand in the file of that lesson, in order."""
    (path,) = FOLDER.glob(f"{number:02}-*.toml")
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["items"]
    return [row["is"] for row in rows if row["kind"] == "ask"]


QUESTIONS = [
    pytest.param(item, answer, id=f"{lesson.number}-{item.answer}")
    for lesson in all_lessons()
    for item, answer in zip(
        [item for item in lesson.items if isinstance(item, Question)], stated(lesson.number), strict=True
    )
]


def same(value: Answer, answer: Answer) -> bool:
    """Yes is not one, and no is not nothing."""
    return type(value) is type(answer) and value == answer


@pytest.mark.parametrize(("item", "answer"), QUESTIONS)
def test_what_is_computed_is_what_stands_beside_the_question(item: Question, answer: Answer) -> None:
    assert same(ANSWERS[item.answer](session_of(item.example), *item.numbers), answer)


Answers = Mapping[str, Callable[..., Answer]]


def wrong(answers: Answers) -> set[str]:
    """The names of those that the comparison with the literals finds to be wrong, or that fail."""
    found = set()
    for item, answer in (parameter.values for parameter in QUESTIONS):
        try:
            value = answers[item.answer](session_of(item.example), *item.numbers)
        except ValueError:
            value = "none"
        if not same(value, answer):
            found.add(item.answer)
    return found


def answers_of(source: str) -> Answers:
    module = ModuleType("answers_with_a_fault")
    exec(compile(source, module.__name__, "exec"), module.__dict__)
    return module.ANSWERS


PLANTED = {
    "coins_more": ("len(session.report.outputs) - len(", "len(session.report.outputs) + len("),
    "fee": ("return session.report.fee_sat", "return session.report.tx.output_sat"),
    "weight": ("return session.report.tx.weight_wu", "return session.report.tx.size_bytes * 4"),
    "first_block": ("lock_time + 1", "lock_time"),
    "height_before": ("_step(session, vin, stage, step - 1).stack", "_step(session, vin, stage, step).stack"),
    "checks_made": ("return len(_spend(session, vin).run.checks)", "return _signatures_that_pass(session, vin)"),
    "signatures_in_all": ("sum(check.passes for check", "sum(1 for check"),
    "ids_are_equal": ("txid == session.report.tx.wtxid", "txid != session.report.tx.wtxid"),
    "proof_hashes": ("ceil(log2(", "int(log2("),
    "amount_is_in_message": ('return vin in _covers(session, vin, check, "spent_value")', "return False"),
    "lock_time_counts": ("tx.lock_time > 0 and any(", "tx.lock_time > 0 or any("),
    "input_that_skips_its_delay": ("locks and not any(", "locks and any("),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_function_that_is_made_wrong_is_caught(name: str) -> None:
    right, fault = PLANTED[name]
    assert SOURCE.count(right) == 1
    assert name in wrong(answers_of(SOURCE.replace(right, fault)))


def test_none_is_wrong_as_it_stands() -> None:
    assert wrong(answers_of(SOURCE)) == set()


@pytest.mark.parametrize("name", ANSWERS)
def test_each_function_is_caught_that_gives_anything_else(name: str) -> None:
    def other(session: Session, *numbers: int) -> Answer:
        value = ANSWERS[name](session, *numbers)
        return not value if isinstance(value, bool) else value + 1

    assert wrong({**ANSWERS, name: other}) == {name}
