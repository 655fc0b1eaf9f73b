"""What there is to say of a node's words: whose rule it is, its causes, what to do, which command shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from txexplain.explain.document import Fact, text
from txexplain.explain.parts.node_words import TOPIC, codes_of, tries, word_of
from txexplain.texts import Catalogue, Chunk, Line, Texts, catalogue, plain

BULLET = "· "
_ANY_INPUT = re.compile(r"\binput (\d{1,6}) (?:of [0-9a-f]{64}\b|script|witness|p2sh)|\(input (\d{1,6}):")
_INPUT = re.compile(r"input (\d{1,6}) of [0-9a-f]{64} \(wtxid [0-9a-f]{64}\), spending ([0-9a-f]{64}:\d{1,10})\b")


class Said(NamedTuple):
    """What a node said of one thing: its line from the word on, what only frames it there, and the input, if any."""

    line: str
    frames: tuple[tuple[str, str], ...]
    input: str | None


NOTHING_SAID = Said("", (), None)


def sentence_of_word(key: str, texts: Texts, *, told: bool = False) -> Line:
    """What it means, in brief beside the term for it; of what a finding says too, the sentence of that."""
    if told and texts.has(TOPIC, key, "brief"):
        return texts.line(TOPIC, key, "brief")
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


def sentence_of(family: str, key: str, texts: Texts, *, told: bool = False) -> Line:
    """What the reason, or the number, means. `told` is whether the page has the term for it."""
    if family.endswith("_code"):
        return texts.line(TOPIC, _table(family), key)
    return sentence_of_word(key, texts, told=told)


def line_around(family: str, key: str, texts: Texts) -> Line:
    """What only frames a reason, in a line of its own."""
    means = plain(sentence_of(family, key, texts))
    return texts.line(TOPIC, "labels", "around_line", name=name_of(family, key), means=means)


def _table(family: str) -> str:
    return "codes" if family == "rpc_code" else "rejects"


def rows_of_word(key: str, texts: Texts, said: Said = NOTHING_SAID, *, told: bool = False) -> tuple[Fact, ...]:
    """What is known of it. `told` is whether the page has the term for it, which says some of its causes."""
    word = word_of(key)
    since = texts.line(TOPIC, "labels", "since_core", version=word["since"]) if "since" in word else ()
    around = tuple(line_around(*frame, texts) for frame in said.frames)
    rows = [
        ("said", _said(key)),
        ("here", tuple(_here(key, texts, said))),
        ("causes", _causes(key, texts, word.get("told", "") if told else "")),
        ("do", (texts.line(TOPIC, key, "do"),) if texts.has(TOPIC, key, "do") else ()),
        ("kind", (_kind(key, texts, said),) if "kind" in word else ()),
        ("since", (since,) if since else ()),
        ("around", around),
        ("old", (text(word["old"], "code"),) if "old" in word else ()),
        ("look", _look(key, said)),
    ]
    return tuple(Fact(texts.plain(TOPIC, "labels", label), lines) for label, lines in rows if lines)


def _kind(key: str, texts: Texts, said: Said) -> Line:
    """Whose rule it is; of what relay policy can stop as well, the words around it say more."""
    kind = word_of(key)["kind"]
    frames = {word_of(frame).get("frame") for _, frame in said.frames}
    if kind.startswith("script_") and "consensus" in frames:
        return texts.line(TOPIC, "labels", "by_consensus")
    if kind == "script_false" and "policy" in frames:  # a node of an old version found that consensus takes it
        kind = "script_either"
    return texts.line(TOPIC, "kinds", kind)


def _said(key: str) -> tuple[Line, ...]:
    """The node's sentence for a script error."""
    return (text(name_of("script_error", key), "code"),) if key.isupper() else ()


def _here(key: str, texts: Texts, said: Said) -> Iterator[Line]:
    """What the line itself says: its numbers, and which input it is about."""
    reads = word_of(key).get("reads")
    numbers = re.search(reads, said.line, re.IGNORECASE) if reads and said.line else None
    if numbers is not None:
        yield texts.line(
            TOPIC, key, "here", **{name: _number(name, told) for name, told in numbers.groupdict().items()}
        )
    place = _INPUT.search(said.line)
    if place is not None:
        yield texts.line(TOPIC, "labels", "input", input=place[1], outpoint=place[2])


def _number(name: str, told: str) -> str:
    """As the node gave it, but a rate in satoshis per vbyte in place of BTC per 1,000 vbytes."""
    if not name.endswith("_rate"):
        return told
    rate = f"{Decimal(told) * 100_000:,.3f}"
    return rate.rstrip("0").rstrip(".")


def _causes(key: str, texts: Texts, left_out: str) -> tuple[Line, ...]:
    table: str | Catalogue = catalogue(texts.language, TOPIC).get(key, {})
    assert not isinstance(table, str)
    causes = [cause for cause in table.get("causes", {}) if cause != left_out]
    return tuple((Chunk(BULLET, "label"), *texts.line(TOPIC, key, "causes", cause)) for cause in causes)


def _look(key: str, said: Said) -> tuple[Line, ...]:
    """The command that shows it for the reader's transaction, or what to ask the node; nothing where neither does."""
    word = word_of(key)
    if "ask" in word:
        return (text(f"bitcoin-cli {word['ask']}", "code"),)
    command = word["try"] if "try" in word else tries()[word["kind"]]
    if said.input is not None:
        command = command.replace("--input N", f"--input {said.input}")
    return (text(f"txexplain {command}", "code"),) if command else ()


def input_of(line: str, lines: Iterable[str]) -> str | None:
    """The number of the input that a line of a node is about: the only one in all its `lines`, or the one in it."""
    found = dict.fromkeys(_inputs_in(lines))
    own = _inputs_in((line.partition("\n")[0],)) if len(found) > 1 else found
    return next(iter(own), None)


def _inputs_in(lines: Iterable[str]) -> Iterator[str]:
    return (place[1] or place[2] for line in lines for place in _ANY_INPUT.finditer(line))
