"""Questions drawn for a quiz: from the bank, and of the choices that the lessons themselves ask for.

The order of everything is that of SHA-256 of the seed and a name: alike on every machine and with every Python.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple, TypeAlias

from txexplain.lessons.answers import answer
from txexplain.lessons.bank import filled, templates_of
from txexplain.lessons.sessions import session_of
from txexplain.model.frozen import frozen
from txexplain.model.lesson import Answer, Lesson, LessonTexts, Question

_CHOICE = "choice"
_Source: TypeAlias = tuple[tuple[str, Question], ...]
"""What is made of one template: questions with their names."""


class Drawn(NamedTuple):
    """A question, and the name of the lesson that it is about."""

    lesson: str
    question: Question


def draw(lessons: Sequence[Lesson], count: int, seed: int) -> tuple[Drawn, ...]:
    """So many questions, in the order of the lessons, each of which has its share; fewer where there are no more."""
    in_turn = sorted(lessons, key=lambda lesson: _lot(seed, lesson.name))
    pools = [(lesson.name, _in_turn(pool(lesson), seed)) for lesson in in_turn]
    drawn: list[Drawn] = []
    answers: Counter[Answer] = Counter()
    while pools and len(drawn) < count:
        name, questions = pools.pop(0)
        if questions:
            question = questions.pop(_best(questions, answers))
            answers[_yes_or_no(question)] += 1
            drawn.append(Drawn(name, question))
            pools.append((name, questions))
    places = [lesson.name for lesson in lessons]
    return tuple(_spread(sorted(drawn, key=lambda each: places.index(each.lesson)), seed))


@lru_cache(maxsize=64)
def pool(lesson: Lesson) -> tuple[_Source, ...]:
    """All that can be asked about the lesson, by what it is made of; no two questions have the same words."""
    own = [item for item in lesson.items if isinstance(item, Question) and item.right]
    sources = [[(f"{lesson.name} {at}", item)] for at, item in enumerate(own)]
    sources += [list(filled(template, lesson)) for template in templates_of(lesson.name)]
    seen: set[LessonTexts] = set()
    return tuple(tuple(_unseen(source, seen)) for source in sources)


def answer_of(question: Question) -> Answer:
    """The answer, computed; of choices the digit of the right one."""
    return question.right or answer(question.answer, session_of(question.example), question.numbers)


def choices_of(question: Question, language: str) -> tuple[str, ...]:
    """The choices in their order; none where there are no choices."""
    words = question.texts[language]
    return tuple(words[key] for key in sorted(words) if key.startswith(_CHOICE))


def _unseen(source: Sequence[tuple[str, Question]], seen: set[LessonTexts]) -> Iterator[tuple[str, Question]]:
    for name, question in source:
        if question.texts not in seen:
            seen.add(question.texts)
            yield name, question


def _in_turn(sources: Sequence[_Source], seed: int) -> list[Question]:
    """All questions in the order in which they are drawn: one from each source, then one from each again."""
    piles = [sorted(source, key=lambda named: _lot(seed, named[0])) for source in sources if source]
    piles.sort(key=lambda pile: _lot(seed, f"source {pile[0][0]}"))
    longest = max(map(len, piles), default=0)
    return [pile[at][1] for at in range(longest) for pile in piles if at < len(pile)]


def _best(questions: Sequence[Question], answers: Counter[Answer]) -> int:
    """The first whose answer is not one of yes and no that was the answer more often than the other already."""
    often = answers[True] - answers[False]
    ahead = often > 0 if often else None
    return next((at for at, each in enumerate(questions) if _yes_or_no(each) is not ahead or ahead is None), 0)


def _yes_or_no(question: Question) -> Answer:
    """The answer where it is yes or no; otherwise nothing."""
    found = answer_of(question)
    return found if isinstance(found, bool) else ""


def _lot(seed: int, name: str) -> bytes:
    return sha256(f"{seed} {name}".encode()).digest()


def _spread(drawn: Sequence[Drawn], seed: int) -> Iterator[Drawn]:
    """The same with the choices turned, so that the right one is in each place about as often."""
    often: Counter[int] = Counter()
    for at, each in enumerate(drawn):
        count = len(choices_of(each.question, next(iter(each.question.texts))))
        if not count:
            yield each
            continue
        place = min(range(1, count + 1), key=lambda digit: (often[digit], _lot(seed, f"place {at} {digit}")))
        often[place] += 1
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
