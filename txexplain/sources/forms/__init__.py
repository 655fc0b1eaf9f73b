"""The forms in which bytes stand in a text: each module reads some, and tells of each find the form and the place."""

from __future__ import annotations

from typing import NamedTuple

MIN_SIZE = 60  # bytes; no transaction with an input and an output is shorter


class Find(NamedTuple):
    """Bytes that a text may mean, the form that they were in, and where: a path in JSON, a line, or a position."""

    raw: bytes
    form: str
    place: str | int

    def line_or_path(self, text: str) -> str:
        return line_of(text, self.place) if isinstance(self.place, int) else self.place


def line_of(text: str, position: int) -> str:
    return str(text.count("\n", 0, position) + 1)
