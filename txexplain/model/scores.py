"""The scores of learners: right answers at the first try, of all, by lesson."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from txexplain.model.frozen import FrozenDict

Score = tuple[int, int]
"""How many answers were right, and of how many."""


class Learner(NamedTuple):
    """What one learner's file tells: by the names of lessons, and of the final test, the scores.

    `name` is that of the file without its ending, or that of its folder; `unknown` are names of no lesson.
    """

    name: str
    file: str
    scores: FrozenDict[str, Score]
    unknown: tuple[str, ...] = ()


class LeftOut(NamedTuple):
    """A file that no scores could be taken from, and why; `found` is what is wrong in it."""

    file: str
    reason: str
    found: str = ""


class ClassScores(NamedTuple):
    """The learners in the order of their files, the lessons that any of them took, and what was left out."""

    learners: tuple[Learner, ...]
    lessons: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()

    def of_lesson(self, name: str) -> Score:
        """Those of all learners together."""
        return total(each.scores[name] for each in self.learners if name in each.scores)

    def taken_by(self, name: str) -> int:
        """How many learners took the lesson."""
        return sum(name in each.scores for each in self.learners)

    def mean_of(self, name: str) -> int | None:
        """What share of the answers to the lesson was right, in percent, over all who took it."""
        return percent(self.of_lesson(name))

    @property
    def mean(self) -> int | None:
        """What share of all answers was right, in percent."""
        return percent(total(self.of_lesson(name) for name in self.lessons))


def total(scores: Iterable[Score]) -> Score:
    found = list(scores)
    return sum(right for right, _ in found), sum(asked for _, asked in found)


def share(score: Score) -> float:
    """Of a hundred."""
    right, asked = score
    return 100 * right / asked


def percent(score: Score) -> int | None:
    """The share as a whole number; None where nothing was asked."""
    return round(share(score)) if score[1] else None
