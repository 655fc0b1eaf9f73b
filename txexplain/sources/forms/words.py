"""Words of hex or base64: one by itself, among others, over several lines, in strings that are added."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from itertools import groupby

from txexplain.model.hexadecimal import is_hex
from txexplain.sources.forms import MIN_SIZE, Find
from txexplain.sources.forms.pieces import belong_together

_HEX_RUN = re.compile(rf"(?<![0-9A-Za-z])(?:0[xX]|\\x)?([0-9A-Fa-f]{{{2 * MIN_SIZE},}})(?![0-9A-Za-z])")
_BASE64_RUN = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_DOTS = re.compile(r"[\[(<]?(?:\.\.|snip)")
_DOTS_BEFORE = re.compile(r"(?:\.\.|snip)[\])>]?$")
_CUT = re.compile(
    r"[0-9A-Fa-f]{4}[\s\"'`\[(<]*(?:\.\.+|snip\b)|(?:(?<!\.)\.\.++|\bsnip)[\s\"'`\])>]*[0-9A-Fa-f]{4}"
    r"|\b\d{1,9} more (?:bytes|items|char)"
)
_CUT_FAR = re.compile(  # with more digits beside it than a word of a sentence has
    r"[0-9A-Fa-f]{8}[\s\"'`\[(<]*(?P<dots>\.\.+|snip\b|\d{1,9} more (?:bytes|items|char))"
    r"|(?<=[\s\"'`>])(?P<dots2>\.\.++|snip\b)[\s\"'`\])>]*[0-9A-Fa-f]{8}"
)
_SIGNS = re.compile(r"[\s\\\"'`,;+.()\[\]{}|]")  # between the pieces of what goes on from line to line
_SIGNS_OF_BASE64 = re.compile(r"[\s\\\"'`,;]")
_BUT_BREAKS = re.compile(r"[\\\"'`,;+.()\[\]{}|]")  # what else stands between pieces
_HEX_WORD = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]+(?![0-9A-Za-z])")
_AROUND = re.compile(r"[\s\\\"'`,;]|(?<=[\s\"'`])\+$")
_PART = re.compile(r"\n\s*\n|```\w*|~~~\w*")
_SOFT_BREAK = re.compile(r"(?<=[0-9A-Fa-f])[=-]\n[ \t]*(?=[0-9A-Fa-f])")
_PIECES = re.compile(r"(?:(?<=[\s\"'`(\[=:>])|^)([0-9A-Fa-f][0-9A-Fa-f\s\\\"'`,;+]*)(?![0-9A-Za-z])", re.M)
_LONE_LINE = re.compile(r"(?!--)[A-Za-z0-9+/_-]+={0,2}")
_STRING = re.compile(r"([\"'`])(?:0[xX])?([0-9A-Fa-f]+|hex|base64|utf-?8|ascii)\1")
_BETWEEN_STRINGS = re.compile(
    r"(?:[\s+,;.\\()\[\]]|\b\w[\w.]*\(|\bb(?=$)|\b[xh]\b|\b\w+\s*\+=|//[^\n]*\n|\#[^\n]*\n|/\*[^*\n]*\*/)*+"
)
_MAX_BETWEEN = 300  # characters
_LONGEST_WORD = 10  # letters
_FREE = 3  # words before and behind hex that look like hex themselves, such as "be" and "add"


def bytes_of_word(word: str) -> Iterator[bytes]:
    """The bytes of one word of hex or base64."""
    word = word.strip()
    digits = word[2:] if word[:2] in ("0x", "0X") else word
    if len(digits) >= 2 * MIN_SIZE and len(digits) % 2 == 0 and is_hex(digits):
        yield bytes.fromhex(digits)
    elif _BASE64_RUN.fullmatch(word):
        yield from _base64(word)


def _base64(word: str) -> Iterator[bytes]:
    word = word.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        yield base64.b64decode(word + "=" * (-len(word) % 4), validate=True)
    except (binascii.Error, ValueError):
        return


def runs(text: str) -> Iterator[Find]:
    """Long runs of hex or base64 among other words: in commands, code, links, Markdown."""
    for match in _HEX_RUN.finditer(text):
        if len(match[1]) % 2 == 0 and not _touches_dots(text, match.start(), match.end()):
            yield Find(bytes.fromhex(match[1]), _surroundings(text, match.start()), match.start())
    for match in _BASE64_RUN.finditer(text):
        for raw in _base64(match[0]):
            yield Find(raw, "base64", match.start())


def _touches_dots(text: str, start: int, end: int) -> bool:
    """Whether dots stand right before or behind: what they stand for may belong to it."""
    return _DOTS_BEFORE.search(text[max(0, start - 8) : start]) is not None or _DOTS.match(text, end) is not None


def _surroundings(text: str, start: int) -> str:
    """What comes before a run of hex on its line."""
    line = text[max(text.rfind("\n", 0, start) + 1, start - 300) : start]
    if re.search(r"://\S*$", line):
        return "link"
    if re.match(r"\s*(?:[$%>] )?(?:bitcoin-cli|bitcoind|curl|echo|txexplain|btc\w*|python\S*) ", line):
        return "command"
    return "code" if re.search(r"[=(]\s*[\w.]*\(?\s*[\"'`]?$", line) else "text"


def is_cut(text: str) -> bool:
    """Whether hex is left out of it, with dots in its place."""
    return _CUT.search(text) is not None


def cut_at(text: str) -> int | None:
    """Where dots stand in place of a part of long hex, or of an id; None where they do not."""
    found = _CUT_FAR.search(text.replace("…", "..."))
    return None if found is None else max(found.start("dots"), found.start("dots2"))


def wrapped(text: str) -> Iterator[Find]:
    """Hex or base64 that goes on from line to line, with quotation marks and backslashes."""
    text = _SOFT_BREAK.sub("", text)
    for part in (text, *_PART.split(text)):
        signs = _SIGNS if is_hex(_SIGNS.sub("", part)) else _SIGNS_OF_BASE64
        if belong_together(_BUT_BREAKS.sub("", part)):
            for raw in bytes_of_word(signs.sub("", part)):
                yield Find(raw, "wrapped", "1")
    for match in _PIECES.finditer(text):
        for digits in _without_neighbours(match[1]):
            for raw in bytes_of_word(digits):
                yield Find(raw, "wrapped", match.start())
    yield from _lone_lines(text)


def _without_neighbours(pieces: str) -> Iterator[str]:
    """The pieces joined, and joined without words of the sentence around that happen to be hex, such as "be"."""
    words = list(_HEX_WORD.finditer(pieces))
    if sum(len(word[0]) for word in words) < 2 * MIN_SIZE:
        return
    pieces = pieces.rstrip(" ")
    for first in _places(words, range(min(_FREE, len(words))), pieces):
        for last in _places(words, range(len(words), max(first, len(words) - _FREE), -1), pieces):
            part = pieces[words[first].start() : words[last - 1].end()]
            if belong_together(_BUT_BREAKS.sub("", part)):
                yield "".join(word[0] for word in words[first:last])


def _places(words: list[re.Match[str]], candidates: range, pieces: str) -> Iterator[int]:
    """Where the hex may begin or end: at the end of the row, or beside a word of letters alone, unlike its row, or a
    number that is not of whole bytes.

    A word that has a line for itself belongs to it.
    """
    usual = len(words[len(words) // 2][0])
    for place in candidates:
        beside = words[place - 1 if candidates.step > 0 else min(place, len(words) - 1)]
        is_word = (beside[0].isalpha() and len(beside[0]) != usual) or (beside[0].isdigit() and len(beside[0]) % 2)
        is_word = bool(is_word) and len(beside[0]) < _LONGEST_WORD
        alone = pieces[: beside.start()].endswith("\n") and pieces[beside.end() :][:1] in ("", "\n")
        if place in (0, len(words)) or (is_word and not alone):
            yield place


def _lone_lines(text: str) -> Iterator[Find]:
    """Lines of nothing but one word, one after the other, without the last ones, which may be a name."""
    lines = [_AROUND.sub("", line) for line in text.split("\n")]
    number = 1
    for alone, group in groupby(lines, lambda line: _LONE_LINE.fullmatch(line) is not None):
        words = list(group)
        for last in range(len(words), max(1, len(words) - _FREE), -1) if alone else ():
            at_end = last == len(words) or not is_hex(words[last])
            if at_end and belong_together("\n".join(words[:last])):
                for raw in bytes_of_word("".join(words[:last])):
                    yield Find(raw, "wrapped", str(number))
        number += len(words)


def added_strings(text: str) -> Iterator[Find]:
    """Strings of hex in code that are added or follow each other, with nothing between but signs and calls."""
    words: list[str] = []
    first = end = 0
    for match in _STRING.finditer(text):
        if words and not _follows(text, end, match.start()):
            yield from _joined(words, text, first)
            words = []
        if is_hex(match[2]):
            first = first if words else match.start()
            words.append(match[2])
        end = match.end()
    yield from _joined(words, text, first)


def _follows(text: str, end: int, start: int) -> bool:
    """Whether nothing stands between two strings that could be a part of the transaction."""
    return start - end <= _MAX_BETWEEN and _BETWEEN_STRINGS.fullmatch(text, end, start) is not None


def _joined(words: list[str], text: str, first: int) -> Iterator[Find]:
    for raw in bytes_of_word("".join(words)) if len(words) > 1 else ():
        yield Find(raw, "code", first)
