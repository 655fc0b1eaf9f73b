"""Every name that a page prints, and what there is to say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from txexplain.explain.parts.node_words import found_in, names_asked, phrases
from txexplain.model.rules import Rules
from txexplain.model.script import OP_1, OP_1NEGATE, OP_PUSHDATA1, OPCODE_NAMES, SUCCESS_OPCODES
from txexplain.texts import LANGUAGES, Catalogue, Texts, catalogue

ALIASES = {
    "OP_FALSE": 0x00,
    "OP_TRUE": 0x51,
    "OP_NOP2": 0xB1,
    "OP_CLTV": 0xB1,
    "OP_NOP3": 0xB2,
    "OP_CSV": 0xB2,
    "OP_PUSHNUM_NEG1": OP_1NEGATE,
    **{f"OP_PUSHNUM_{number}": OP_1 + number - 1 for number in range(1, 17)},
    **{f"OP_DATA_{size}": size for size in range(1, OP_PUSHDATA1)},
}
_NOT_ERRORS = ("labels",)
_NOT_FINDINGS = ("invalid_label", "odd_label", "fact_label", "heuristic", "label", "rule")
_NOT_FIELDS = ("heading", "legend", "legend_arguments", "legend_by_form", "folded", "folded_bytes", "amount")
_PREFIX = re.compile(r"^(op|script[_ -]verify|script[_ -]err|sighash(?![_ -](?:types?|preimage|digest|epoch)$))[_ -]")
_BIP = re.compile(r"^bips?#?0*(\d+)(?:\.mediawiki|\.md)?$")  # as people and file names write them
_LONGEST_WORD = 4  # characters: what is shorter, such as "data", means something else by itself
_FAMILIES = {"SCRIPT_ERR": "script_error", "SCRIPT_VERIFY": "rule"}
_SHOWN_NEAR = 5
_SHORT_NAME, _LONGEST_NAME = 6, 120  # characters: in a short one a slip is a larger part; a longer one is no name
_FEWEST_SHARED = 4  # of so many words of a name one was asked, at least
_WORD = re.compile(r"\w+")


class Entry(NamedTuple):
    """Something that can be asked about: its family, and the key of it there (of an opcode, its number)."""

    family: str
    key: str


def entries_of(name: str, texts: Texts) -> tuple[Entry, ...]:
    """What the name stands for, in this language or else in another, the first meaning first; nothing for no name."""
    for language in (texts.language, *LANGUAGES):
        found = _index(language).get(_bare(name))
        if found:
            return tuple(_of_the_family(name, found))
    return ()


def _of_the_family(name: str, found: list[Entry]) -> list[Entry]:
    """Those of the family that the name begins with, as `SCRIPT_ERR_NULLFAIL` does; all where it names none."""
    families = [family for start, family in _FAMILIES.items() if name.strip().upper().startswith(start)]
    return [entry for entry in found if entry.family in families] or found


def said_in(text: str) -> dict[Entry, str]:
    """What a node said anywhere in the text, and the text from there on."""
    return {Entry(found.family, found.key): found.line for found in found_in(text)}


def names_near(name: str, texts: Texts) -> list[str]:
    """The known names that are most like this one; codes of errors and keys only where it looks like one."""
    asked = _looks_like_a_code(name)
    known = {bare: spelt for bare, spelt in _spelt(texts.language).items() if asked or not _looks_like_a_code(spelt)}
    bare = _bare(name)
    if len(bare) > _LONGEST_NAME:
        return []
    near = get_close_matches(bare, known, n=_SHOWN_NEAR, cutoff=0.6 if len(bare) <= _SHORT_NAME else 0.72)
    found = list(dict.fromkeys((*_of_the_same_words(name, known.values()), *(known[each] for each in near))))
    return found[:_SHOWN_NEAR]


def _of_the_same_words(name: str, known: Iterable[str]) -> list[str]:
    """Names of several words that have most of these, those with the fewest others first; no common word decides."""
    asked = {word for word in _WORD.findall(name.casefold()) if len(word) >= _LONGEST_WORD}
    if len(asked) < 2:
        return []
    shared = ((len(asked & (words := set(_WORD.findall(each.casefold())))), -len(words), each) for each in known)
    most = _FEWEST_SHARED * len(asked)  # words of a name: of a longer one these are not the point
    found = sorted(
        (row for row in shared if 2 * row[0] > len(asked) and row[0] > 1 and -row[1] <= most), reverse=True
    )
    return [each for _, _, each in found[:_SHOWN_NEAR]]


def _looks_like_a_code(name: str) -> bool:
    """As `no_such_field` and `tx.lock_time` do, and `OP_DUP` does not."""
    return name == name.lower() and ("_" in name or "." in name)


def names_known(texts: Texts, *, terms_only: bool) -> Iterator[str]:
    """Every name that can be asked about, as it is written; or the terms alone, each by its own."""
    if terms_only:
        return (texts.plain("terms", key, "name") for key in catalogue(texts.language, "terms"))
    return iter(_spelt(texts.language).values())


def _bare(name: str) -> str:
    """The name as it is looked up: without prefix, in small letters, without what joins its words."""
    bare = re.sub(r"[\s_\-`:]+", "", _PREFIX.sub("", name.strip().casefold()))
    return _BIP.sub(r"bip\1", bare)


@cache
def _index(language: str) -> dict[str, list[Entry]]:
    index: dict[str, list[Entry]] = {}
    for name, entry in _names(Texts(language)):
        found = index.setdefault(_bare(name), [])
        if entry not in found:
            found.append(entry)
    return index


@cache
def _spelt(language: str) -> dict[str, str]:
    """Each name as it is looked up, and as it is written."""
    spelt: dict[str, str] = {}
    for name, _ in _names(Texts(language)):
        spelt.setdefault(_bare(name), name)
    return spelt


def _names(texts: Texts) -> Iterator[tuple[str, Entry]]:
    """Every name and what it stands for, the more telling meanings first."""
    for key in catalogue(texts.language, "bips"):
        yield key.upper(), Entry("bip", key)
    yield from _kinds(texts)
    yield from _terms(texts)
    yield from _opcodes()
    for rule in Rules:
        yield str(rule.name), Entry("rule", str(rule.name))
    for key in catalogue(texts.language, "script_errors"):
        if key.isupper():
            yield key, Entry("script_error", key)
    for key in catalogue(texts.language, "findings"):
        if key not in _NOT_FINDINGS and not key.endswith("_one"):
            yield key, Entry("finding", key)
    for key in catalogue(texts.language, "errors"):
        if key not in _NOT_ERRORS:
            yield key, Entry("error", key)
    yield from _words_of_nodes()


def _words_of_nodes() -> Iterator[tuple[str, Entry]]:
    """What a node says, as it says it where nothing is filled in."""
    for phrase in phrases():
        if "…" not in phrase.words:
            yield phrase.words, Entry(phrase.family, phrase.key)
    for key, name in names_asked():
        yield name, Entry("node", key)


def _kinds(texts: Texts) -> Iterator[tuple[str, Entry]]:
    for family in ("spend", "type", "shape"):
        table = catalogue(texts.language, "kinds")[family]
        assert not isinstance(table, str)
        for key, words in table.items():
            assert not isinstance(words, str)
            for name in _names_of_kind(key, words):
                yield name, Entry(family, key)


def _names_of_kind(key: str, words: Catalogue) -> Iterator[str]:
    yield key
    for part in ("short", "name", "general_name"):
        name = str(words.get(part, ""))
        if name and "{" not in name:
            yield name
            first, *others = re.split("[,，]", name)
            yield first
            yield from (other.strip() for other in others if len(other.strip()) > _LONGEST_WORD)


def _terms(texts: Texts) -> Iterator[tuple[str, Entry]]:
    for key, words in catalogue(texts.language, "terms").items():
        assert not isinstance(words, str)
        entry = Entry("term", key)
        yield str(words["name"]), entry
        for name in str(words["also"]).split(", "):
            if name:
                yield name, entry
        yield key, entry
    for key, label in catalogue(texts.language, "fields").items():
        if key not in _NOT_FIELDS:
            yield key, Entry("field", key)
            yield str(label), Entry("field", key)


def _opcodes() -> Iterator[tuple[str, Entry]]:
    for opcode, name in enumerate(OPCODE_NAMES):
        yield name, Entry("opcode", str(opcode))
    for opcode in SUCCESS_OPCODES:
        yield f"OP_SUCCESS{opcode}", Entry("success", str(opcode))
    for name, opcode in ALIASES.items():
        yield name, Entry("opcode", str(opcode))
