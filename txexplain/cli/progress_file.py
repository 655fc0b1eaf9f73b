"""Which lessons are done, and where one left off: a file in the user's state folder, which need not be there."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

_STATES = ("right", "wrong", "skipped", "shown")
_MOST_CARDS = 200
_MOST_BYTES = 65536  # far more than it ever holds


def done_lessons() -> frozenset[int]:
    """The numbers of the lessons that are done; none where the file cannot be read."""
    found = _noted().get("done")
    return (
        frozenset(number for number in found if isinstance(number, int)) if isinstance(found, list) else frozenset()
    )


def mark_done(number: int) -> None:
    """Notes the lesson as done; where that cannot be written, nothing happens."""
    _note(done=sorted(done_lessons() | {number}))


def left_at() -> tuple[int, int]:
    """The lesson that was left in its middle, and the card; zeros where there is none."""
    found = _noted().get("at")
    if isinstance(found, list) and len(found) == 2 and all(isinstance(each, int) and each >= 0 for each in found):
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
        beside.write_text(json.dumps(_noted() | news) + "\n", encoding="utf-8")
        beside.replace(path)


def _path() -> Path:
    """Where it is: in the system's folder for what programs remember. Raises RuntimeError where there is none."""
    from platformdirs import user_state_path

    folder = user_state_path("txexplain", appauthor=False)
    if not folder.is_absolute():  # a home that is not known stays a `~` in some versions
        raise RuntimeError(f"no folder for state: {folder}")
    return folder / "lessons.json"
