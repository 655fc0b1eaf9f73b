"""`--tsv`: an answer's fields as one row of columns, with tabs between."""

from __future__ import annotations

from collections.abc import Mapping

from txexplain.bulk.work import Fields
from txexplain.data import Data
from txexplain.render.json import json_line

_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def row(answer: Mapping[str, Data], fields: Fields) -> bytes:
    """The columns: null is empty, a string bare with its tabs, line breaks and backslashes escaped, all else JSON.

    Other control characters and half surrogate pairs are written as in JSON too.
    """
    return b"\t".join([_column(answer[".".join(path)]) for path in fields.paths]) + b"\n"


def _column(value: Data) -> bytes:
    if value is None:
        return b""
    if not isinstance(value, str):
        return json_line(value).rstrip(b"\n")
    text = value.translate(_ESCAPED) if value.isprintable() else "".join(map(_printable, value))
    return text.encode("utf-8")


def _printable(character: str) -> str:
    if character.isprintable() or character in "\\\t\n\r":
        return character.translate(_ESCAPED)
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else character
