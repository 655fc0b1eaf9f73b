"""The answers to the questions of the lessons: what is computed is what stands beside the question.

The literals were found without txexplain: by hand from the bytes, with python-bitcoinlib, the `ecdsa` library and
Bitcoin Core's own engine.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import pytest
from bitcoin.core import CBlock
from conftest import ROOT, session_of

from txexplain.analyse_block import analyse_block
from txexplain.bundled import load_block
from txexplain.lessons import all_lessons, lesson_of
from txexplain.lessons.answers import ANSWERS
from txexplain.lessons.blocks import block_trial
from txexplain.lessons.sessions import shown_session_of
from txexplain.model.errors import InputError
from txexplain.model.lesson import Answer, Question
from txexplain.session.transaction import Session
from txexplain.texts import LANGUAGES
from txexplain.wire.hashes import hash256

FOLDER = ROOT / "txexplain" / "lessons"
SOURCE = (FOLDER / "answers.py").read_text(encoding="utf-8")


def stated(number: int) -> list[dict[str, Any]]:
    """The questions as they stand in the file of that lesson, in order."""
    (path,) = FOLDER.glob(f"{number:02}-*.toml")
    return [row for row in tomllib.loads(path.read_text(encoding="utf-8"))["items"] if row["kind"] == "ask"]


ASKED = [
    (lesson.name, item, row)
    for lesson in all_lessons()
    for item, row in zip(
        [item for item in lesson.items if isinstance(item, Question)], stated(lesson.number), strict=True
    )
]
QUESTIONS = [pytest.param(item, row["is"], id=f"{name}-{item.answer}") for name, item, row in ASKED if item.answer]
CHOSEN = [pytest.param(item, row, id=f"{name}-{at}") for at, (name, item, row) in enumerate(ASKED) if item.right]


def same(value: Answer, answer: Answer) -> bool:
    """Yes is not one, and no is not nothing."""
    return type(value) is type(answer) and value == answer


@pytest.mark.parametrize(("item", "answer"), QUESTIONS)
def test_what_is_computed_is_what_stands_beside_the_question(item: Question, answer: Answer) -> None:
    assert same(ANSWERS[item.answer](shown_session_of(item.example), *item.numbers), answer)


def test_what_a_script_leaves_is_not_in_the_run_of_another_beside_the_question() -> None:
    """OP_2 OP_3 OP_ADD leaves 5, and 5 is all that whoever copies the picture has."""
    asked = [(item, row) for _, item, row in ASKED if item.answer == "number_left"]
    found = [(show.name, row["is"]) for item, row in asked for show in item.beside if show.what == "script"]
    assert found == [("OP_2 OP_3 OP_ADD", 7)]
    assert ANSWERS["number_left"](session_of("p2pkh"), 0x52, 0x53, 0x93) == 5


@pytest.mark.parametrize(("item", "row"), CHOSEN)
def test_the_right_choice_is_the_first_in_the_file_and_has_what_is_computed(item: Question, row: dict) -> None:
    for language in LANGUAGES:
        words = item.texts[language]
        choices = [words[key] for key in ("choice1", "choice2", "choice3", "choice4") if key in words]
        assert words[f"choice{item.right}"] == row[language]["choices"][0]
        assert sorted(choices) == sorted(row[language]["choices"])
        if item.answer and not isinstance(row["is"], bool):
            number = re.compile(rf"(?<![\d,]){row['is']:,}(?![\d,])")
            assert [each for each in choices if number.search(each)] == [words[f"choice{item.right}"]]


Answers = Mapping[str, Callable[..., Answer]]


def wrong(answers: Answers) -> set[str]:
    """The names of those that the comparison with the literals finds to be wrong, or that fail."""
    found = set()
    for item, answer in (parameter.values for parameter in QUESTIONS):
        try:
            value = answers[item.answer](shown_session_of(item.example), *item.numbers)
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
    "proof_hashes": ("proof_hashes(transactions)", "transactions - 1"),
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


ELSEWHERE = [  # answers that no lesson asks for: name, example, numbers, answer
    ("passes_in_public", "bad-signature", (0,), False),
    ("items_taken", "p2pkh", (0, 1, 3), 2),
    ("items_taken", "p2pkh", (0, 1, 0), 0),
    ("height_before", "p2pkh", (0, 1, 0), 2),
    ("height_before", "p2pkh", (0, 1, 1), 3),
    ("output_value", "p2pkh", (1,), 10_011_545),
    ("coins_more", "pizza", (), -130),
    ("script_is_same_on_testnet", "op-return", (0,), False),
    ("own_script_is_in_message", "p2wpkh", (0, 0), False),
    ("amount_is_in_message", "first", (0, 0), False),
    ("amount_is_in_message", "taproot-key", (0, 0), True),
    ("valid_without_witness_rules", "bad-signature", (0,), True),
    ("valid_without_witness_rules", "first", (0,), True),
    ("lock_time_counts", "cltv", (), True),
    ("lock_time_counts", "first", (), False),
    ("shows_a_script", "taproot-script", (1,), True),
    ("path_length", "taproot-csv", (0,), 2),
    ("other_leaves", "all-types", (9,), 2**21 - 1),
    ("witness_item_size", "p2wpkh", (0, 1), 33),
    ("checks_made", "p2pkh", (0,), 1),
    ("proof_hashes", "first", (1,), 0),
    ("proof_hashes", "first", (2,), 1),
    ("proof_hashes", "first", (3,), 2),
    ("proof_hashes", "first", (5,), 3),
    ("relative_lock_days", "first", (0,), 455),
    ("weight", "first", (), 4 * 275),
    ("rest_if_paid", "p2pkh", (0,), 42_505_594),
    ("first_block", "p2sh-multisig", (), 834_638),
    ("signatures_in_all", "bad-signature", (), 0),
    ("virtual_size", "first", (113, 110), 141),
    ("virtual_size", "first", (126, 68), 143),
    ("number_left", "first", (0x52, 0x53, 0x93), 5),
    ("number_left", "first", (0x52, 0x57, 0x94), -5),
]


@pytest.mark.parametrize(("name", "example", "numbers", "answer"), ELSEWHERE)
def test_the_functions_answer_of_other_transactions_too(
    name: str, example: str, numbers: tuple[int, ...], answer: Answer
) -> None:
    assert same(ANSWERS[name](session_of(example), *numbers), answer)


def test_a_lesson_that_there_is_not_is_named_as_far_as_there_is_room() -> None:
    assert lesson_of(" 14 ") is lesson_of("everything")
    with pytest.raises(InputError) as caught:
        lesson_of("x" * 50)
    assert (caught.value.code, caught.value.facts) == (
        "no_such_lesson",
        {"name": "x" * 40, "last": all_lessons()[-1].number},
    )


LAYOUTS = {name: analyse_block(load_block(name).raw).layout for name in ("block170", "block100000")}


def test_with_the_next_nonce_a_header_has_another_hash() -> None:
    layout = LAYOUTS["block170"]
    raw = layout.header.raw[:76] + (int.from_bytes(layout.header.raw[76:], "little") + 1).to_bytes(4, "little")
    trial = block_trial(layout, "nonce", ())
    target = (0xFFFF << 208).to_bytes(32, "little")
    assert trial[1:] == ((), (), layout.header.hash, hash256(raw), target, False)
    last = layout._replace(header=layout.header._replace(nonce=0xFFFFFFFF))
    assert block_trial(last, "nonce", ()).after == hash256(layout.header.raw[:76] + bytes(4))
    without = block_trial(layout._replace(header=layout.header._replace(bits=0)), "nonce", ())
    assert (without.wanted, without.holds) == (bytes(32), False)
    easy = block_trial(layout._replace(header=layout.header._replace(bits=0x2100FFFF)), "nonce", ())
    assert easy.holds


def test_leaves_that_change_places_or_stand_twice() -> None:
    a, b, c, d = LAYOUTS["block100000"].txids
    swapped = block_trial(LAYOUTS["block100000"], "swap", (0, 3))
    root = CBlock.build_merkle_tree_from_txids
    assert swapped[1:] == ((a, b, c, d), (d, b, c, a), root([a, b, c, d])[-1], root([d, b, c, a])[-1], *swapped[5:])
    assert (swapped.wanted, swapped.holds) == (root([a, b, c, d])[-1], False)
    twice = block_trial(LAYOUTS["block100000"], "duplicate", ())
    assert (twice.leaves_before, twice.leaves_after, twice.holds) == ((a, b, c), (a, b, c, c), True)
    assert twice.before == twice.after == twice.wanted == root([a, b, c])[-1]
