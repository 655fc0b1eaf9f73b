"""What came of many at once, in a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from txexplain.texts import Texts, plain

_SHORT = 0.5  # seconds, of which most is for the start


def summary(
    counts: Mapping[str, Any],
    seconds: float,
    how: str,
    noun: str,
    texts: Texts,
    *,
    judged: bool,
    owed: int | None = None,
) -> str:
    """How many there were, how fast it went, what they were found to be; `how` it ended: `done`, `stopped`, …

    `noun` is `lines`, `transactions` or `blocks`; with `judged` there are verdicts. All counted add up to the first.
    `owed` is how many transactions there should be.
    """
    read = counts["read"] + counts["blank"]
    number = plain(texts.count("many", noun, read))
    if owed is not None and read < owed:
        number = texts.plain("many", "transactions_of", count=f"{read:,}", total=f"{owed:,}")
    told = {"read": number, "time": _time(read, seconds, texts)}
    found = texts.plain("many", "between").join(_found(counts, texts, judged=judged))
    if not found:
        return texts.plain("many", how, **told)
    return texts.plain("many", f"{how}_found", **told, found=found)


def _time(count: int, seconds: float, texts: Texts) -> str:
    """How long it took, and how fast it went where that was long enough to say so."""
    if seconds < _SHORT:
        return texts.plain("many", "milliseconds", count=f"{1000 * seconds:.0f}")
    return texts.plain("many", "seconds_rate", seconds=f"{seconds:,.1f}", rate=rate_text(count, seconds))


def rate_text(count: int, seconds: float) -> str:
    """How many there are a second."""
    rate = count / max(seconds, 0.001)
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"


def _found(counts: Mapping[str, Any], texts: Texts, *, judged: bool) -> Iterator[str]:
    if judged:
        for key in ("valid", "invalid", "unknown"):
            yield texts.plain("many", key, count=f"{counts[key]:,}")
        if counts.get("coinbases"):
            yield texts.plain("many", "coinbases", count=f"{counts['coinbases']:,}")
    if counts["errors"]:
        yield plain(texts.count("many", "errors", counts["errors"], first=_first(counts["first_error"], texts)))
    if counts["blank"]:
        yield texts.plain("many", "blank", count=f"{counts['blank']:,}")


def _first(place: int | str | None, texts: Texts) -> str:
    """Where the first error is: the number of a line, or the hash of a block."""
    if place is None:
        return ""
    if isinstance(place, str):
        return texts.plain("many", "first_in_block", block=place)
    return texts.plain("many", "first", line=f"{place:,}")
