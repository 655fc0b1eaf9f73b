"""Whether pieces of hex or base64 are those of one whole: lines of a width, groups of a size, fields.

Hex that is cut, with a word or a number beside it, may read as another transaction when the two are joined.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"(?<![0-9A-Za-z])(?:0[xX])?([0-9A-Za-z+/_-]+={0,2})")
_LARGEST_GROUP = 64  # digits between spaces
_USUAL_WIDTH = 256  # of lines, in characters
_LONGEST_FIRST_FIELD = 20  # digits: a version, with marker, flag and a count behind it
_PLAINLY_LINE = 16  # characters that no word or number beside the hex has


def belong_together(text: str) -> bool:
    """Whether the pieces in the text, which holds nothing else, may be put together."""
    lines = [words for line in text.splitlines() if (words := _WORD.findall(line))]
    words = [word for line in lines for word in line]
    if len(words) < 2 or len(words[0]) <= _LONGEST_FIRST_FIELD:
        return True
    if _of_one_size(words) and len(words[0]) <= _LARGEST_GROUP:
        return True
    return all(len(line) == 1 for line in lines) and _are_wrapped(words)


def _of_one_size(words: list[str]) -> bool:
    """The last may be shorter."""
    return len({len(word) for word in words[:-1]}) == 1 and len(words[-1]) <= len(words[0])


def _are_wrapped(lines: list[str]) -> bool:
    """Lines of one width; the first may begin behind something else, and the last end anywhere."""
    first, *others = lines
    width = max(map(len, lines[:-1]))
    if any(len(line) != width for line in others[:-1]) or len(first) > width or len(others[-1]) > width:
        return False
    return width <= _USUAL_WIDTH or len(others[-1]) >= _PLAINLY_LINE
