"""Numbers as people read them, and how long and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from txexplain.texts import Texts


def grouped(number: int) -> str:
    """The number in groups of three digits, with a minus sign if it is negative, not a hyphen."""
    return f"{number:,}".replace("-", "−")


def numbered(first: int, last: int) -> str:
    """The number of an input or output, or those of several neighbours: `#0`, `#0–#3`."""
    return f"#{first}" if first == last else f"#{first}–#{last}"


def ranges(numbers: Sequence[int], limit: int | None = None) -> str:
    """Rising numbers of inputs or outputs, neighbours together, the first `limit` of them: `#0, #2–#5, …`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    words = [numbered(*run) for run in runs[:limit]]
    return ", ".join([*words, "…"] if len(words) < len(runs) else words)


def byte_numbers(start: int, end: int) -> str:
    """The numbers of the bytes from `start` to before `end`: `5–8`, or of one byte `5`."""
    return grouped(start) if end == start + 1 else f"{grouped(start)}–{grouped(end - 1)}"


def utc(seconds: int) -> str:
    """Seconds since 1970 as a date and time, in UTC. Any 32-bit number is in range."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}"


def fee_rate(fee_sat: int, vsize_vb: int) -> str:
    """Satoshi per virtual byte, with two decimals at most, rounded half up in whole numbers; of less one digit."""
    if fee_sat and 200 * abs(fee_sat) < vsize_vb:
        return _small_rate(fee_sat, vsize_vb)
    hundredths = (200 * abs(fee_sat) + vsize_vb) // (2 * vsize_vb)
    whole, rest = divmod(hundredths, 100)
    sign = "-" if fee_sat < 0 else ""
    return sign + f"{whole:,}.{rest:02d}".rstrip("0").rstrip(".")


def _small_rate(fee_sat: int, vsize_vb: int) -> str:
    """One that two decimals would make 0: `0.004`."""
    decimals = 3
    while 2 * abs(fee_sat) * 10**decimals < vsize_vb:
        decimals += 1
    digit = (2 * abs(fee_sat) * 10**decimals + vsize_vb) // (2 * vsize_vb)
    return ("-" if fee_sat < 0 else "") + f"0.{digit:0{decimals}d}"


def rough_span(seconds: int, texts: Texts) -> str:
    """About how long that is: days, hours or minutes."""
    for key, size in (("span_days", 86_400), ("span_hours", 3_600)):
        if seconds >= 2 * size:
            return texts.plain("page", key, count=grouped(round(seconds / size)))
    minutes = round(seconds / 60)
    return texts.plain("page", "span_minutes" if minutes > 1 else "span_minute", count=grouped(minutes))


def shortened(identifier: str, head: int = 8, tail: int = 8) -> str:
    """The two ends of an id or address, to tell it by."""
    return identifier if len(identifier) <= head + tail + 1 else f"{identifier[:head]}…{identifier[-tail:]}"


def in_bytes(size: int, texts: Texts) -> str:
    """So many bytes, in words: `1 byte`, `20 bytes`."""
    return texts.plain("page", "in_bytes_one" if size == 1 else "in_bytes_many", count=grouped(size))


def sizes(facts: Mapping[str, object], texts: Texts) -> dict[str, str]:
    """The facts that are numbers of bytes, in words: `size` as `in_size`, `limit_bytes` as `in_limit_bytes`."""
    named = ((name, fact) for name, fact in facts.items() if name == "size" or name.endswith("_bytes"))
    return {f"in_{name}": in_bytes(fact, texts) for name, fact in named if isinstance(fact, int)}
