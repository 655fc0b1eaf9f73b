"""What there is to say of a node's words: whose rule it is, its causes, what to do, which command shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from txexplain.explain.document import Fact, text
from txexplain.explain.parts.node_words import TOPIC, codes_of, tries, word_of
from txexplain.texts import Catalogue, Chunk, Line, Texts, catalogue, plain

_INPUT = re.compile(r"input (\d{1,6}) of [0-9a-f]{64} \(wtxid [0-9a-f]{64}\), spending ([0-9a-f]{64}:\d{1,10})\b")


def sentence_of_word(key: str, texts: Texts) -> Line:
    """What it means; of what a finding says too, the sentence of that."""
    topic, _, path = word_of(key).get("means", f"{TOPIC}.").partition(".")
    return texts.unfilled(topic, path) if path else texts.line(TOPIC, key, "means")


def rows_of_code(family: str, number: str, texts: Texts) -> tuple[Fact, ...]:
    """The name of the number that a node gives beside its words, and where to read on."""
    name = (text(codes_of(_table(family))[number], "code"),)
    labelled = (("name", name), ("do", (texts.line(TOPIC, "labels", "code_do"),)))
    return tuple(Fact(texts.plain(TOPIC, "labels", label), lines) for label, lines in labelled)


def name_of(family: str, key: str) -> str:
    """As the node prints it."""
    if family.endswith("_code"):
        return f"-{key}" if family == "rpc_code" else key
    return word_of(key)["says"].split(" | ")[0]


def sentence_of(family: str, key: str, texts: Texts) -> Line:
    """What the reason, or the number, means."""
    return texts.line(TOPIC, _table(family), key) if family.endswith("_code") else sentence_of_word(key, texts)


def line_around(family: str, key: str, texts: Texts) -> Line:
    """What only frames a reason, in a line of its own."""
    means = plain(sentence_of(family, key, texts))
    return texts.line(TOPIC, "labels", "around_line", name=name_of(family, key), means=means)


def _table(family: str) -> str:
    return "codes" if family == "rpc_code" else "rejects"


def rows_of_word(key: str, texts: Texts, line: str = "", around: tuple[Line, ...] = ()) -> tuple[Fact, ...]:
    """What is known of it. `line` is the node's, from the word on; `around` is what only frames it there."""
    word = word_of(key)
    since = texts.line(TOPIC, "labels", "since_core", version=word["since"]) if "since" in word else ()
    rows = [
        ("said", _said(key)),
        ("here", tuple(_here(key, texts, line))),
        ("causes", _causes(key, texts)),
        ("do", (texts.line(TOPIC, key, "do"),) if texts.has(TOPIC, key, "do") else ()),
        ("kind", (texts.line(TOPIC, "kinds", word["kind"]),)),
        ("since", (since,) if since else ()),
        ("around", around),
        ("old", (text(word["old"], "code"),) if "old" in word else ()),
        ("look", (text(f"txexplain {_command(key, line)}", "code"),)),
    ]
    return tuple(Fact(texts.plain(TOPIC, "labels", label), lines) for label, lines in rows if lines)


def _said(key: str) -> tuple[Line, ...]:
    """The node's sentence for a script error."""
    return (text(name_of("script_error", key), "code"),) if key.isupper() else ()


def _here(key: str, texts: Texts, line: str) -> Iterator[Line]:
    """What the line itself says: its numbers, and which input it is about."""
    reads = word_of(key).get("reads")
    numbers = re.search(reads, line, re.IGNORECASE) if reads and line else None
    if numbers is not None:
        yield texts.line(TOPIC, key, "here", **numbers.groupdict())
    place = _INPUT.search(line)
    if place is not None:
        yield texts.line(TOPIC, "labels", "input", input=place[1], outpoint=place[2])


def _causes(key: str, texts: Texts) -> tuple[Line, ...]:
    table: str | Catalogue = catalogue(texts.language, TOPIC).get(key, {})
    assert not isinstance(table, str)
    causes = table.get("causes", {})
    return tuple((Chunk("· ", "label"), *texts.line(TOPIC, key, "causes", cause)) for cause in causes)


def _command(key: str, line: str) -> str:
    """The command that shows it for the reader's transaction, with the input that the line names."""
    word, place = word_of(key), _INPUT.search(line)
    command = word.get("try") or tries()[word["kind"]]
    return command.replace("--input N", f"--input {place[1]}") if place else command
