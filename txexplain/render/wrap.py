"""Breaking a line of styled chunks to a width, in Latin and in Chinese text."""

from __future__ import annotations

import re

from rich.cells import cell_len, get_character_cell_size

from txexplain.texts import Chunk, Line

_RUNS = re.compile(" +|[^ ]+")
_FIRST_WIDE = "\u2e80"  # Chinese, Japanese and Korean writing and pictures: a line may break before each
_NEVER_FIRST = frozenset("，。、；：！？）》」』】”’…·,.;:!?)]}")
_NEVER_LAST = frozenset("（《「『【“‘([{")


def width_of(line: Line) -> int:
    """How many terminal cells the line takes."""
    return sum(cell_len(chunk.text) for chunk in line)


def wrap(line: Line, width: int) -> list[Line]:
    """The line in lines of at most `width` cells; what has no place to break is cut at the width."""
    width = max(width, 2)  # a wide character needs two cells
    lines: list[list[Chunk]] = [[]]
    used = 0
    for unit in _units(line):
        size = width_of(unit)
        blank = all(not chunk.text.strip(" ") for chunk in unit)
        if used + size > width:
            if blank:
                continue
            if used:
                _strip_end(lines[-1])
                lines.append([])
                used = 0
            while size > width:
                head, unit = _cut(unit, width)
                lines[-1] += head
                lines.append([])
                size = width_of(unit)
        if blank and not used and len(lines) > 1:
            continue  # no line but the first begins with a space
        lines[-1] += unit
        used += size
    _strip_end(lines[-1])
    return [_merged(each) for each in lines if each] or [()]


def _units(line: Line) -> list[Line]:
    """The pieces between which a line may break: words, spaces, wide characters with their punctuation."""
    units: list[list[Chunk]] = []
    glue = False
    for chunk in line:
        for token in _tokens(chunk.text):
            attached = units and (glue or token[0] in _NEVER_FIRST or _joins(units[-1], token))
            if attached and token.strip(" "):
                units[-1].append(Chunk(token, chunk.style))
            else:
                units.append([Chunk(token, chunk.style)])
            glue = token[-1] in _NEVER_LAST
    return [tuple(unit) for unit in units]


def _tokens(text: str) -> list[str]:
    """Runs of spaces, runs of other characters, and each wide character by itself."""
    if text.isascii():
        return _RUNS.findall(text)
    tokens: list[str] = []
    for char in text:
        kind = _kind(char)
        if tokens and kind != "wide" and kind == _kind(tokens[-1][-1]):
            tokens[-1] += char
        else:
            tokens.append(char)
    return tokens


def _kind(char: str) -> str:
    return "space" if char == " " else "wide" if char >= _FIRST_WIDE else "word"


def _joins(unit: list[Chunk], token: str) -> bool:
    """Whether the token goes on with the word before it: two chunks of one word, in different styles."""
    before = unit[-1].text
    return bool(before.strip(" ")) and before[-1] < _FIRST_WIDE and token[0] < _FIRST_WIDE and token[0] != " "


def _cut(unit: Line, width: int) -> tuple[list[Chunk], Line]:
    """The unit cut where the width is full."""
    head: list[Chunk] = []
    room = width
    for place, (text, style) in enumerate(unit):
        fit = 0
        for char in text:
            size = get_character_cell_size(char)
            if size > room:
                return [*head, Chunk(text[:fit], style)], (Chunk(text[fit:], style), *unit[place + 1 :])
            room -= size
            fit += 1
        head.append(Chunk(text, style))
    return head, ()


def _strip_end(line: list[Chunk]) -> None:
    while line and not line[-1].text.strip(" "):
        line.pop()


def _merged(chunks: list[Chunk]) -> Line:
    """Neighbours of one style in one chunk."""
    merged: list[Chunk] = []
    for chunk in chunks:
        if merged and merged[-1].style == chunk.style:
            merged[-1] = Chunk(merged[-1].text + chunk.text, chunk.style)
        else:
            merged.append(chunk)
    return tuple(merged)
