"""Names and sentences for kinds of spend, types of output and shapes of script."""

from __future__ import annotations

from txexplain.explain.numbers import grouped, utc
from txexplain.model.report import Match
from txexplain.model.transaction import LOCK_TIME_THRESHOLD
from txexplain.texts import Line, Texts

SEQUENCE_LOCKTIME_DISABLE_FLAG = 1 << 31  # BIP68
SEQUENCE_LOCKTIME_TYPE_FLAG = 1 << 22
SEQUENCE_LOCKTIME_MASK = 0xFFFF
MAX_LOCK_TIME = 0xFFFFFFFF


def name(family: str, match: Match, texts: Texts) -> str:
    """What the kind is called; `family` is spend, type or shape."""
    return texts.plain("kinds", _family(family, match, texts), match.key, "name", **match.facts)


def short_name(match: Match, texts: Texts) -> str:
    """What an output type is called where there is little room: `P2PKH`."""
    return texts.plain("kinds", "type", match.key, "short", **match.facts)


def sentence(family: str, match: Match, texts: Texts) -> Line:
    """What the kind means, in one sentence."""
    return texts.line("kinds", _family(family, match, texts), match.key, _sentence_key(match), **_told(match))


def _family(family: str, match: Match, texts: Texts) -> str:
    """Where the words stand: a script that an input reveals may have the form of an output script."""
    return family if texts.has("kinds", family, match.key, "name") else "type"


def _sentence_key(match: Match) -> str:
    if match.key == "nulldata" and not match.captures:
        return "text_empty"
    if match.key == "absolute_lock":
        lock_time = int(match.facts["lock_time"])
        if lock_time < 0:
            return "text_negative"
        if lock_time > MAX_LOCK_TIME:
            return "text_never"
        return "text_time" if lock_time >= LOCK_TIME_THRESHOLD else "text"
    if match.key == "relative_lock":
        sequence = int(match.facts["sequence"])
        if sequence < 0:
            return "text_negative"
        if sequence & SEQUENCE_LOCKTIME_DISABLE_FLAG:
            return "text_off"
        return "text_time" if sequence & SEQUENCE_LOCKTIME_TYPE_FLAG else "text"
    return "text"


def _told(match: Match) -> dict[str, object]:
    """The facts as they are read: grouped numbers, times, lock units."""
    told: dict[str, object] = dict(match.facts)
    if match.key == "absolute_lock":
        lock_time = int(match.facts["lock_time"])
        told |= {
            "lock_time": grouped(lock_time),
            "time": utc(lock_time) if 0 <= lock_time <= MAX_LOCK_TIME else "",
        }
    elif match.key == "relative_lock":
        units = int(match.facts["sequence"]) & SEQUENCE_LOCKTIME_MASK
        told |= {"blocks": grouped(units), "units": grouped(units)}
    return {key: grouped(value) if isinstance(value, int) else value for key, value in told.items()}
