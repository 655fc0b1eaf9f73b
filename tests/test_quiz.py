"""Questions drawn for a quiz: the same for a seed, none twice, every lesson its share, no answer to be guessed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

import pytest

from txexplain.lessons import all_lessons, lesson_of
from txexplain.lessons.bank.cases import PLAIN
from txexplain.lessons.bank.templates import templates_of
from txexplain.lessons.drawing import Drawn, answer_of, choices_of, draw, pool
from txexplain.lessons.final_test import final_test
from txexplain.lessons.material import lesson_material
from txexplain.model.frozen import frozen
from txexplain.model.lesson import Question
from txexplain.texts import LANGUAGES

LESSONS = all_lessons()
MANY = 200  # seeds
LENGTH = 20
SAME_ELSEWHERE = """
from txexplain.lessons import all_lessons
from txexplain.lessons.drawing import draw
drawn = draw(all_lessons(), 9, 5)
print(repr([(each.lesson, each.question.texts["en"]["ask"], each.question.right) for each in drawn]))
"""


def asked(drawn: Sequence[Drawn]) -> list[str]:
    return [each.question.texts["en"]["ask"] + str(choices_of(each.question, "en")) for each in drawn]


def test_a_seed_gives_the_same_questions_in_another_process_too() -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    ran = subprocess.run([sys.executable, "-c", SAME_ELSEWHERE], capture_output=True, text=True, env=environment)
    here = [(each.lesson, each.question.texts["en"]["ask"], each.question.right) for each in draw(LESSONS, 9, 5)]
    assert ran.stdout.strip() == repr(here)


def test_the_order_is_that_of_the_hashes_of_seed_and_name() -> None:
    first = draw(LESSONS, 1, 4)[0].lesson
    assert first == min((lesson.name for lesson in LESSONS), key=lambda name: sha256(f"4 {name}".encode()).digest())


def test_other_seeds_give_other_questions() -> None:
    quizzes = {tuple(asked(draw(LESSONS, LENGTH, seed))) for seed in range(20)}
    assert len(quizzes) == 20


def test_no_question_comes_twice_and_every_lesson_has_its_share() -> None:
    drawn = draw(LESSONS, 5 * len(LESSONS), 3)
    assert len(set(asked(drawn))) == len(drawn)
    assert set(Counter(each.lesson for each in drawn).values()) == {5}
    names = [lesson.name for lesson in LESSONS]
    assert [each.lesson for each in drawn] == sorted((each.lesson for each in drawn), key=names.index)


def test_there_are_fewer_questions_where_the_pool_is_empty() -> None:
    trees = lesson_of("trees")
    everything = sum(map(len, pool(trees)))
    assert len(draw((trees,), everything - 1, 1)) == everything - 1
    assert len(draw((trees,), 10_000, 1)) == everything


def test_no_lesson_gives_no_questions() -> None:
    assert draw((), 5, 1) == ()


CHOICE = {
    "en": {"ask": "Why?", "hint": "h", "after": "a", "choice1": "yes", "choice2": "no"},
    "zh": {"ask": "为什么？", "hint": "h", "after": "a", "choice1": "是", "choice2": "否"},
}


@pytest.mark.parametrize(
    ("ask", "is_asked"),
    [
        ("Why?", True),
        ("Which of these is it?", True),
        ("And why?", False),
        ("Which of the two is it?", False),
        ("Why does this transaction pay output 1 back?", False),
        ("What do these bytes show?", False),
        ("Which output of `first` is the change?", False),
        ("What is on the stack when the output script begins?", False),
        ("If output 5 were changed, which inputs would fail?", False),
    ],
)
def test_choices_of_a_lesson_are_asked_too_unless_they_lean_on_what_comes_before(ask: str, is_asked: bool) -> None:
    texts = {**CHOICE, "en": {**CHOICE["en"], "ask": ask}}
    own = Question("first", "", (), None, (), frozen(texts), "2")
    lesson = lesson_of("fee")._replace(items=(own,))
    assert (own.texts in {question.texts for source in pool(lesson) for _, question in source}) is is_asked


def test_examples_that_no_lesson_shows_come_first() -> None:
    shown = {item.example for lesson in LESSONS for item in lesson.items}
    drawn = [each.question for each in draw(LESSONS, len(LESSONS), 2)]
    fresh = [each for each in drawn if each.example not in shown]
    assert len(fresh) > len(LESSONS) / 4


def constant_shares(drawn: Sequence[Drawn]) -> tuple[float, float]:
    """What scores who gives one answer to all that are alike; and of the choices alone."""
    answers = [answer_of(each.question) for each in drawn]
    kinds = [[each for each in answers if type(each) is kind] for kind in (bool, str, int)]
    best = [max(Counter(kind).values(), default=0) for kind in kinds]
    return sum(best) / len(answers), best[1] / len(kinds[1]) if len(kinds[1]) > 4 else 0


def test_no_constant_answer_is_right_in_sixty_of_a_hundred_questions() -> None:
    for seed in range(MANY):
        whole, choices = constant_shares(draw(LESSONS, LENGTH, seed))
        assert whole < 0.6, seed
        assert choices < 0.6, seed


def test_the_right_one_of_four_choices_is_in_each_place_about_as_often() -> None:
    places: Counter[str] = Counter()
    for seed in range(MANY // 2):
        found = [each.question for each in draw(LESSONS, LENGTH, seed)]
        places.update(each.right for each in found if len(choices_of(each, "en")) == 4)
    assert max(places.values()) < 0.3 * places.total()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_choice_is_the_longest_in_fewer_than_forty_of_a_hundred(language: str) -> None:
    longest, count = 0, 0
    for seed in range(MANY // 2):
        for each in draw(LESSONS, LENGTH, seed):
            sizes = [len(words.strip("`")) for words in choices_of(each.question, language)]
            if sizes:
                right = sizes.pop(int(each.question.right) - 1)
                longest += right > max(sizes)
                count += 1
    assert longest < 0.4 * count


def test_a_quiz_of_ten_asks_for_different_things_and_no_number_twice() -> None:
    for seed in range(MANY):
        drawn = [each.question for each in draw(LESSONS, 10, seed)]
        computed = [each.answer for each in drawn if each.answer]
        assert len(set(computed)) == len(computed)
        numbers = [answer for answer in map(answer_of, drawn) if type(answer) is int]
        assert len(set(numbers)) == len(numbers)


def test_of_one_lesson_everything_that_it_can_ask_for_comes_before_something_comes_again() -> None:
    for seed in range(20):
        drawn = [each.question for each in draw((lesson_of("trees"),), 8, seed)]
        assert {each.answer for each in drawn if each.answer} == {each.answer for each in templates_of("trees")}
        assert max(Counter(each.answer for each in drawn if each.answer).values()) <= 3


def test_the_final_test_is_not_in_the_order_of_the_lessons() -> None:
    names = [lesson.name for lesson in LESSONS]
    for seed in range(20):
        places = [names.index(name) for name in final_test(seed).drawn_from]
        assert sorted(places) != places


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_of_every_lesson_a_quiz_can_be_drawn_with_any_seed(lesson: object) -> None:
    for seed in range(MANY):
        drawn = draw((lesson,), 4, seed)  # type: ignore[arg-type]
        assert len(drawn) == 4
    assert constant_shares(draw((lesson,), LENGTH, 1))[0] < 0.6  # type: ignore[arg-type]


def test_the_right_choice_is_turned_to_another_place_with_its_words() -> None:
    by_ask: dict[tuple[object, ...], set[tuple[str, str]]] = {}
    for seed in range(30):
        for each in draw((lesson_of("address"),), 4, seed):
            question = each.question
            if question.right:
                said = {words[f"choice{question.right}"] for words in question.texts.values()}
                assert len(said) <= len(LANGUAGES)
                ask = question.texts["en"]["ask"], *sorted(choices_of(question, "en"))
                by_ask.setdefault(ask, set()).add((question.right, question.texts["en"][f"choice{question.right}"]))
    assert all(len({words for _, words in found}) == 1 for found in by_ask.values())
    assert len({right for found in by_ask.values() for right, _ in found}) == 4


def test_numbers_come_from_examples_that_the_lesson_does_not_show() -> None:
    for lesson in LESSONS:
        shown = {lesson.example, *(item.example for item in lesson.items)}
        plain = {each.cases for each in templates_of(lesson.name)} & set(PLAIN)
        for source in pool(lesson):
            for name, question in source:
                if name.split()[0] != lesson.name and name.split()[0] not in plain:
                    assert question.example not in shown, name


@pytest.mark.parametrize("name", ["price", "confirmation", "bytes"])
def test_no_larger_number_that_a_lesson_asks_for_is_asked_for_again(name: str) -> None:
    lesson = lesson_of(name)
    asked = [item for item in lesson.items if isinstance(item, Question) and item.answer]
    told = {value for item in asked if (value := lesson_material().answer(item)) >= 100}
    drawn = [each for source in pool(lesson) for _, each in source if not each.right]
    assert told
    assert drawn
    assert not told & {answer_of(each) for each in drawn}
