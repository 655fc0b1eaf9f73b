"""Questions drawn for a quiz: from the bank, and of the choices that the lessons themselves ask for.

The order of everything is that of SHA-256 of the seed and a name: alike on every machine and with every Python.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple, TypeAlias

from txexplain.lessons.bank.templates import answered, filled, templates_of
from txexplain.lessons.material import lesson_material
from txexplain.model.frozen import frozen
from txexplain.model.lesson import Answer, Lesson, LessonTexts, Question

_CHOICE = "choice"
_WRITTEN_IN = "en"
_LEANING = re.compile(
    r"^(And|Suppose|By the old rule|Which output)\b|\bwhich (step|inputs?)\b|\b(in|out)put \d|\bon the stack\b"
    r"|\b(this|(?<!which of )these|here|above|below|the two|the lock|the chance|the table)\b",
    re.IGNORECASE,
)
"""Words of a question of a lesson that leans on what is on the screen, or on the bytes of its example."""
_Source: TypeAlias = tuple[tuple[str, Question], ...]
"""What is made of one template: questions with their names."""
_OfKind: TypeAlias = tuple[str, Question]
"""A question with what it asks for."""
_Given: TypeAlias = tuple[str, Answer]
"""An answer by its kind, since yes would be equal to one."""
_OFTEN = 2  # times that an answer can be given, or in a quarter of the questions
_FEW = 10  # questions of one kind
_REMEMBERED = 100  # from which on no question has the answer of one in the lesson
_RARE = 2  # for how many one of them counts


class Drawn(NamedTuple):
    """A question, and the name of the lesson that it is about."""

    lesson: str
    question: Question


def draw(lessons: Sequence[Lesson], count: int, seed: int) -> tuple[Drawn, ...]:
    """So many questions, in the order of the lessons, each of which has its share; fewer where there are no more."""
    in_turn = sorted(lessons, key=lambda lesson: _lot(seed, lesson.name))
    shown = {item.example for lesson in lessons for item in lesson.items}
    pools = [(lesson.name, _in_turn(pool(lesson), seed, shown)) for lesson in in_turn]
    rare = {kind for _, questions in pools for kind in _rare(questions)}
    drawn: list[Drawn] = []
    kinds = Counter({kind: _lot(seed, kind)[0] % _RARE for kind in rare})
    answers: Counter[_Given] = Counter()
    while pools and len(drawn) < count:
        name, questions = pools.pop(0)
        if questions:
            kind, question = questions.pop(_best(questions, kinds, answers))
            kinds[kind] += _RARE if kind in rare else 1
            answers[_given(question)] += 1
            drawn.append(Drawn(name, question))
            pools.append((name, questions))
    places = [lesson.name for lesson in lessons]
    return tuple(_spread(sorted(drawn, key=lambda each: places.index(each.lesson)), seed))


def mixed(drawn: Iterable[Drawn], seed: int) -> tuple[Drawn, ...]:
    """The same in another order."""
    return tuple(sorted(drawn, key=lambda each: _lot(seed, f"mixed {each.question.texts[_WRITTEN_IN]['ask']}")))


@lru_cache(maxsize=64)
def pool(lesson: Lesson) -> tuple[_Source, ...]:
    """All that can be asked about the lesson, by what it is made of; no two questions have the same words."""
    own = [item for item in lesson.items if isinstance(item, Question) and item.right and not _leans(item)]
    sources = [[(f"{lesson.name} {at}", item)] for at, item in enumerate(own)]
    told = set(_remembered(lesson))
    for template in templates_of(lesson.name):
        found = filled(template, lesson)
        sources.append([(name, each) for name, each in found if each.right or answer_of(each) not in told])
    seen: set[LessonTexts] = set()
    return tuple(tuple(_unseen(source, seen)) for source in sources)


def answer_of(question: Question) -> Answer:
    """The answer, computed; of choices the digit of the right one."""
    return question.right or answered(question.answer, question.example, question.numbers)


def _remembered(lesson: Lesson) -> Iterator[Answer]:
    """The larger numbers that the lesson itself asks for."""
    answers = (lesson_material().answer(each) for each in lesson.items if isinstance(each, Question) and each.answer)
    return (each for each in answers if isinstance(each, int) and each >= _REMEMBERED)


def choices_of(question: Question, language: str) -> tuple[str, ...]:
    """The choices in their order; none where there are no choices."""
    words = question.texts[language]
    return tuple(words[key] for key in sorted(words) if key.startswith(_CHOICE))


def _leans(question: Question) -> bool:
    """Whether the question needs what the lesson says before it."""
    return bool(_LEANING.search(question.texts[_WRITTEN_IN]["ask"]))


def _unseen(source: Sequence[tuple[str, Question]], seen: set[LessonTexts]) -> Iterator[tuple[str, Question]]:
    for name, question in source:
        if question.texts not in seen:
            seen.add(question.texts)
            yield name, question


def _in_turn(sources: Sequence[_Source], seed: int, shown: set[str]) -> list[_OfKind]:
    """All questions in the order in which they are drawn: one from each source, then one from each again.

    Of a source those on examples that no lesson has `shown` come first.
    """
    by_lot = [
        [(each.example in shown, _lot(seed, name), (_kind(name, each), each)) for name, each in source]
        for source in sources
    ]
    piles = [sorted(pile, key=lambda named: named[:2]) for pile in by_lot if pile]
    piles.sort(key=lambda pile: pile[0][1])
    longest = max(map(len, piles), default=0)
    return [pile[at][2] for at in range(longest) for pile in piles if at < len(pile)]


def _kind(name: str, question: Question) -> str:
    """What is asked for: of the bank what is computed, or what the choices are; of a lesson each is of its own."""
    cases, at, *_ = name.split(" ")
    return question.answer or (f"{cases} {at}" if at.isdigit() else cases)


def _rare(questions: Sequence[_OfKind]) -> Iterator[str]:
    """The kinds of which there are few questions: they count for more, so that they do not come in each quiz."""
    often = Counter(kind for kind, _ in questions)
    return (kind for kind, count in often.items() if 1 < count < _FEW)


def _best(questions: Sequence[_OfKind], kinds: Counter[str], answers: Counter[_Given]) -> int:
    """The first of the kinds that came least whose answer was not given; else one that was not given too often."""
    in_order = sorted(range(len(questions)), key=lambda at: kinds[questions[at][0]])
    given = {at: _given(questions[at][1]) for at in in_order}
    fresh = (at for at in in_order if not _was_given(given[at], answers))
    fair = (at for at in in_order if not _is_stale(given[at], answers))
    return next(fresh, next(fair, in_order[0]))


def _was_given(given: _Given, answers: Counter[_Given]) -> bool:
    """Whether that number was the answer already; of yes and no, whether it is ahead."""
    return _is_stale(given, answers) or (given[0] != "bool" and answers[given] > 0)


def _is_stale(given: _Given, answers: Counter[_Given]) -> bool:
    """Whether whoever gives always that answer is right often enough."""
    kind, value = given
    if kind == "bool":
        return answers[given] > answers[kind, not value]
    return answers[given] >= max(_OFTEN, answers.total() // 4)


def _given(question: Question) -> _Given:
    """The answer; of choices the words of the right one, since they are turned later."""
    found = answer_of(question)
    told = question.texts[_WRITTEN_IN][f"{_CHOICE}{found}"] if isinstance(found, str) else found
    return type(found).__name__, told


def _lot(seed: int, name: str) -> bytes:
    return sha256(f"{seed} {name}".encode()).digest()


def _spread(drawn: Sequence[Drawn], seed: int) -> Iterator[Drawn]:
    """The same with the choices turned, so that of three, and of four, the right one is in each place as often."""
    often: Counter[tuple[int, int]] = Counter()
    for at, each in enumerate(drawn):
        count = len(choices_of(each.question, next(iter(each.question.texts))))
        if not count:
            yield each
            continue
        place = min(range(1, count + 1), key=lambda digit: (often[count, digit], _lot(seed, f"place {at} {digit}")))
        often[count, place] += 1
        yield each._replace(question=_turned(each.question, place, count))


def _turned(question: Question, place: int, count: int) -> Question:
    """The choices turned round until the right one is in that place."""
    by = place - int(question.right)
    moved = {f"{_CHOICE}{at}": f"{_CHOICE}{(at - 1 + by) % count + 1}" for at in range(1, count + 1)}
    texts = {
        language: {moved.get(key, key): text for key, text in words.items()}
        for language, words in question.texts.items()
    }
    return question._replace(texts=frozen(texts), right=str(place))
