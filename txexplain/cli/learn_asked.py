"""What the options of `learn` say, and which of them go together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.cli.options import Given
from txexplain.lessons.final_test import is_final_test
from txexplain.model.course import FINAL_TEST
from txexplain.model.errors import InputError

_PRINTED = ("all", "linear", "html", "force")
_LESSONS, _TEST = "", "test"
_TAKES = {  # in each way of asking, the options that there are besides
    _LESSONS: _PRINTED,
    "student": _PRINTED,
    "teacher": _PRINTED,
    "plan": ("all", "html", "force"),
    "quiz": ("all", "count", "seed", "json", "csv", "gift"),
    "class": ("json", "csv", "html", "force"),
    _TEST: ("linear", "html", "force", "seed"),
}
_NAMED = {_TEST: f"learn {FINAL_TEST}", "quiz": "--quiz", "class": "--class"}  # where an option belongs
_MODES = ("student", "teacher", "plan", "quiz", "class")
_OF_TEST = ("", "student", "teacher")  # modes in which it is the final test, and may have a seed
_FORMS = ("json", "csv", "gift", "html")
_ALL = "all"
LONGEST = 40  # of what is repeated of a name


class Asked(NamedTuple):
    """The words after the command, the names of the marks that were set, and the options with a value."""

    words: tuple[str, ...]
    marks: frozenset[str]
    how_many: int | None = None
    seed: int | None = None
    html: str | None = None
    force: bool = False

    @property
    def mode(self) -> str:
        """What is wanted in place of the lessons themselves; empty where these are."""
        return next((mode for mode in _MODES if mode in self.marks), "")

    @property
    def name(self) -> str:
        """What the words name together."""
        return " ".join(self.words)

    @property
    def is_test(self) -> bool:
        """Whether the final test is wanted."""
        return self.mode in _OF_TEST and is_final_test(self.name)

    @property
    def is_all(self) -> bool:
        """Whether the words say that all lessons are wanted."""
        return self.name.strip().casefold() == _ALL

    @property
    def given(self) -> Given:
        return Given(html=self.html, force=self.force)

    def options(self) -> Iterator[str]:
        """The names of all that was set."""
        yield from sorted(self.marks)
        values = {"count": self.how_many, "seed": self.seed, "html": self.html, "force": self.force or None}
        yield from (name for name, value in values.items() if value is not None)


def check(asked: Asked) -> None:
    """Raises InputError where the options do not go together, or not with what the words name."""
    options = tuple(asked.options())
    for alternatives in (_MODES, _FORMS):
        both = [name for name in alternatives if name in options]
        if len(both) > 1:
            raise InputError("learn_together", one=f"--{both[0]}", other=f"--{both[1]}")
    if asked.force and asked.html is None and "force" in _TAKES[asked.mode]:
        raise InputError("force_without_file")
    others = [name for name in options if name != asked.mode]
    taken = _TAKES[asked.mode] + _TAKES[_TEST] * asked.is_test
    wrong = next((name for name in others if name not in taken), None)
    if wrong is not None:
        raise _misplaced(wrong, others, asked.mode)
    if asked.mode == "plan" and is_final_test(asked.name):
        raise InputError("test_without_plan")
    if asked.mode == "quiz" and is_final_test(asked.name):
        raise InputError("test_without_quiz")
    if _ALL in options and asked.words and not asked.is_all:
        raise InputError("learn_all_and_one", name=asked.name[:LONGEST])


def _misplaced(wrong: str, options: Sequence[str], mode: str) -> InputError:
    """That this one of the options has no place here, and where it has one that the others have too."""
    ways = _ways(options)
    if not ways:
        rest = [name for name in options if name != wrong]
        other = next((name for name in rest if not _ways((wrong, name))), rest[0])
        return InputError("learn_together", one=f"--{wrong}", other=f"--{other}")
    if _LESSONS in ways:
        return InputError("learn_together", one=f"--{mode}", other=f"--{wrong}")
    name, one = f"--{wrong}", _NAMED[ways[0]]
    error = InputError("learn_not_with", name=name, one=one, mode=f"--{mode}")
    if not mode:
        error = InputError("learn_alone", name=name, one=one)
    return error.with_facts(other=_NAMED[ways[1]], why="two") if len(ways) > 1 else error


def _ways(options: Sequence[str]) -> list[str]:
    """The ways of asking that take all of these."""
    return [way for way, taken in _TAKES.items() if set(options) <= set(taken)]
