"""Names and sentences for kinds of spend, types of output and shapes of script."""

from __future__ import annotations

from txexplain.explain.parts.numbers import grouped, utc
from txexplain.model.report import Certainty, InputReport, Match
from txexplain.texts import Chunk, Line, Texts


def name(family: str, match: Match, texts: Texts) -> str:
    """What the kind is called; `family` is spend, type or shape."""
    return texts.plain("kinds", _family(family, match, texts), match.key, "name", **match.facts)


def kind_line(item: InputReport, texts: Texts) -> Line:
    """The kind of spend, and whether only the form of the input tells it."""
    called = name("spend", item.kind, texts)
    if item.certainty is Certainty.PROVEN or item.kind.key == "unknown":
        return (Chunk(called, "kind"),)
    return texts.line("page", "kind_likely", name=called)


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
    """Which sentence of the kind is true: most have one, locks one for each unit."""
    if match.key == "nulldata" and not match.captures:
        return "text_empty"
    return f"text_{match.facts['unit']}" if "unit" in match.facts else "text"


def _told(match: Match) -> dict[str, object]:
    """The facts as they are read: grouped numbers, and a lock time as a time."""
    told = {key: grouped(value) if isinstance(value, int) else value for key, value in match.facts.items()}
    if match.facts.get("unit") == "time" and "lock_time" in match.facts:
        told["time"] = utc(int(match.facts["lock_time"]))
    return dict(told)
