"""Plain data as JSON text: `to_json` for one to be read, `json_line` for one among many.

Not the standard library's encoder, because that cannot write amounts: a BTC value must have eight decimals and
never an exponent. The text is ASCII, and no control character is left bare in it.

A line is written by orjson where that is installed, else by the standard library's encoder, to which each amount is
a marked string; what one of them does not write as we do is left to our own writer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice, repeat
from typing import Any

from txexplain.data import Amount, Data, Rows

_INDENT = "  "
_FEW = 12  # members
_KEPT = 20_000  # bits of text before they are handed on
_AT_ONCE = 10_000  # rows that are written together
_WORDS = {None: "null", True: "true", False: "false"}
_MARK = "\ue000"  # on both sides of an amount, until its quotes are taken off
_MARK_WRITTEN = "\\ue000"


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


@lru_cache(maxsize=4096)  # lines have names of their own
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


def json_line(data: Any) -> bytes:
    """The text at once, in one line with its line break, as short as it can be.

    Besides Data it takes what `json.loads` gives; a float that is no number is null, as JSON has none.
    """
    fast = _fast_writer()
    line = _flat(data) if fast is None else fast(data)
    if line is None:
        line = _by_library(data) or _by_ourselves(data)
    return line


def _flat(data: Any) -> bytes | None:
    """Of an object of a few strings and whole numbers, for which an encoder is not worth making; None of all else."""
    if not isinstance(data, dict) or len(data) > _FEW:
        return None
    parts = []
    for name, value in data.items():
        kind = type(value)
        if kind is not str and kind is not int and value is not None:
            return None
        text = quoted(value) if kind is str else "null" if value is None else str(value)
        parts.append(f"{_short_name(name)}{text}")
    return f"{{{','.join(parts)}}}\n".encode("ascii")


@lru_cache(maxsize=256)
def _short_name(key: str) -> str:
    return f"{quoted(key)}:"


def writes_with_orjson() -> bool:
    """Whether `json_line` does, where it can."""
    return _fast_writer() is not None


@cache
def _fast_writer() -> Callable[[Any], bytes | None] | None:
    """What writes with orjson, if that is there and not turned off; it gives None for what it does not write."""
    from txexplain.model.backend import uses_extras  # one page needs no extras

    if not uses_extras():
        return None
    try:
        from orjson import OPT_APPEND_NEWLINE, Fragment, dumps
    except ImportError:  # not installed, or older than Fragment
        return None

    def default(value: Any) -> Any:
        return Fragment(str(value) if isinstance(value, Amount) else rows(value))

    def rows(value: Any) -> bytes:
        """As many at a time as are in memory without harm."""
        items = iter(value if isinstance(value, Rows) else _listed(value))
        batches = iter(lambda: list(islice(items, _AT_ONCE)), [])
        return b"[" + b",".join(dumps(batch, default)[1:-1] for batch in batches) + b"]"

    def write(data: Any) -> bytes | None:
        try:
            line: bytes = dumps(data, default, OPT_APPEND_NEWLINE)
        except TypeError:  # a number of more than 64 bits, half a surrogate pair, more levels than it takes
            return None
        return line if line.isascii() and b"\x7f" not in line else None

    return write


def _by_library(data: Any) -> bytes | None:
    """By the standard library's encoder; None where a string looks like an amount, or a float is no number."""
    from json import JSONEncoder

    amounts = 0

    def default(value: Any) -> Any:
        nonlocal amounts
        if not isinstance(value, Amount):
            return _listed(value)
        amounts += 1
        return f"{_MARK}{value}{_MARK}"

    try:
        encoder = JSONEncoder(check_circular=False, allow_nan=False, separators=(",", ":"), default=default)
        text = encoder.encode(data)
    except ValueError:
        return None
    if text.count(_MARK_WRITTEN) != 2 * amounts:
        return None
    text = text.replace(f'"{_MARK_WRITTEN}', "").replace(f'{_MARK_WRITTEN}"', "").replace("\x7f", "\\u007f")
    return f"{text}\n".encode("ascii")


def _listed(value: Any) -> list[Any]:
    """Rows as a list. Raises TypeError for what is no data."""
    if not isinstance(value, Rows):
        raise TypeError(f"{type(value).__name__} is no data")
    return [*value]


def _by_ourselves(data: Any) -> bytes:
    out: list[str] = []
    _write_compact(data, out)
    out.append("\n")
    return "".join(out).encode("ascii")


def _write_compact(data: Any, out: list[str]) -> None:
    """Appends the text to `out`."""
    if isinstance(data, float):
        out.append(repr(data) if data - data == 0 else _WORDS[None])
    elif isinstance(data, dict):
        before = "{"
        for name, item in data.items():
            out.append(f"{before}{quoted(name)}:")
            _write_compact(item, out)
            before = ","
        out.append("{}" if before == "{" else "}")
    elif isinstance(data, list | tuple | Rows):
        before = "["
        for item in data:
            out.append(before)
            _write_compact(item, out)
            before = ","
        out.append("[]" if before == "[" else "]")
    else:
        text = _plain(data)
        if text is None:
            raise TypeError(f"{type(data).__name__} is no data")
        out.append(text)
