"""Plain data as JSON text.

Not the standard library's encoder, because that cannot write amounts: a BTC value must have eight decimals and
never an exponent. The text is ASCII, and no control character is left bare in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from json.encoder import encode_basestring_ascii

from txexplain.data import Amount, Data
from txexplain.model.transaction import btc

_INDENT = "  "


def to_json(data: Data) -> str:
    return "".join(_write(data, "\n")) + "\n"


def _write(data: Data, line: str) -> Iterator[str]:
    if isinstance(data, Amount):
        yield btc(data.sat)
    elif isinstance(data, str):
        yield encode_basestring_ascii(data).replace("\x7f", "\\u007f")
    elif data is None or isinstance(data, bool):
        yield {None: "null", True: "true", False: "false"}[data]
    elif isinstance(data, int):
        yield str(data)
    else:
        yield from _write_container(data, line)


def _write_container(data: list[Data] | dict[str, Data], line: str) -> Iterator[str]:
    opening, closing = "{}" if isinstance(data, dict) else "[]"
    inner = line + _INDENT
    yield opening
    for place, key in enumerate(data):
        yield inner if place == 0 else "," + inner
        if isinstance(data, dict):
            yield f"{encode_basestring_ascii(str(key))}: "
            yield from _write(data[str(key)], inner)
        else:
            yield from _write(data[place], inner)
    yield (line if data else "") + closing
