"""Plain data as JSON text.

Not the standard library's encoder, because that cannot write amounts: a BTC value must have eight decimals and
never an exponent. The text is ASCII, and no control character is left bare in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import repeat

from txexplain.data import Amount, Data, Rows

_INDENT = "  "
_KEPT = 20_000  # bits of text before they are handed on
_WORDS = {None: "null", True: "true", False: "false"}


def to_json(data: Data) -> str:
    """The text at once, with two spaces of indentation and a line break at its end."""
    return "".join(json_pieces(data))


def json_pieces(data: Data) -> Iterator[str]:
    """The text piece by piece: neither all of it is in memory at once, nor the rows of a long list."""
    out: list[str] = []
    text = _plain(data)
    if text is None:
        yield from _write(data, "\n", out)
    else:
        out.append(text)
    yield "".join(out) + "\n"


def quoted(text: str) -> str:
    """The text as a JSON string: hex and names as they are, anything else with the standard library's escapes."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    from json.encoder import encode_basestring_ascii

    return encode_basestring_ascii(text).replace("\x7f", "\\u007f")


@cache
def _name(key: str) -> str:
    return f"{quoted(key)}: "


def _plain(data: Data) -> str | None:
    """The text of a value that holds no others, None for one that does."""
    if isinstance(data, str):
        return quoted(data)
    if data is None or isinstance(data, bool):
        return _WORDS[data]
    if isinstance(data, int):
        return str(data)
    return str(data) if isinstance(data, Amount) else None


def _rows(data: Data) -> Iterable[tuple[str, Data]]:
    """What it holds, with the names written out; a list's items have none."""
    if isinstance(data, dict):
        return zip(map(_name, data), data.values(), strict=True)
    assert isinstance(data, list | Rows)
    return zip(repeat(""), data, strict=False)


def _write(data: Data, line: str, out: list[str]) -> Iterator[str]:
    """Appends the text of a list or dict to `out`, and whenever that has grown long gives out what is in it.

    `line` is the line break and indentation that it stands at.
    """
    opening, closing = "{}" if isinstance(data, dict) else "[]"
    inner = line + _INDENT
    before = opening
    for name, item in _rows(data):
        text = _plain(item)
        out.append(before + inner + name + (text or ""))
        if text is None:
            yield from _write(item, inner, out)
        before = ","
        if len(out) > _KEPT:
            yield "".join(out)
            out.clear()
    out.append(opening + closing if before == opening else line + closing)
