"""Which lessons are done and with which scores, and where one left off: a file in the user's state folder.

It need not be there. It is an object of JSON, of which each member may be missing, and others are left as they are:

    {"done": [1, 5], "scores": {"coins": [4, 5], "script": [1, 2]},
     "at": [6, 9], "states": {"3": "right", "7": "tried"}}

- `done`: the numbers of the lessons that are done.
- `scores`: by the name of a lesson how many of its questions and guesses were right at the first try, of how many,
  when it was taken to its end for the first time; what was shown to a class is not counted.
- `at`: the number of the lesson that was left in its middle, and the card, from 0.
- `states`: how the cards of that lesson were answered.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

_STATES = ("right", "wrong", "late", "tried", "skipped", "shown")
_MOST_CARDS = 200
_MOST_LESSONS = 100
_LONGEST_NAME = 40
_MOST_BYTES = 65536  # far more than it ever holds


def done_lessons() -> frozenset[int]:
    """The numbers of the lessons that are done; none where the file cannot be read."""
    return done_in(_noted())


def done_in(noted: Mapping[str, Any]) -> frozenset[int]:
    """The numbers of the lessons that are done, of what such a file holds."""
    found = noted.get("done")
    return frozenset(filter(_is_number, found[:_MOST_LESSONS])) if isinstance(found, list) else frozenset()


def _is_number(value: object, most: int = 999) -> bool:
    """Whether it is a number that such a file may hold."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def mark_done(number: int) -> None:
    """Notes the lesson as done; where that cannot be written, nothing happens."""
    _note(done=sorted(done_lessons() | {number}))


def scores() -> dict[str, tuple[int, int]]:
    """By the name of a lesson how many were right at the first try, and of how many."""
    return scores_in(_noted())


def scores_in(noted: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """The scores of what such a file holds; what is none is left out."""
    found = noted.get("scores")
    pairs = list(found.items())[:_MOST_LESSONS] if isinstance(found, dict) else []
    return {name: (score[0], score[1]) for name, score in pairs if len(name) <= _LONGEST_NAME and _is_score(score)}


def _is_score(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 2 or not all(_is_number(each, _MOST_CARDS) for each in value):
        return False
    return bool(value[0] <= value[1] and value[1])


def mark_score(name: str, right: int, asked: int) -> None:
    """Notes the score of a lesson, where there is none yet; where that cannot be written, nothing happens."""
    had = scores()
    if name not in had:
        _note(scores={each: list(score) for each, score in had.items()} | {name: [right, asked]})


def left_at() -> tuple[int, int]:
    """The lesson that was left in its middle, and the card; zeros where there is none."""
    found = _noted().get("at")
    if isinstance(found, list) and len(found) == 2 and all(map(_is_number, found)):
        return found[0], found[1]
    return 0, 0


def mark_left(number: int, card: int) -> None:
    """Notes the lesson and the card that one is at; where that cannot be written, nothing happens."""
    if (number, card) != left_at():
        _note(at=[number, card])


def states_left() -> dict[int, str]:
    """How the cards of that lesson were answered, by their numbers; what the file should not hold is left out."""
    found = _noted().get("states")
    pairs = list(found.items())[:_MOST_CARDS] if isinstance(found, dict) else []
    known = ((card, state) for card, state in pairs if state in _STATES and card.isdecimal() and len(card) < 4)
    return {int(card): state for card, state in known}


def mark_states(states: Mapping[int, str]) -> None:
    """Notes how the cards of the lesson that one is in were answered; where it cannot be written, nothing happens."""
    if dict(states) != states_left():
        _note(states={str(card): state for card, state in states.items()})


def progress_path() -> Path | None:
    """Where the file is, or would be; None where there is no folder for it."""
    try:
        return _path()
    except (OSError, RuntimeError):
        return None


def _noted() -> dict[str, Any]:
    """All that the file holds; nothing where it cannot be read."""
    try:
        path = _path()
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return {}
        found = json.loads(path.read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError, RecursionError, RuntimeError):
        return {}


def _note(**news: object) -> None:
    """Writes these in place of what the file had of them; where that cannot be written, nothing happens."""
    with suppress(OSError, RuntimeError):
        path = _path()
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            beside.write_text(json.dumps(_noted() | news) + "\n", encoding="utf-8")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def _path() -> Path:
    """Where it is: in the system's folder for what programs remember. Raises RuntimeError where there is none."""
    from platformdirs import user_state_path

    folder = user_state_path("txexplain", appauthor=False)
    if not folder.is_absolute():  # a home that is not known stays a `~` in some versions
        raise RuntimeError(f"no folder for state: {folder}")
    return folder / "lessons.json"
