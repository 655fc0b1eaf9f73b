"""Lighting what was searched for in lines that are laid out, also where it goes on in the next line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.texts import Chunk, Line, plain

FOUND = "found"  # the style of what was searched for


class _Stretch(NamedTuple):
    """Characters of one line."""

    line: int
    start: int
    end: int


def lighted(lines: Sequence[Line], sought: str) -> tuple[list[Line], int | None]:
    """The lines with what is sought in the style `found`, and the first line that has it."""
    sought = sought.casefold()
    texts = [plain(line).casefold() for line in lines]
    stretches = list(_within(texts, sought)) or list(_across(texts, "".join(sought.split())))
    told = list(lines)
    for number, start, end in stretches:
        told[number] = _restyled(told[number], start, end)
    return told, stretches[0].line if stretches else None


def _within(texts: Sequence[str], sought: str) -> Iterator[_Stretch]:
    """Where it is in one line."""
    for number, text in enumerate(texts):
        at = text.find(sought) if sought else -1
        while at >= 0:
            yield _Stretch(number, at, at + len(sought))
            at = text.find(sought, at + len(sought))


def _across(texts: Sequence[str], sought: str) -> Iterator[_Stretch]:
    """Where it first is, whatever blanks and line ends are in it."""
    places = [(number, at) for number, text in enumerate(texts) for at, each in enumerate(text) if not each.isspace()]
    first = "".join(texts[number][at] for number, at in places).find(sought) if sought else -1
    if first < 0:
        return
    found = places[first : first + len(sought)]
    for number in dict.fromkeys(number for number, _ in found):
        columns = [at for each, at in found if each == number]
        yield _Stretch(number, columns[0], columns[-1] + 1)


def _restyled(line: Line, start: int, end: int) -> Line:
    parts: list[Chunk] = []
    at = 0
    for text, style in line:
        first, last = max(0, start - at), max(0, min(len(text), end - at))
        if first < last:
            parts += [Chunk(text[:first], style), Chunk(text[first:last], FOUND), Chunk(text[last:], style)]
        else:
            parts.append(Chunk(text, style))
        at += len(text)
    return tuple(part for part in parts if part.text)
