"""The bank of questions: answers held to literals, words to their figures, and no question that answers itself."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

import pytest
from conftest import EXAMPLES, session_of

from txexplain.lessons import all_lessons
from txexplain.lessons.bank.cases import CASES, PLAIN
from txexplain.lessons.bank.templates import banked_lessons, templates_of
from txexplain.lessons.drawing import answer_of, choices_of, pool
from txexplain.lessons.quiz_answers import QUIZ_ANSWERS
from txexplain.model.lesson import Answer, Lesson, Question
from txexplain.texts import LANGUAGES

LESSONS = {lesson.name: lesson for lesson in all_lessons()}
TEMPLATES = [template for name in banked_lessons() for template in templates_of(name)]
LONG = 1_000

LITERALS = [  # counted by hand from the bytes and the figures of the examples
    ("quiz_coins_fewer", "pizza", (), 130),
    ("quiz_created", "p2pkh", (), 42_465_594),
    ("quiz_fee_rate", "p2wpkh", (), 100),
    ("quiz_fee_without_output", "p2pkh", (1,), 10_051_545),
    ("quiz_fee_at", "p2wpkh", (7,), 987),
    ("quiz_package_rate", "p2wpkh", (4_400, 110), 73),
    ("quiz_replacement_fee", "p2wpkh", (), 14_115),
    ("quiz_lock_time", "p2pkh", (), 410_393),
    ("quiz_vsize", "taproot-key", (), 143),
    ("quiz_outputs_signed", "sighash-single", (1, 0), 1),
    ("quiz_outputs_signed", "p2pkh", (0, 0), 2),
    ("quiz_output_is_signed", "sighash-single", (1, 0, 0), False),
    ("quiz_output_is_signed", "sighash-single", (1, 0, 1), True),
    ("quiz_coins_signed", "anyonecanpay", (0, 0), 1),
    ("quiz_coins_signed", "coinjoin", (2, 0), 5),
    ("quiz_amounts_signed", "taproot-script", (0, 0), 2),
    ("quiz_amounts_signed", "coinjoin", (2, 0), 1),
    ("quiz_signatures_left", "sighash-single", (0,), 1),
    ("quiz_signatures_left", "p2pkh", (0,), 0),
    ("quiz_witness_size", "p2wpkh", (0,), 108),
    ("quiz_input_weight", "p2wpkh", (0,), 272),
    ("quiz_dust_limit", "p2wpkh", (0,), 294),
    ("quiz_dust_limit", "p2pkh", (0,), 546),
    ("quiz_relative_blocks", "csv", (0,), 288),
    ("quiz_block_after_delay", "csv", (0, 800_000), 800_288),
    ("quiz_signals_replacement", "csv", (), True),
    ("quiz_signals_replacement", "p2pkh", (), False),
    ("quiz_pays_back", "p2pkh", (), False),
    ("quiz_pays_back", "first", (), True),
    ("quiz_locks_joined", "pizza", (5,), 1),
    ("quiz_equal_outputs", "coinjoin", (), 5),
    ("quiz_confirmations", "first", (170, 175), 6),
    ("quiz_hashes_in_control_block", "first", (97,), 2),
    ("quiz_control_block_size", "first", (21,), 705),
    ("quiz_leaves_beside", "first", (3,), 7),
    ("quiz_proof_bytes", "first", (2_000,), 352),
    ("quiz_proof_bytes", "first", (1,), 0),
    ("quiz_key_size", "first", (4,), 65),
    ("quiz_key_size", "first", (2,), 33),
    ("quiz_ways_to_sign", "first", (2, 3), 3),
    ("quiz_keys_to_lose", "first", (2, 3), 1),
    ("quiz_multisig_items", "first", (2, 3), 8),
    ("quiz_keys_tried", "first", (3, 1), 3),
    ("quiz_keys_tried", "first", (5, 4), 2),
    ("quiz_signatures_missing", "first", (3, 1), 2),
    ("quiz_balance_left", "first", (1_000, 300, 50), 750),
    ("quiz_first_timeout", "first", (100, 40, 2), 180),
]


def same(value: Answer, answer: Answer) -> bool:
    return type(value) is type(answer) and value == answer


@pytest.mark.parametrize(("name", "example", "numbers", "answer"), LITERALS)
def test_an_answer_is_what_was_counted_by_hand(
    name: str, example: str, numbers: tuple[int, ...], answer: Answer
) -> None:
    assert same(QUIZ_ANSWERS[name](session_of(example), *numbers), answer)


def test_every_answer_is_counted_and_every_one_is_asked_for() -> None:
    assert {name for name, *_ in LITERALS} == set(QUIZ_ANSWERS)
    assert set(QUIZ_ANSWERS) == {each.answer for each in TEMPLATES if each.answer.startswith("quiz_")}
    assert {each.cases for each in TEMPLATES} == {*CASES, *PLAIN}


@pytest.mark.parametrize("example", ["bare-multisig", "p2sh-multisig", "first-multisig"])
def test_a_multisig_takes_as_many_items_as_its_numbers_say(example: str) -> None:
    """Held to the script engine."""
    session = session_of(example)
    stage = session.trace(0, keep_steps=100).run.stages[-1]
    before, last = len(stage.steps[-2].stack), stage.steps[-1]
    required, total = (stage.steps[at].instruction.opcode - 0x50 for at in (0, -2))
    assert QUIZ_ANSWERS["quiz_multisig_items"](session, required, total) == before - last.kept


def lesson_for(name: str) -> Lesson:
    """The lesson, or where it is not there yet one with its name that shows nothing."""
    return LESSONS.get(name) or next(iter(LESSONS.values()))._replace(name=name, items=())


def banked() -> Iterator[tuple[str, Question]]:
    """Every question of the bank with its name."""
    for lesson in banked_lessons():
        for source in pool(lesson_for(lesson)):
            yield from (named for named in source if not named[0].startswith(f"{lesson} "))


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_lesson_has_two_to_four_templates() -> None:
    assert set(LESSONS) <= set(banked_lessons())
    assert {2 <= len(templates_of(name)) <= 4 for name in banked_lessons()} == {True}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: f"{each.lesson}-{each.cases}-{each.answer}")
def test_a_template_says_the_same_in_every_language(template: object) -> None:
    texts = template.texts  # type: ignore[attr-defined]
    assert set(texts) == set(LANGUAGES)
    for words in texts.values():
        assert set(words.get("words", {})) == set(texts["en"].get("words", {}))
        assert set(words) - {"words"} == {"ask", "hint", "after"}
    assert len({frozenset(gaps(words["ask"])) for words in texts.values()}) == 1


def test_a_figure_that_is_a_word_has_one_in_every_language() -> None:
    for _, question in banked():
        for words in question.texts.values():
            assert "{" not in "".join(words.values())
            assert not {"height", "time", "seconds", "empty"} & set(words.values())


def test_no_question_says_its_answer() -> None:
    """But for that of a coin, which is asked whether it is spent whole: all its choices are in the question."""
    for name, question in banked():
        answer = answer_of(question)
        for words in question.texts.values():
            numbers = {int(digits.replace(",", "")) for digits in re.findall(r"\d[\d,]*\d|\d", words["ask"])}
            if type(answer) is int and answer >= LONG:
                assert answer not in numbers, name
            if isinstance(answer, str) and len(words[f"choice{answer}"]) > 9 and "whole_coin" not in name:
                assert words[f"choice{answer}"] not in words["ask"], name


def test_only_transactions_that_stand_by_the_rules_of_today_are_asked_about() -> None:
    """Not that of an invalid spend, whose coins are none, nor one that a later rule would refuse."""
    asked = {question.example for _, question in banked()}
    assert not asked & {"bad-signature", "bad-taproot", "sighash-none", "nonce-reuse", "nop2", "before-p2sh"}
    assert {"coinbase", "p2wpkh", "taproot-key"} <= asked


def test_the_coin_of_the_first_block_is_not_spent() -> None:
    assert not [name for name, question in banked() if "whole_coin" in name and question.example == "genesis"]


def test_a_step_is_named_by_an_instruction_that_the_script_has_once() -> None:
    for name, question in banked():
        if name.startswith("height "):
            script, opcode = re.search(r"`(.+?)`.*just before `(.+)` runs", question.texts["en"]["ask"]).groups()  # type: ignore[union-attr]
            assert script.split().count(opcode) == 1, name


@pytest.mark.parametrize("cases", ["height", "pile"])
def test_a_script_on_paper_explains_its_pushes_and_the_timelocks_that_the_lesson_does_not(cases: str) -> None:
    """The lesson on scripts has neither of the two opcodes, and a sheet has no hints."""
    found = set()
    for ask in [each.texts["en"]["ask"] for name, each in banked() if name.startswith(f"{cases} ")]:
        assert "`<n>` pushes n bytes." in ask
        (script,) = re.findall(r"`(.*<\d+>.*?)`", ask)
        for opcode in ("OP_CHECKLOCKTIMEVERIFY", "OP_CHECKSEQUENCEVERIFY"):
            told = f"`{opcode}` looks at the top item and leaves it there." in ask
            assert told == (opcode in script.split())
            found.add((opcode, told))
    assert len(found) == 4


def test_a_multisig_is_tried_as_often_as_the_engine_tries_it() -> None:
    tried = 0
    for example in ("p2sh-multisig", "p2wsh-multisig", "bare-multisig"):
        stage = session_of(example).trace(0, keep_steps=100).run.stages[-1]
        keys = [step.instruction.data for step in stage.steps[1:-2]]
        first = min(keys.index(check.public_key) + 1 for check in stage.checks if check.passes)
        assert QUIZ_ANSWERS["quiz_keys_tried"](session_of(example), len(keys), first) == len(stage.checks)
        tried += len(stage.checks)
    assert tried > 3


def test_choices_are_short_different_and_alike_in_number_in_every_language() -> None:
    for name, question in banked():
        found = [choices_of(question, language) for language in LANGUAGES]
        assert len({len(choices) for choices in found}) == 1
        for choices in found:
            assert len(set(choices)) == len(choices), name
            assert not choices or 2 <= len(choices) <= 4, name
            assert all(len(choice.split()) <= 12 for choice in choices), name


def test_the_first_choice_is_right_before_the_choices_are_turned() -> None:
    assert {question.right for _, question in banked()} == {"", "1"}


def test_a_number_that_is_asked_for_can_be_typed() -> None:
    for name, question in banked():
        answer = answer_of(question)
        assert isinstance(answer, str | bool) or answer >= 0, name


SCRIPTS = {  # by how a script begins, in hex: the kind
    r"76a914.{40}88ac": "P2PKH",
    r"a914.{40}87": "P2SH",
    r"0014.{40}": "P2WPKH",
    r"0020.{64}": "P2WSH",
    r"5120.{64}": "P2TR",
}


def test_the_kind_of_a_script_is_that_of_its_bytes() -> None:
    found = 0
    for name, question in banked():
        if name.startswith("kind_of_script"):
            (script,) = re.findall(r"`([0-9a-f]+)`", question.texts["en"]["ask"])
            (kind,) = [kind for form, kind in SCRIPTS.items() if re.fullmatch(form, script)]
            assert question.texts["en"]["choice1"] == kind
            found += 1
    assert found > 50


def test_a_shown_txid_is_reversed_by_bytes() -> None:
    for name, question in banked():
        if name.startswith("stored_txid"):
            (end,) = re.findall(r"`([0-9a-f]{8})`", question.texts["en"]["ask"])
            assert question.texts["en"]["choice1"] == f"`{bytes.fromhex(end)[::-1].hex()}…`"
            assert question.example in EXAMPLES


def is_true(item: bytes) -> bool:
    """Not zero, nor negative zero."""
    return any(item) and not (item[-1] == 0x80 and not any(item[:-1]))


def test_items_that_mean_false_are_zeros() -> None:
    for name, question in banked():
        if name.startswith("false_item"):
            items = [question.texts["en"][f"choice{digit}"].strip("`") for digit in "1234"]
            values = [is_true(b"" if "empty" in item else bytes.fromhex(item)) for item in items]
            fails = " fail?" in question.texts["en"]["ask"]
            assert values == ([False, True, True, True] if fails else [True, False, False, False])


def test_each_false_item_of_the_quiz_is_taught_by_the_lesson() -> None:
    asked = [question.texts["en"] for name, question in banked() if name.startswith("false_item")]
    false = {words["choice1"] for words in asked if " fail?" in words["ask"]}
    false |= {words[f"choice{at}"] for words in asked if " succeed?" in words["ask"] for at in (2, 3, 4)}
    assert false == {"an empty item", "`00`", "`0000`", "`80`"}
    for language, empty in (("en", "an empty item"), ("zh", "空元素")):
        told = [each.texts[language].get("text", "") for each in LESSONS["script"].items]
        (taught,) = [text for text in told if re.search(r"\*\*(True|真)\*\*", text)]
        assert all(item in taught for item in (empty, "`00`", "`0000`", "`80`"))


def test_each_lesson_has_many_different_questions() -> None:
    sizes = {name: sum(map(len, pool(lesson_for(name)))) for name in banked_lessons()}
    assert min(sizes.values()) >= 15
    assert sum(sizes.values()) > 1_200
