"""Which lessons are done: a file in the user's state folder, which may be missing and need not be writable."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

_MOST_BYTES = 65536  # far more than it ever holds


def done_lessons() -> frozenset[int]:
    """The numbers of the lessons that are done; none where the file cannot be read."""
    try:
        path = _path()
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return frozenset()
        found = json.loads(path.read_text(encoding="utf-8"))
        return frozenset(number for number in found["done"] if isinstance(number, int))
    except (OSError, ValueError, TypeError, KeyError, RuntimeError):
        return frozenset()


def mark_done(number: int) -> None:
    """Notes the lesson as done; where that cannot be written, nothing happens."""
    with suppress(OSError, RuntimeError):
        path = _path()
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        beside.write_text(json.dumps({"done": sorted(done_lessons() | {number})}) + "\n", encoding="utf-8")
        beside.replace(path)


def _path() -> Path:
    """Where it is: in the system's folder for what programs remember. Raises RuntimeError where there is none."""
    from platformdirs import user_state_path

    folder = user_state_path("txexplain", appauthor=False)
    if not folder.is_absolute():  # a home that is not known stays a `~` in some versions
        raise RuntimeError(f"no folder for state: {folder}")
    return folder / "lessons.json"
