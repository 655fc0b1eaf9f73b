"""The letters before choices on paper, where a digit could be taken for the answer."""

from __future__ import annotations

_LETTERS = "ABCD"


def choice_letter(place: int | str) -> str:
    """The letter of the choice at that place, counted from 1."""
    return _LETTERS[int(place) - 1]
