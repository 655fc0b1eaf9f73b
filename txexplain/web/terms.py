"""Words of the field where they stand in a text: each becomes something that opens its meaning, or is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from txexplain.explain.document import Block, Callout, Heading, Section
from txexplain.explain.walk.words import MOST_NEEDED, OTHERS
from txexplain.texts import Chunk, Line, Texts

TERM = "term:"  # begins the style of a chunk that is a word to open, before the id of what it opens
MOST_IN_A_SECTION = 8
_LISTED = (  # besides those that open: words of the list at the end alone
    "coin",
    "satoshi",
    "fee",
    "script",
    "input_script",
    "leaf_script",
    "push",
    "multisig",
    "taproot",
    "hash160",
    "sha256",
    "wtxid",
    "timelock",
    "merkle_tree",
    "merkle_root",
    "mempool",
    "block_header",
)
_KINDS = ("p2pkh", "p2sh", "p2wpkh", "p2wsh", "p2tr", "p2a")  # of spends, by keys of kinds.toml
_SPEND = "spend."  # before these, as keys of words
_IN_SENTENCES = ("", "note")
_NO_WORDS = ("code", "txid", "data", "address", "message", "opcode", "offset")
_COMMAND = "txexplain "
_CODE = re.compile("[A-Z0-9]+")  # of a kind: P2PKH


class Entry(NamedTuple):
    """A word of the glossary: the id by which it is opened, "" where nothing does, its name, and what it means."""

    id: str
    name: str
    line: Line


class Terms:
    """Finds words as `explain/walk/words.py` does, the first of each in a section, and remembers which were found.

    The words that are not the `MOST_NEEDED` open at the first place of the page only. Every word that is found is
    listed, also where it opens nowhere: in a heading, or as one of `_LISTED`.
    """

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._pattern, self._keys = _forms(texts.language)
        self._met: dict[str, Entry] = {}
        self._listed: dict[str, Entry] = {}
        self._opened: set[str] = set()

    def entries(self) -> list[Entry]:
        """Every word that was found, by name."""
        return sorted({**self._listed, **self._met}.values(), key=lambda entry: entry.name.casefold())

    def opened(self, section: Section) -> Section:
        """The section with its words to open; a callout that explains one moves to the glossary."""
        kept: list[Block] = []
        for block in section.blocks:
            if isinstance(block, Callout) and block.style == "word":
                self._remember_callout(block)
            else:
                kept.append(block)
        self._list(section.heading)
        return section._replace(blocks=self._marked(tuple(kept), set()))

    def _remember_callout(self, block: Callout) -> None:
        name = block.label.rstrip(self._texts.plain("verify", "between_name_and_sentence"))
        key = self._keys.get(name, "")
        if key not in self._met:
            self._met[key or name] = Entry(self._id(key) if key else "", name, block.line)

    def _marked(self, value: Any, found: set[str]) -> Any:
        """The value, and all that is in it, with the words marked; headings, labels and code are left as they are."""
        if not isinstance(value, tuple) or not value:
            return value
        if isinstance(value, Heading) or _is_of_command(value):
            self._list(value)
            return value
        if all(isinstance(part, Chunk) for part in value):
            return tuple(part for chunk in value for part in self._cut(chunk, found))
        parts = [self._marked(part, found) for part in value]
        if all(new is old for new, old in zip(parts, value, strict=True)):
            return value
        make = getattr(value, "_make", tuple)
        return make(parts)

    def _cut(self, chunk: Chunk, found: set[str]) -> Iterator[Chunk]:
        """The chunk, or where it is part of a sentence the words in it and what stands between them."""
        if not _is_sentence(chunk):
            self._list(chunk)
            yield chunk
            return
        start = 0
        for match in self._pattern.finditer(chunk.text):
            key = self._keys[match["word"]]
            if not self._opens(key, found):
                self._remember_listed(key)
                continue
            found.add(key)
            self._opened.add(key)
            self._remember(key)
            yield Chunk(chunk.text[start : match.start()], chunk.style)
            yield Chunk(match[0], TERM + self._met[key].id)
            start = match.end()
        yield Chunk(chunk.text[start:], chunk.style) if start else chunk

    def _opens(self, key: str, found: set[str]) -> bool:
        """Whether the word opens at this place, in a section in which these did already."""
        if key not in MOST_NEEDED and (key not in OTHERS or key in self._opened):
            return False
        return len(found) < MOST_IN_A_SECTION and key not in found

    def _list(self, value: Any) -> None:
        """Remembers the words in the value, none of which opens."""
        if isinstance(value, Chunk):
            for match in self._pattern.finditer(value.text) if value.style not in _NO_WORDS else ():
                self._remember_listed(self._keys[match["word"]])
        elif isinstance(value, tuple):
            for part in value:
                self._list(part)

    def _remember(self, key: str) -> None:
        if key not in self._met:
            self._met[key] = self._entry(key, self._id(key))

    def _remember_listed(self, key: str) -> None:
        if key not in self._listed:
            self._listed[key] = self._entry(key, "")

    def _entry(self, key: str, id: str) -> Entry:
        if key.startswith(_SPEND):
            kind = key.removeprefix(_SPEND)
            return Entry(
                id,
                self._texts.plain("kinds", "spend", kind, "name"),
                self._texts.line("kinds", "spend", kind, "text"),
            )
        return Entry(id, self._texts.plain("terms", key, "name"), self._texts.line("terms", key, "short"))

    def _id(self, key: str) -> str:
        return f"{self._texts.language}-{key.replace('_', '-')}"


@cache
def _forms(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds a word, or its plural, where no letter or digit makes a longer one of it; and whose it is."""
    texts = Texts(language)
    keys: dict[str, str] = {}
    everyday = frozenset(re.split("[,、] ?", texts.plain("web", "everyday")))
    for key in (*MOST_NEEDED, *OTHERS, *_LISTED):
        _call(keys, texts.plain("terms", key, "name"), key)
    for kind in _KINDS:
        _call(keys, _CODE.findall(texts.plain("kinds", "spend", kind, "name"))[0], _SPEND + kind)
    for key in MOST_NEEDED + OTHERS:
        also = texts.plain("terms", key, "also") if texts.has("terms", key, "also") else ""
        for name in filter(None, also.split(", ")):
            if name not in everyday:
                _call(keys, name, key)
    names = "|".join(map(re.escape, sorted(keys, key=len, reverse=True)))
    return re.compile(rf"(?<![A-Za-z0-9_-])(?P<word>{names})s?(?![A-Za-z0-9_-])"), keys


def _call(keys: dict[str, str], name: str, key: str) -> None:
    """The word goes by this name too, also as it begins a sentence; unless another does already."""
    keys.setdefault(name, key)
    if len(name) > 1:
        keys.setdefault(name[0].upper() + name[1:], key)


def _is_of_command(value: tuple[Any, ...]) -> bool:
    """Whether it is a row that says what a command does: it opens no word, as it leads elsewhere."""
    return isinstance(value[0], str) and value[0].startswith(_COMMAND)


def _is_sentence(chunk: Chunk) -> bool:
    """Whether words are said in it, rather than a value shown; Chinese has no gaps between words."""
    return chunk.style in _IN_SENTENCES and (" " in chunk.text.strip() or not chunk.text.isascii())
