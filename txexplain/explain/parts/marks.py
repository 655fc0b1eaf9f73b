"""Marks, each with a word: on a verdict, and on a check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txexplain.texts import Chunk, Line, Texts

if TYPE_CHECKING:
    from txexplain.model.spend import Verdict  # which the page of a block has no use for

_MARKS = {"valid": "✓", "invalid": "✗", "unknown": "?", "label": "·"}  # by style


def verdict_line(verdict: Verdict, texts: Texts) -> Line:
    words = texts.plain("verify", f"verdict_{verdict.value}")
    return (Chunk(f"{_MARKS[verdict.value]} {words}", verdict.value),)


def answer_mark(accepted: bool | None, words: str) -> Line:
    """A tick, a cross or a question mark, and a word on it; what is refused need not be invalid."""
    style = {True: "valid", False: "odd", None: "unknown"}[accepted]
    mark = {True: "✓", False: "✗", None: "?"}[accepted]
    return (Chunk(f"{mark} {words}", style),)


def check_mark(holds: bool | None, words: str) -> Line:
    """A tick, a cross or a dot, and a word on it."""
    style = {True: "valid", False: "invalid", None: "label"}[holds]
    return (Chunk(f"{_MARKS[style]} {words}", style),)
