"""The plain list of spent outputs that `prevouts` mostly is, read fast: all else is for the reader of JSON."""

from __future__ import annotations

from typing import Any

from txexplain.model.report import SpentOutput
from txexplain.model.transaction import INT64_LIMIT

_OURS, _CORES = ("value_sat", "script_pubkey"), ("value", "scriptPubKey")
_WIDE = 0xFD  # from here on a CompactSize has more bytes than one


def coins_in_list(items: Any, raw: bytes) -> tuple[SpentOutput, ...] | None:
    """The coins of a list of `{"value_sat": …, "script_pubkey": …}`, one for each input of `raw` and in their order.

    A node's `{"value": …, "scriptPubKey": {"hex": …}}` will do, whose value is a float. None where it is anything
    else, or there may be something wrong with it: `SpentOutputs.from_json` reads that, or says what it is.
    """
    if type(items) is not list or not items or len(items) != _count_of_inputs(raw):
        return None
    try:
        return tuple(map(_coin, items))
    except (KeyError, TypeError, ValueError):
        return None


def _count_of_inputs(raw: bytes) -> int:
    """As the byte says that announces them; 0 where it takes more than one."""
    count = raw[6:7] if raw[4:6] == b"\0\1" else raw[4:5]
    return count[0] if count and count[0] < _WIDE else 0


def _coin(item: dict[str, Any]) -> SpentOutput:
    """Raises KeyError, TypeError or ValueError where it is not of that shape."""
    if len(item) != len(_OURS):
        raise ValueError
    if _OURS[0] in item:
        value_sat, script = item[_OURS[0]], item[_OURS[1]]
    else:
        value_sat, script = _satoshi(item[_CORES[0]]), _only_hex(item[_CORES[1]])
    if type(value_sat) is not int or not -INT64_LIMIT <= value_sat < INT64_LIMIT:
        raise ValueError
    data = bytes.fromhex(script)
    if len(script) != 2 * len(data):
        raise ValueError  # blanks, which `fromhex` passes over
    return SpentOutput(value_sat, data)


def _satoshi(value: Any) -> int:
    """Of a float with up to eight decimals, of which no digit is lost."""
    digits, point, decimals = repr(value).partition(".")
    if type(value) is not float or not point or not (decimals.isdigit() and digits.isdigit() and len(decimals) <= 8):
        raise ValueError
    return int(digits + decimals.ljust(8, "0"))


def _only_hex(script: Any) -> str:
    if len(script) != 1:
        raise ValueError
    found: str = script["hex"]
    return found
