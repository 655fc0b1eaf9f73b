"""What a node said, found anywhere in a text: the reasons that it has, script errors and codes.

The words come from `texts/any/node_words.toml`. A text is read once, word by word, whatever its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import unescape
from typing import NamedTuple

from txexplain.texts import ANY_LANGUAGE, Catalogue, catalogue

TOPIC = "node_words"
_TABLES = ("tries", "codes", "rejects")
_GAP = r"[^\"\n]{0,150}?"  # for what is filled in: two ids, at most
_LINE = 500  # characters from a reason on, in which what belongs to it is looked for
LONGEST_TEXT = 1_000_000  # characters of a text that are read
_FEWEST_OF_LOG = 10  # lines of a text that is a log, of many transactions
_TOKEN = re.compile(r"[a-z0-9_]+")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([nrt\"/\\]))")
_ESCAPED = {"n": "\n", "r": "\n", "t": " "}
_ALIKE = str.maketrans("‐‑‒–−’‘“”\u00a0", "-----''\"\" ")
_OPENS = re.compile(r"(?:^|[:=,>\[({\"'`]|\n)[ \t]*$")
_CLOSES = re.compile(r"\s*(?:$|[\"'`](?!\s*:)|[,.;)\]}\n]|\(code)")
_RPC_CODE = re.compile(r"(?:^\W{0,9}|code\W{1,4}|error\W{1,3}|[\[(])-(\d{1,5})(?![\w.])")
_REJECT_CODE = re.compile(r"\(code (\d{1,3})\)|(?:^|[\"'\n]\s{0,9}|: )(\d{1,3}): (?=[a-z])")


class Phrase(NamedTuple):
    """Words by which something is known: a reason (`node`), a `script_error` or a code, and its key there."""

    words: str
    family: str
    key: str


class Found(NamedTuple):
    """A phrase in a text, and the text from there on."""

    family: str
    key: str
    line: str


def word_of(key: str) -> Mapping[str, str]:
    """What belongs to that word in every language."""
    return _strings(catalogue(ANY_LANGUAGE, TOPIC).get(key, {}))


def codes_of(table: str) -> Mapping[str, str]:
    """The names of the `codes` of RPC errors, without their minus, or of the `rejects` of BIP61, by number."""
    return _strings(catalogue(ANY_LANGUAGE, TOPIC)[table])


def tries() -> Mapping[str, str]:
    """The command that shows a reason, by its kind."""
    return codes_of("tries")


def phrases() -> Iterator[Phrase]:
    """All that is known, `…` standing for what is filled in."""
    for key in catalogue(ANY_LANGUAGE, TOPIC):
        if key in _TABLES:
            continue
        family = "script_error" if key.isupper() else "node"
        for words in word_of(key)["says"].split(" | "):
            yield Phrase(words, family, key)
        yield Phrase(f"SCRIPT_ERR_{key}" if family == "script_error" else key, family, key)
    for table, family in (("codes", "rpc_code"), ("rejects", "reject_code")):
        for number, name in codes_of(table).items():
            yield Phrase(name, family, number)


def names_asked() -> Iterator[tuple[str, str]]:
    """The key of a reason, and what people ask for it that no node says."""
    for key in catalogue(ANY_LANGUAGE, TOPIC):
        if key not in _TABLES and "asked" in word_of(key):
            yield from ((key, name) for name in word_of(key)["asked"].split(" | "))


def found_in(text: str) -> list[Found]:
    """What a node said in it: reasons in their order, then what only frames them, codes last.

    In a log the reasons that depend on the node's mempool come after the others, and what is no fault after them.
    """
    text = _plain(text[:LONGEST_TEXT])
    found: dict[tuple[str, str], Found] = {}
    for each in (*_reasons(text), *_codes(text)):
        found.setdefault((each.family, each.key), each)
    names = {_name(each) for each in found.values()}
    is_log = text.count("\n") >= _FEWEST_OF_LOG
    ranked = sorted(found.values(), key=lambda each: (_rank(each), is_log and _weight(each.key)))
    return [each for each in ranked if not _is_in_another(_name(each), names)]


def _weight(key: str) -> int:
    """How little it says of the transaction itself."""
    word = word_of(key)
    return 2 if "harmless" in word else int(word.get("kind") == "mempool")


def _name(found: Found) -> str:
    return word_of(found.key)["says"].split(" | ")[0] if found.family == "node" else ""


def _is_in_another(name: str, names: set[str]) -> bool:
    """Whether another one is the same reason with its detail, which says more."""
    return bool(name) and any(each.startswith(f"{name}, ") for each in names)


def is_frame(family: str, key: str) -> bool:
    """Whether it only says that there is a reason, as codes do."""
    return family.endswith("_code") or "frame" in word_of(key)


def _rank(found: Found) -> int:
    return 2 if found.family.endswith("_code") else int(is_frame(found.family, found.key))


def _plain(text: str) -> str:
    """In small letters, without the escapes of JSON and HTML, and with plain dashes and quotes."""
    text = _ESCAPE.sub(
        lambda escape: chr(int(escape[1], 16)) if escape[1] else _ESCAPED.get(escape[2], escape[2]), text
    )
    return unescape(text).translate(_ALIKE).lower().strip()


def _reasons(text: str) -> Iterator[Found]:
    end = 0
    for token in _TOKEN.finditer(text):
        start = token.start()
        if start < end:
            continue
        for phrase in _by_first_token().get(token[0], ()):
            match = _pattern(phrase.words).match(text, start)
            if match is not None and (not _is_common(phrase.words) or _is_alone(text, match)):
                yield Found(phrase.family, phrase.key, text[start : start + _LINE])
                end = match.end()
                break


def _codes(text: str) -> Iterator[Found]:
    for code in _RPC_CODE.finditer(text):
        if code[1] in codes_of("codes"):
            yield Found("rpc_code", code[1], "")
    for code in _REJECT_CODE.finditer(text):
        number = code[1] or code[2]
        if number in codes_of("rejects"):
            yield Found("reject_code", number, "")


@cache
def _by_first_token() -> dict[str, list[Phrase]]:
    """The phrases by their first word, the longest first."""
    index: dict[str, list[Phrase]] = {}
    for phrase in sorted(set(phrases()), key=lambda phrase: -len(phrase.words)):
        first = _TOKEN.search(phrase.words.lower())
        assert first is not None
        index.setdefault(first[0], []).append(phrase)
    return index


@cache
def _pattern(words: str) -> re.Pattern[str]:
    """Matches the words where they are not part of longer ones."""
    parts = (r"\s+".join(map(re.escape, part.split())) for part in words.lower().split("…"))
    gap = rf"\s*{_GAP}\s*"
    ends = r"(?![\w-])" if words[-1].isalnum() else ""
    return re.compile(rf"(?<![\w-]){gap.join(parts)}{ends}")


def _is_common(words: str) -> bool:
    """Whether it is a word of its own, such as `dust`, that also occurs where no node speaks."""
    return words.isalpha()


def _is_alone(text: str, match: re.Match[str]) -> bool:
    """Whether it is all that is said there, as behind a colon or in quotes; the name of a member of JSON is not."""
    before = text[max(0, match.start() - 9) : match.start()]
    return bool(_OPENS.search(before if match.start() else "")) and bool(_CLOSES.match(text, match.end()))


def _strings(table: str | Catalogue) -> Mapping[str, str]:
    assert not isinstance(table, str)
    return {key: value for key, value in table.items() if isinstance(value, str)}
