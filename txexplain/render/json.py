"""Plain data as JSON text.

Not the standard library's encoder, because that cannot write amounts: a BTC value must have eight decimals and
never an exponent. The text is ASCII, and no control character is left bare in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from txexplain.data import Amount, Data
from txexplain.model.transaction import btc

_INDENT = "  "


def to_json(data: Data) -> str:
    out: list[str] = []
    _write(data, "\n", out)
    return "".join(out) + "\n"


def quoted(text: str) -> str:
    """The text as a JSON string: hex and names as they are, anything else with the standard library's escapes."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    from json.encoder import encode_basestring_ascii

    return encode_basestring_ascii(text).replace("\x7f", "\\u007f")


def _write(data: Data, line: str, out: list[str]) -> None:
    """Appends the text of `data` to `out`; `line` is the line break and indentation that it stands at."""
    if isinstance(data, str):
        out.append(quoted(data))
    elif isinstance(data, Amount):
        out.append(btc(data.sat))
    elif data is None or isinstance(data, bool):
        out.append({None: "null", True: "true", False: "false"}[data])
    elif isinstance(data, int):
        out.append(str(data))
    elif not data:
        out.append("{}" if isinstance(data, dict) else "[]")
    elif isinstance(data, dict):
        _write_items(data.values(), [f"{quoted(key)}: " for key in data], "{}", line, out)
    else:
        _write_items(data, None, "[]", line, out)


def _write_items(items: Iterable[Data], names: list[str] | None, brackets: str, line: str, out: list[str]) -> None:
    inner = line + _INDENT
    before = brackets[0] + inner
    for place, item in enumerate(items):
        out.append(before + names[place] if names else before)
        _write(item, inner, out)
        before = "," + inner
    out.append(line + brackets[1])
