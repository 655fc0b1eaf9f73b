"""Breaking a line of styled chunks to a width, in Latin and in Chinese text, in time that grows with its length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from rich.cells import cell_len, get_character_cell_size

from txexplain.texts import ANY_LANGUAGE, Chunk, Line, catalogue

_RUNS = re.compile(" +|[^ ]+")
_FIRST_WIDE = "\u2e80"  # Chinese, Japanese and Korean writing and pictures: a line may break before each
_NEVER_FIRST = frozenset("，。、；：！？）》」』】”’…·,.;:!?)]}")
_NEVER_LAST = frozenset("（《「『【“‘([{")
_BEFORE_ZONE = r"(?<=:\d\d) (?=UTC)"  # 23:30 UTC
_AND = r"\u548c\u4e0e\u6216\u53ca"  # between two numbers, which can be on two lines
_WITH_NUMBER = rf"(?<=[\u4e00-\u9fff]) (?=[#−]?\d[\d,.]*(?![0-9A-Za-z]))|(?<=\d) (?=[\u4e00-\u9fff])(?![{_AND}])"
_BOUND = "\u00a0"  # in place of a space at which no line breaks; printable text has none of its own
_LEAST_TAIL = 8  # cells: of a word that is cut no less is left over for its last line


def width_of(line: Line) -> int:
    """How many terminal cells the line, of printable text, takes."""
    return sum([len(text) if text.isascii() else cell_len(text) for text, _ in line])


def wrap(line: Line, width: int) -> list[Line]:
    """The line in lines of at most `width` cells; what has no place to break is cut at the width."""
    width = max(width, 2)  # a wide character needs two cells
    if width_of(line) <= width:
        return [_merged(_without_end([chunk for chunk in line if chunk.text]))]
    lines: list[list[Chunk]] = [[]]
    used = 0
    for unit in _units(line):
        size = width_of(unit)
        blank = not unit[0].text.strip(" ")
        if used + size > width:
            if blank:
                continue
            if used:
                lines.append([])
            *full, rest = _cut(unit, size, width) if size > width else [list(unit)]
            for part in full:
                lines[-1] += part
                lines.append([])
            lines[-1] += rest
            used = width_of(tuple(rest))
        elif not (blank and not used and len(lines) > 1):  # no line but the first begins with a space
            lines[-1] += unit
            used += size
    return [_merged(_without_end(each)) for each in lines if each] or [()]


def _units(line: Line) -> list[Line]:
    """The pieces between which a line may break: words, spaces, wide characters with their punctuation."""
    units: list[list[Chunk]] = []
    glue = False
    for chunk in _with_bound_spaces(line):
        for token in _tokens(chunk.text):
            before = units[-1][-1].text if units else " "
            attached = before != " " * len(before) and (glue or _goes_on(token) or _joins(before, token))
            if attached and token[0] != " ":
                if token[0] == _BOUND:
                    _hold_together(units)
                units[-1].append(Chunk(token, chunk.style))
            else:
                units.append([Chunk(token, chunk.style)])
            glue = token[-1] in _NEVER_LAST
    return [tuple(unit) for unit in units]


def _hold_together(units: list[list[Chunk]]) -> None:
    """Makes one unit of the last two, where they are the two characters of a word that stands before a number."""
    if len(units) > 1 and units[-2][-1].text[-1] + units[-1][-1].text in _before_numbers():
        units[-2:] = [units[-2] + units[-1]]


@cache
def _before_numbers() -> frozenset[str]:
    return frozenset(str(catalogue(ANY_LANGUAGE, "wrap")["before_numbers"]).split())


@cache
def _bound_space(*, chinese: bool) -> re.Pattern[str]:
    """A space before a time zone, in Chinese also between a number and the words around it; dear to compile."""
    return re.compile(f"{_BEFORE_ZONE}|{_WITH_NUMBER}" if chinese else _BEFORE_ZONE)


def _with_bound_spaces(line: Line) -> Iterator[Chunk]:
    """The chunks with another character for each space at which no line breaks, also where a style ends there."""
    whole = "".join([chunk.text for chunk in line])
    if not whole.isascii() and max(whole) >= _FIRST_WIDE:
        whole = _bound_space(chinese=True).sub(_BOUND, whole)
    elif " UTC" in whole:
        whole = _bound_space(chinese=False).sub(_BOUND, whole)
    end = 0
    for text, style in line:
        end += len(text)
        yield Chunk(whole[end - len(text) : end], style)


def _tokens(text: str) -> Iterator[str]:
    """Runs of spaces, runs of other characters, and each wide character by itself."""
    if text.isascii():
        yield from _RUNS.findall(text)
        return
    start, before = 0, ""
    for place, char in enumerate(text):
        kind = _kind(char)
        if place and (kind != before or kind == "wide"):
            yield text[start:place]
            start = place
        before = kind
    yield text[start:]


def _kind(char: str) -> str:
    return "space" if char == " " else "wide" if char >= _FIRST_WIDE else "word"


def _goes_on(token: str) -> bool:
    """Whether no line begins with the token: punctuation, but not a name such as `.sequence`."""
    return token[0] in _NEVER_FIRST and not (token[0] == "." and token[1:2].isalpha())


def _joins(before: str, token: str) -> bool:
    """Whether the token goes on with what is before it: two chunks of one word, or the two sides of a bound space."""
    return (before[-1] < _FIRST_WIDE and token[0] < _FIRST_WIDE) or _BOUND in (before[-1], token[0])


def _cut(unit: Line, size: int, width: int) -> list[list[Chunk]]:
    """A unit of `size` cells in parts of at most `width`, the last one not much too short; hex in whole bytes."""
    parts: list[list[Chunk]] = [[]]
    room = _room(size, width, 1 if unit[0].text[0] == "<" else 0)
    for text, style in unit:
        start = 0
        for place, char in enumerate(text):
            cells = 1 if char < "\x7f" else get_character_cell_size(char)
            if cells > room:
                parts[-1].append(Chunk(text[start:place], style))
                parts.append([])
                start, room = place, _room(size, width, 0)
            room -= cells
            size -= cells
        parts[-1].append(Chunk(text[start:], style))
    return [[chunk for chunk in part if chunk.text] for part in parts]


def _room(size: int, width: int, before: int) -> int:
    """How much of the `size` cells left goes on the next line: pairs of digits, `before` them what is no digit."""
    if size <= width:
        return width
    room = width - (width - before) % 2
    if size - room < _LEAST_TAIL and width > 2 * _LEAST_TAIL:
        room -= _LEAST_TAIL - (size - room)
    return room - (room - before) % 2


def _without_end(line: list[Chunk]) -> list[Chunk]:
    """The line without spaces at its end."""
    end = len(line)
    while end and not line[end - 1].text.strip(" "):
        end -= 1
    return line[:end]


def _merged(chunks: list[Chunk]) -> Line:
    """Neighbours of one style in one chunk."""
    if len(chunks) == 1 and _BOUND not in chunks[0].text:
        return tuple(chunks)
    merged: list[Chunk] = []
    for chunk in chunks:
        if merged and merged[-1].style == chunk.style:
            merged[-1] = Chunk(merged[-1].text + chunk.text, chunk.style)
        else:
            merged.append(chunk)
    return tuple(Chunk(text.replace(_BOUND, " "), style) for text, style in merged)
