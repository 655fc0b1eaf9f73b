"""Nobody gets through the course by a rule of thumb: the same answer always, or two in turn, score under 60 %."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

import pytest

from txexplain.lessons import all_lessons
from txexplain.lessons.answers import ANSWERS
from txexplain.lessons.sessions import shown_session_of
from txexplain.model.lesson import Answer, Experiment, Lesson, Question

MOST = 0.6
OF_ONE_LENGTH = 0.4  # of the right choices may be the longest, or the shortest
FEWEST_VALID = 0.4
KINDS = ("verdicts", "choices", "yes and no")


def verdict(item: Experiment) -> str:
    """What a reader must guess: bytes that are no transaction any more are invalid."""
    return item.expected.verdict or "invalid"


def verdicts(lesson: Lesson) -> list[str]:
    return [verdict(item) for item in lesson.items if isinstance(item, Experiment)]


def outcomes(kind: str) -> list[Answer]:
    """The right answers of that kind, in the order of the course."""
    if kind == "verdicts":
        return [each for lesson in all_lessons() for each in verdicts(lesson)]
    questions = [item for lesson in all_lessons() for item in lesson.items if isinstance(item, Question)]
    if kind == "choices":
        return [item.right for item in questions if item.right]
    answers = [
        ANSWERS[item.answer](shown_session_of(item.example), *item.numbers) for item in questions if not item.right
    ]
    return [answer for answer in answers if isinstance(answer, bool)]


def rules_of_thumb(answers: Sequence[Answer]) -> list[tuple[Answer, ...]]:
    """Each answer for itself, each two in turn, and all of them in turn, upwards and downwards."""
    kinds = sorted(set(answers))
    pairs = [(one, other) for one in kinds for other in kinds if one != other]
    return [*((each,) for each in kinds), *pairs, tuple(kinds), tuple(reversed(kinds))]


def score(rule: Sequence[Answer], right: Sequence[Answer]) -> float:
    return sum(guess == answer for guess, answer in zip(cycle(rule), right, strict=False)) / len(right)


@pytest.mark.parametrize("kind", KINDS)
def test_constant_and_alternating_answers_score_under_sixty_per_cent(kind: str) -> None:
    right = outcomes(kind)
    scores = {rule: score(rule, right) for rule in rules_of_thumb(right)}
    assert len(right) > 3
    assert max(scores.values()) < MOST, scores


def test_two_fifths_of_the_experiments_leave_the_transaction_valid() -> None:
    found = outcomes("verdicts")
    assert found.count("valid") >= FEWEST_VALID * len(found)


@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: lesson.name)
def test_three_experiments_of_a_lesson_do_not_all_end_alike(lesson: Lesson) -> None:
    found = verdicts(lesson)
    assert len(found) < 3 or len(set(found)) > 1


def test_yes_is_right_as_often_as_no() -> None:
    found = outcomes("yes and no")
    assert found.count(True) == found.count(False)


@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: lesson.name)
def test_each_lesson_has_a_question_with_reasons_or_readings_to_choose_from(lesson: Lesson) -> None:
    choices = [item for item in lesson.items if isinstance(item, Question) and item.right]
    assert choices
    for words in (words for item in choices for words in item.texts.values()):
        offered = [words[key] for key in words if key.startswith("choice")]
        assert 2 <= len(offered) == len(set(offered)) <= 4


def test_the_right_choice_is_not_known_by_its_length() -> None:
    """To take the longest choice, or the shortest one, is a rule of thumb as well."""
    for language in ("en", "zh"):
        longest, shortest, count = 0, 0, 0
        for item in (item for lesson in all_lessons() for item in lesson.items):
            if isinstance(item, Question) and item.right:
                sizes = {key[-1]: len(text) for key, text in item.texts[language].items() if key[:6] == "choice"}
                others = [size for digit, size in sizes.items() if digit != item.right]
                longest += sizes[item.right] > max(others)
                shortest += sizes[item.right] < min(others)
                count += 1
        assert max(longest, shortest) < OF_ONE_LENGTH * count
