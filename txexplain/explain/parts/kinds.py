"""Names, sentences and traits of kinds of spend, types of output and shapes of script."""

from __future__ import annotations

from collections.abc import Iterable

from txexplain.explain.parts.numbers import grouped, utc
from txexplain.model.report import Certainty, InputReport, Match
from txexplain.texts import ANY_LANGUAGE, Chunk, Line, Texts

_IN_ANY_LANGUAGE = Texts(ANY_LANGUAGE)


def has_trait(trait: str, *path: str, topic: str = "kinds") -> bool:
    """Whether what is named has something that decides about telling, such as `program` of a type of output.

    `path` is a family and a key in `texts/any/kinds.toml`, or for another topic the path in its file.
    """
    path = (*path, "traits")
    return _IN_ANY_LANGUAGE.has(topic, *path) and trait in _IN_ANY_LANGUAGE.plain(topic, *path).split(", ")


def command_that_shows(family: str, key: str) -> str:
    """A command that shows such a kind; empty where there is none."""
    path = (family, key, "try")
    return _IN_ANY_LANGUAGE.plain("kinds", *path) if _IN_ANY_LANGUAGE.has("kinds", *path) else ""


def name_of_rule(key: str) -> str:
    """What Bitcoin Core calls the rule that a finding says is broken: mostly the key is that name."""
    path = (key, "rule")
    return _IN_ANY_LANGUAGE.plain("findings", *path) if _IN_ANY_LANGUAGE.has("findings", *path) else key


def name_to_ask(types: Iterable[str], texts: Texts) -> str:
    """What the first of the types of output is called, if `why` has a page on it, or else the usual type."""
    key = next(iter(types), "")
    key = key if texts.has("kinds", "type", key, "more") else _IN_ANY_LANGUAGE.plain("kinds", "usual_type")
    return texts.plain("kinds", "type", key, "short")


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
    family = _family(family, match, texts)
    return texts.line("kinds", family, match.key, _sentence_key(family, match, texts), **_told(match))


def what_opens(match: Match, texts: Texts) -> Line:
    """What must be given to an output script of that type, and how, where it is run by itself."""
    return texts.line("kinds", "type", match.key, "opens", **_told(match))


def _family(family: str, match: Match, texts: Texts) -> str:
    """Where the words stand: a script that an input reveals may have the form of an output script."""
    return family if texts.has("kinds", family, match.key, "name") else "type"


def _sentence_key(family: str, match: Match, texts: Texts) -> str:
    """Which sentence of the kind is true: most have one, locks one for each unit, some one for holding nothing."""
    if not match.captures and texts.has("kinds", family, match.key, "text_empty"):
        return "text_empty"
    if match.facts.get("lock_time") == 0:
        return "text_zero"
    return f"text_{match.facts['unit']}" if "unit" in match.facts else "text"


def _told(match: Match) -> dict[str, object]:
    """The facts as they are read: grouped numbers, and a lock time as a time."""
    told = {key: grouped(value) if isinstance(value, int) else value for key, value in match.facts.items()}
    if match.facts.get("unit") == "time" and "lock_time" in match.facts:
        told["time"] = utc(int(match.facts["lock_time"]))
    return dict(told)
