"""What is said before work that takes long."""

from __future__ import annotations

from txexplain.explain.parts.numbers import grouped, rough_span
from txexplain.texts import Line, Texts

_IN_SECONDS = 100  # below, a time is told in seconds


def long_work_line(checks: int, seconds: float, texts: Texts, *, is_fast: bool) -> Line:
    """How many checks of signatures are coming at most, and how long they take; what is faster, where that is."""
    if seconds < _IN_SECONDS:
        time = texts.plain("cli", "about_seconds", count=grouped(round(seconds)))
    else:
        time = rough_span(round(seconds), texts)
    return texts.line("cli", "long_work" if is_fast else "long_work_slow", count=grouped(checks), time=time)
