"""Which lessons are done and with which scores, and where one left off: a file in the user's state folder.

It need not be there. It is an object of JSON, of which each member may be missing, and others are left as they are:

    {"done": [1, 5], "scores": {"coins": [4, 5], "script": [1, 2]},
     "at": [6, 9],
     "places": {"6": {"card": 9, "states": {"3": "right", "7": "tried"}, "tried": {"7": "2"}, "made": "8d21f1c2.21"},
                "0": {"card": 4, "states": {"1": "wrong"}, "seed": 77, "made": "03b1c22e.22"}}}

- `done`: the numbers of the lessons that are done.
- `scores`: by the name of a lesson how many of its questions and guesses were right at the first try, of how many,
  when it was taken to its end for the first time, if nothing was shown to a class.
- `at`: the number of the lesson that one was in last, and the card, from 0.
- `places`: by the number of each lesson that was left in its middle the card, how its cards were answered, and which
  choices of them were tried; of the final test, which has the number 0, the seed by which it was drawn. `made` tells
  what the lesson was then: of one that was changed since, a place says nothing.

Earlier versions kept one place, the card in `at`, and beside it `states`, without what the lesson was: of these the
lesson is taken over, to be begun again. What cannot be read at all is never written over: it is kept beside, as
`lessons.json.bad`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from txexplain.cli.alone import alone_with, when_free
from txexplain.cli.learner_files import MOST_BYTES, first_bytes
from txexplain.cli.options import MOST_SEED
from txexplain.model.course import LeftAt

_STATES = ("right", "wrong", "late", "tried", "skipped", "shown")
_CHOICES = "1234"
_MOST_CARDS = 200
_MOST_LESSONS = 100
_LONGEST_NAME = 40


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
    _change(lambda noted: {"done": sorted(done_in(noted) | {number})})


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

    def news(noted: Mapping[str, Any]) -> dict[str, Any]:
        had = scores_in(noted)
        return {} if name in had else {"scores": {**had, name: (right, asked)}}

    _change(news)


def left_at() -> tuple[int, int]:
    """The lesson that one was in last, and the card; zeros where there is none."""
    return _left_at_in(_noted())


def _left_at_in(noted: Mapping[str, Any]) -> tuple[int, int]:
    found = noted.get("at")
    if isinstance(found, list) and len(found) == 2 and all(map(_is_number, found)):
        return found[0], found[1]
    return 0, 0


def last_lesson() -> int | None:
    """The number of the lesson that one was in last, and left in its middle."""
    number, card = left_at()
    return number if card or number in places() else None


def places() -> dict[int, LeftAt]:
    """Where each lesson was left that was not taken to its end; what the file should not hold is left out."""
    return _places_in(_noted())


def _places_in(noted: Mapping[str, Any]) -> dict[int, LeftAt]:
    found = noted.get("places")
    pairs = list(found.items())[:_MOST_LESSONS] if isinstance(found, dict) else []
    read = {int(name): _place(each) for name, each in pairs if _is_card(name) and isinstance(each, dict)}
    return {number: place for number, place in read.items() if place.is_begun}


def _place(found: Mapping[str, Any]) -> LeftAt:
    card, seed, made = found.get("card"), found.get("seed"), found.get("made")
    return LeftAt(
        card if isinstance(card, int) and _is_number(card, _MOST_CARDS) else 0,
        _by_card(found.get("states"), _is_state),
        _by_card(found.get("tried"), _are_choices),
        seed if isinstance(seed, int) and _is_number(seed, MOST_SEED) else None,
        made if isinstance(made, str) and len(made) <= _LONGEST_NAME else "",
    )


def _by_card(found: object, is_one: Callable[[object], bool]) -> dict[int, str]:
    """What is told of cards by their numbers, as far as it is what it should be."""
    pairs = list(found.items())[:_MOST_CARDS] if isinstance(found, dict) else []
    return {int(card): told for card, told in pairs if _is_card(card) and is_one(told)}


def _is_card(name: str) -> bool:
    return name.isascii() and name.isdecimal() and len(name) < 4


def _is_state(value: object) -> bool:
    return isinstance(value, str) and value in _STATES


def _are_choices(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= len(_CHOICES) and set(value) <= set(_CHOICES)


def mark_place(number: int, place: LeftAt) -> None:
    """Notes where one is in that lesson, and that it was the last; where that cannot be written, nothing happens."""

    def news(noted: Mapping[str, Any]) -> dict[str, Any]:
        had = _places_in(noted)
        left = {each: it for each, it in had.items() if each != number} | ({number: place} if place.is_begun else {})
        if (number, place.card) == _left_at_in(noted) and left == had:
            return {}
        places = {str(each): _written(it) for each, it in left.items()}
        return {"at": [number, place.card], "places": places, "states": None}

    _change(news)


def _written(place: LeftAt) -> dict[str, Any]:
    """Only what there is to be told."""
    members = {"card": place.card, "states": dict(place.states), "tried": dict(place.tried), "made": place.made}
    seed = {} if place.seed is None else {"seed": place.seed}
    return {name: value for name, value in members.items() if value} | seed


def progress_path() -> Path | None:
    """Where the file is, or would be; None where there is no folder for it."""
    try:
        return _path()
    except (OSError, RuntimeError):
        return None


def _noted() -> dict[str, Any]:
    """All that the file holds; nothing where it cannot be read."""
    try:
        return _held(_path()) or {}
    except (OSError, RuntimeError):
        return {}


def _held(path: Path) -> dict[str, Any] | None:
    """All that this file holds; None where it cannot be read."""
    try:
        data = when_free(lambda: first_bytes(str(path)))
        found = None if data is None or len(data) > MOST_BYTES else json.loads(data.decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _change(news_of: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
    """Writes what this makes of what the file holds, in place of what it had of that, None to leave it out.

    What other programs write meanwhile stays. On failure, nothing happens.
    """
    with suppress(OSError, RuntimeError):
        path = _path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path = _itself(path)
        with alone_with(path):
            _rewrite(path, news_of)


def _rewrite(path: Path, news_of: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
    had = _held(path)
    news = news_of(had or {})
    if news:
        held = {**(had or {}), **news}
        left = {name: value for name, value in held.items() if value is not None or name not in news}
        _write(path, json.dumps(left) + "\n", keeps=had is None and path.is_file())


def _itself(path: Path) -> Path:
    """The file that a link there leads to, if it is or can be one; else the link, which is written over."""
    real = Path(os.path.realpath(path))
    return real if real.is_file() or (not os.path.lexists(real) and real.parent.is_dir()) else path


def _write(path: Path, text: str, *, keeps: bool) -> None:
    """All of it or nothing; what was there is kept under another name, or not. Raises OSError."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        if keeps:
            path.replace(path.with_name(f"{path.name}.bad"))
        when_free(lambda: beside.replace(path))
    finally:
        beside.unlink(missing_ok=True)


def _path() -> Path:
    """Where it is: in the system's folder for what programs remember. Raises RuntimeError where there is none."""
    from platformdirs import user_state_path

    folder = user_state_path("txexplain", appauthor=False)
    if not folder.is_absolute():  # a home that is not known stays a `~` in some versions
        raise RuntimeError(f"no folder for state: {folder}")
    return folder / "lessons.json"
