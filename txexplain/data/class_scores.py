"""The scores of a class as plain data: what `learn --class --json` prints."""

from __future__ import annotations

from txexplain.data import Data
from txexplain.model.scores import ClassScores, Learner, Score, percent, total


def class_data(found: ClassScores) -> Data:
    """The files in the order in which they were named, the lessons in theirs."""
    return {
        "files": [_learner(each) for each in found.learners],
        "lessons": [_lesson(name, found) for name in found.lessons],
        "mean_percent": found.mean,
        "left_out": [{"file": _text(each.file), "reason": each.reason} for each in found.left_out],
    }


def _learner(learner: Learner) -> Data:
    scores: dict[str, Data] = {name: _score(score) for name, score in learner.scores.items()}
    together = total(learner.scores.values())
    return {
        "name": learner.name,
        "file": _text(learner.file),
        "scores": scores,
        **_score(together),
        "percent": percent(together),
        "unknown_lessons": [_text(name) for name in learner.unknown],
    }


def _text(name: str) -> str:
    """The name with halves of surrogate pairs written out: readers of JSON refuse these."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _score(score: Score) -> dict[str, Data]:
    return {"right": score[0], "asked": score[1]}


def _lesson(name: str, found: ClassScores) -> Data:
    taken = found.taken_by(name)
    mean = found.mean_of(name)
    return {"name": name, "learners": taken, **_score(found.of_lesson(name)), "mean_percent": mean}
