"""A text as it was pasted, and without what it is wrapped in, one layer after the other."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator

_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xAD))
_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")  # as terminals take it
_EFFORT = 2  # times the length of a long text that is looked through, and of a short one this much more
_FREE_EFFORT = 500_000
_LINE_END = re.compile(r"\r+\n?")
_TAG = re.compile(  # by their names: `<snip>` stands for something
    r"</?(?:a|b|blockquote|body|code|div|em|font|h\d|head|html|i|kbd|li|mark|ol|p|pre|samp|section|small|span|strong"
    r"|table|tbody|td|textarea|th|thead|tr|tt|ul|wbr)\b[^<>\n]{0,300}>",
    re.I,
)
_LINE_TAG = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^<>\n]{0,100}>", re.I)
_CELL = re.compile(r"</?t[dh]>", re.I)
_LEADER = re.compile(r"^([^\n]*\S)[ \t]+\.{2,}[ \t]+(?=\S)", re.M)  # from a field to its name, or from that to it
_NAME = re.compile(r"^[^.]*[G-Zg-z]|\.\s[^.]*[G-Zg-z]")  # a word that is not hex, on one side of the dots
_FEWEST_LEADERS = 4  # lines; one may stand for what was left out
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_QUOTED = re.compile(r"^(?:[ \t]*>)+ ?|^[ \t]*[-+*•] |^[ \t]*\d+[.)] |^[ \t]*(?:[\w.@~:/\[\]-]*)[$#%>] ", re.M)
_NUMBERED = re.compile(r"^[ \t]*(\d{1,6})(?:[:|.)][ \t]?|[ \t])[ \t]*(.*)$")
_SIGNS = {"…": "...", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"}


def views(text: str) -> Iterator[str]:
    """The text, and what is left of it without one layer, without two and so on, as long as that is not too much."""
    waiting = deque([_plain(text)])
    seen = {waiting[0]}
    effort = _EFFORT * len(text) + _FREE_EFFORT
    while waiting and effort >= 0:
        view = waiting.popleft()
        effort -= len(view)
        yield view
        for undress in _LAYERS:
            bare = undress(view)
            if bare not in seen:
                seen.add(bare)
                waiting.append(bare)


def _plain(text: str) -> str:
    """The text with the same few signs for what editors and phones make of them."""
    if not text.isascii():
        for sign, common in _SIGNS.items():
            text = text.replace(sign, common)
        text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    if "\x1b" in text:
        text = _COLOUR.sub("", text)
    return _without_leaders(_LINE_END.sub("\n", text))


def _without_leaders(text: str) -> str:
    """Rows of dots between the two columns of a table are a sign between them, and leave out nothing."""
    lines = text.split("\n") if " .." in text else []
    rows = [line.count(" ..") == 1 and bool(_NAME.search(line)) for line in lines]
    if sum(rows) < _FEWEST_LEADERS:
        return text
    return "\n".join(_LEADER.sub(r"\1 | ", line) if row else line for line, row in zip(lines, rows, strict=True))


def _without_tags(text: str) -> str:
    """HTML as it is read."""
    from html import unescape

    return unescape(_TAG.sub("", _CELL.sub("\t", _LINE_TAG.sub("\n", text)))) if "<" in text or "&" in text else text


def _without_percents(text: str) -> str:
    """A link as it was before it became one."""
    if _PERCENT.search(text) is None:
        return text
    from urllib.parse import unquote

    return unquote(text)


def _unescaped(text: str) -> str:
    """JSON or code that stood in a string: `\\"` and `\\n` are what they mean there."""
    if '\\"' not in text and "\\n" not in text:
        return text
    return text.replace('\\"', '"').replace("\\r", "").replace("\\n", "\n").replace("\\t", "\t")


def without_marks(text: str) -> str:
    """Without the marks of quotations, lists and prompts before each line."""
    return _QUOTED.sub("", text)


def _without_numbers(text: str) -> str:
    """Without the numbers of the lines, where each is one more than that above it."""
    lines = text.split("\n")
    found = [_NUMBERED.match(line) for line in lines]
    numbers = [int(match[1]) if match else None for match in found]
    for at, match in enumerate(found):
        number = numbers[at]
        if match is None or number is None:
            continue
        follows = at > 0 and numbers[at - 1] == number - 1
        leads = at + 1 < len(numbers) and numbers[at + 1] == number + 1
        if follows or leads:
            lines[at] = match[2]
    return "\n".join(lines)


_LAYERS: tuple[Callable[[str], str], ...] = (
    _without_tags,
    _without_percents,
    _unescaped,
    without_marks,
    _without_numbers,
)
