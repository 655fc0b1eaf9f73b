"""Quizzes on paper, so that all they have to say is said."""

from __future__ import annotations

from collections.abc import Iterator


def of_quizzes() -> Iterator[list[str]]:
    """On all lessons, on one, and of one with more questions than there are."""
    yield ["learn", "all", "--quiz", "--count", "60"]
    yield ["learn", "trees", "--quiz", "--count", "200"]
