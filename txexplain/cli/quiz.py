"""`txexplain learn --quiz`: drawn questions, to print or for Moodle."""

from __future__ import annotations

from txexplain.cli.learning import Asked
from txexplain.model.lesson import Lesson
from txexplain.texts import Texts


def show_quiz(asked: Asked, lessons: tuple[Lesson, ...], texts: Texts) -> None:
    """So many questions on these lessons, as text, `--json`, `--csv` or `--gift`. Raises TxExplainError."""
    raise NotImplementedError
