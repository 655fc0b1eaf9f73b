"""`txexplain learn --student`, `--teacher` and `--plan`: what a teacher prints."""

from __future__ import annotations

from txexplain.cli.learning import Asked
from txexplain.model.lesson import Lesson
from txexplain.texts import Texts


def show_handouts(asked: Asked, lessons: tuple[Lesson, ...], texts: Texts) -> None:
    """The handouts of these lessons, with the answers where `teacher` is marked. Raises TxExplainError."""
    raise NotImplementedError


def show_plans(asked: Asked, lessons: tuple[Lesson, ...], texts: Texts) -> None:
    """How to hold these lessons. Raises TxExplainError."""
    raise NotImplementedError
