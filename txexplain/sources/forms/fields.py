"""A transaction taken apart: a field a line, with a label before it or a comment behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from txexplain.sources.forms import Find

_COMMENT = re.compile(r"\s(?://|#|--|;|<-|←|/\*|\|).*$|(?<=[0-9A-Fa-f])#.*$|\([^()\n]{0,200}\)")
_BRACKETED = re.compile(r"[\"'`(]((?:0x)?[0-9A-Fa-f]+)[\"'`)]")
_LABEL = re.compile(r"^[^:=|]*(?:[:=|][^:=|]+){0,3}?[:=|]\s*(?=[\"'`]?(?:0x)?[0-9A-Fa-f][0-9A-Fa-f\s]*[\"'`,;]*$)")
_FIELD = re.compile(r"^[\"'`]?(?:0x)?([0-9A-Fa-f][0-9A-Fa-f\s]*)[\"'`,;]*$")
_TURNED = re.compile(r"revers|display|big.endian|\bBE\b|explorer|rpc (?:byte )?order", re.I)
_FEWEST, _MOST = 4, 20_000  # lines
_FEWEST_FIELDS = 5  # a version, inputs, outputs and a locktime, the inputs in two at least
_LONGEST_FIRST = 20  # digits: a version, with marker, flag and a count behind it
_MAX_LINE = 20_000  # digits and spaces of one field


def fields(text: str) -> Iterator[Find]:
    """The fields put together in their order; none where one is said to be written the other way round."""
    lines = text.split("\n")
    if not _FEWEST <= len(lines) <= _MOST or any(
        _TURNED.search(line[:200]) and re.search(r"[0-9A-Fa-f]{64}", line) for line in lines
    ):
        return
    for strip in _STRIPS:
        found = [digits for line in lines if (digits := strip(line))]
        if _are_fields(found):
            yield Find(bytes.fromhex("".join(found)), "fields", "1")


def _are_fields(found: list[str]) -> bool:
    """Whether each is of whole bytes, the first a version, and there are as many as a transaction has."""
    if len(found) < _FEWEST_FIELDS or len(found[0]) > _LONGEST_FIRST:
        return False
    return not any(len(each) % 2 for each in found)


def _before_comment(line: str) -> str:
    return _digits(_bare(line))


def _after_label(line: str) -> str:
    return _digits(_LABEL.sub("", _bare(line), count=1))


def _last_word(line: str) -> str:
    """The one word of the line that can only be hex bytes; of several the last."""
    return _last_hex(_bare(line).split())


def _last_cell(line: str) -> str:
    """The last cell of a row of a table that is hex."""
    return _last_hex(re.split(r"[|\t,]", line))


def _in_brackets(line: str) -> str:
    """The last hex in quotation marks or parentheses, as in a call."""
    return _last_hex(_BRACKETED.findall(line[:_MAX_LINE]))


def _last_hex(words: list[str]) -> str:
    found = (_digits(word.strip("\"'`,;| ")) for word in reversed(words))
    return next((digits for digits in found if digits and len(digits) % 2 == 0), "")


def _bare(line: str) -> str:
    """The line without its comment."""
    return _COMMENT.sub("", " " + line).strip() if len(line) < _MAX_LINE else line


def _digits(words: str) -> str:
    match = _FIELD.match(words)
    return re.sub(r"\s", "", match[1]) if match else ""


_STRIPS: tuple[Callable[[str], str], ...] = (_before_comment, _after_label, _last_word, _last_cell, _in_brackets)
