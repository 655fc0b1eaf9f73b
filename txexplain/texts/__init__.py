"""The words of the program: catalogues, a folder a language, a file a topic, read when asked for.

Catalogue text knows two marks, `code` and **strong**, and {name} for what is filled in. What is filled in is
never read as a mark or as a placeholder: it may come from the chain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from os import scandir
from os.path import abspath, dirname
from typing import NamedTuple

from txexplain.tables import read_table

_FOLDER = dirname(abspath(__file__))
_DEFAULT = "en"
ANY_LANGUAGE = "any"  # what belongs to the texts and is the same in all
_MARKED = re.compile(r"(`[^`]*`|\*\*[^*]+\*\*)")

Catalogue = Mapping[str, "str | Catalogue"]


class Chunk(NamedTuple):
    """Some text in one style; the styles are named by what they mean, the renderer gives them a look."""

    text: str
    style: str = ""


Line = tuple[Chunk, ...]


def _languages() -> tuple[str, ...]:
    """Every folder of catalogues that is one of a language, the default one first."""
    folders = {entry.name for entry in scandir(_FOLDER) if entry.is_dir() and entry.name.isalpha()}
    return (_DEFAULT, *sorted(folders - {_DEFAULT, ANY_LANGUAGE}))


LANGUAGES = _languages()


def plain(line: Line) -> str:
    """The text of the line, its styles left out."""
    return "".join(chunk.text for chunk in line)


@cache
def catalogue(language: str, topic: str) -> Catalogue:
    """All texts of one topic, as the file nests them."""
    return read_table(f"{_FOLDER}/{language}/{topic}")


class Texts:
    """The catalogues in one language. A text is named by its topic and the path of its keys."""

    def __init__(self, language: str = _DEFAULT) -> None:
        self.language = language

    def has(self, topic: str, *path: str) -> bool:
        return self._find(topic, path) is not None

    def plain(self, topic: str, *path: str, **facts: object) -> str:
        """The text filled in, its marks left out."""
        return plain(self.line(topic, *path, **facts))

    def line(self, topic: str, *path: str, **facts: object) -> Line:
        """The text filled in, in chunks by its marks. Raises KeyError where there is no such text."""
        return self._filled(topic, path, facts)

    def unfilled(self, topic: str, *path: str) -> Line:
        """The text with `…` for whatever is filled in."""
        return self._filled(topic, path, _Gaps())

    def marked(self, words: str) -> Line:
        """Words from elsewhere, such as a lesson, in chunks by their marks; nothing is filled in."""
        return tuple(_chunk(part, None) for part in _parts(words))

    def _filled(self, topic: str, path: tuple[str, ...], facts: Mapping[str, object]) -> Line:
        template = self._find(topic, path)
        if template is None:
            raise KeyError(f"{self.language}/{topic}: {'.'.join(path)}")
        return tuple(_chunk(part, facts) for part in _parts(template))

    def count(self, topic: str, key: str, count: int, **facts: object) -> Line:
        """The text for one, or for another number of things."""
        return self.line(topic, f"{key}_one" if count == 1 else f"{key}_many", count=f"{count:,}", **facts)

    def _find(self, topic: str, path: tuple[str, ...]) -> str | None:
        found: str | Catalogue | None = catalogue(self.language, topic)
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found if isinstance(found, str) else None


class _Gaps(dict[str, object]):
    """Has a gap for every name."""

    def __missing__(self, name: str) -> str:
        return "…"


@lru_cache(maxsize=256)
def _parts(template: str) -> tuple[str, ...]:
    """The text cut at its marks."""
    return tuple(part for part in _MARKED.split(template) if part)


def _chunk(part: str, facts: Mapping[str, object] | None) -> Chunk:
    """One part in its style, filled in where there are facts to fill in."""
    style = "code" if part.startswith("`") else "strong" if part.startswith("**") else ""
    marks = {"code": 1, "strong": 2}.get(style, 0)
    words = part[marks : len(part) - marks]
    return Chunk(words if facts is None else words.format_map(facts), style)
