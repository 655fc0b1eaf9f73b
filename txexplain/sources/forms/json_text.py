"""What JSON in a text holds: strings of hex or base64, lists of bytes, fields, and texts in which more may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from txexplain.model.hexadecimal import is_hex
from txexplain.sources.forms import MIN_SIZE, Find
from txexplain.sources.forms.words import bytes_of_word

_MAX_DEPTH = 60  # of JSON that is looked through
_EFFORT = 4  # times the text that may be read over again, behind beginnings of JSON that is none,
_FREE_EFFORT = 500_000  # and of a short text this much more
_COUNTED = 50  # characters up to an error are counted in the time in which one is read
_TOLD_OF_PSBT = ("tx", "inputs", "outputs")  # members of a decoded PSBT in which no transaction is whole
_START = re.compile(r'\{\s*["}]|\[\s*[\[{"\d\]-]')


def in_json(text: str) -> Iterator[Find]:
    """Strings in JSON that are hex or base64, lists of numbers that are bytes, and fields one after the other."""
    for data in documents(text):
        yield from _in_data(data, "")
        yield Find(_joined(data), "fields", "1")


def documents(text: str) -> Iterator[Any]:
    """What is JSON in the text, one after the other; numbers with a point as Decimal."""
    return (data for data, _, _ in located(text))


def located(text: str) -> Iterator[tuple[Any, int, int]]:
    """The same, each with where it begins and ends."""
    import json

    decoder = json.JSONDecoder(parse_float=Decimal)
    position, effort = 0, _EFFORT * len(text) + _FREE_EFFORT
    while effort >= 0:
        start = _START.search(text, position)
        if start is None:
            return
        try:
            data, position = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError, InvalidOperation) as error:
            position = start.start() + 1
            effort -= _wasted(error, text, position)
            continue
        yield data, start.start(), position


def _wasted(error: Exception, text: str, position: int) -> int:
    """The effort of reading up to the error, where reading goes on at that position."""
    end: int = getattr(error, "pos", len(text))
    return end - position + len(text) // _COUNTED


def objects_in(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of all JSON in the text with their paths, those within others too."""
    for data in documents(text):
        for path, item in _items(data, "", 0):
            if isinstance(item, dict):
                yield path, item


def texts_in(text: str) -> Iterator[tuple[str, str]]:
    """The long strings of all JSON in the text, with their paths: in each may stand what may stand in a text."""
    for data in documents(text):
        for path, item in _items(data, "", 0):
            if isinstance(item, str) and len(item) >= MIN_SIZE and not is_hex(item):
                yield path, item


def _items(data: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Whatever the data holds, itself first, each with its path as `jq` has it."""
    yield path, data
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, dict):
        told = _TOLD_OF_PSBT if is_decoded_psbt(data) else ()
        for name, item in data.items():
            if name in told:
                continue
            yield from _items(item, f"{path}.{name}" if name.isidentifier() else f'{path}["{name}"]', depth + 1)
    elif isinstance(data, list) and not is_byte_list(data):
        for number, item in enumerate(data):
            yield from _items(item, f"{path}[{number}]", depth + 1)


def is_decoded_psbt(data: Any) -> bool:
    """Whether it is what `decodepsbt` prints: the transaction in it is only the one to be signed."""
    if not isinstance(data, dict) or not isinstance(data.get("tx"), dict):
        return False
    return all(isinstance(data.get(name), list) for name in ("inputs", "outputs")) and "vin" in data["tx"]


def told_of_psbts(text: str) -> set[bytes] | None:
    """What decoded PSBTs in the JSON of the text have in hex; None where there are none without the PSBT itself."""
    if '"tx"' not in text or '"inputs"' not in text:
        return None
    found = [item for _, item in objects_in(text) if is_decoded_psbt(item) and "psbt" not in item]
    parts = (part for item in found for name in _TOLD_OF_PSBT for _, part in _items(item[name], name, 0))
    return {bytes.fromhex(part) for part in parts if _is_bytes(part)} if found else None


def _is_bytes(data: Any) -> bool:
    return isinstance(data, str) and len(data) >= 2 * MIN_SIZE and len(data) % 2 == 0 and is_hex(data)


def _in_data(data: Any, path: str) -> Iterator[Find]:
    for place, item in _items(data, path, 0):
        if isinstance(item, str):
            for raw in bytes_of_word(item):
                yield Find(raw, _form(place), place or ".")
        elif is_byte_list(item):
            yield Find(bytes(item), "byte_list", place or ".")


def is_byte_list(data: Any) -> bool:
    return (
        isinstance(data, list)
        and len(data) >= MIN_SIZE
        and all(type(item) is int and 0 <= item <= 255 for item in data)
    )


def _joined(data: Any) -> bytes:
    """The hex of all strings in their order: a transaction may be laid out as an object of its fields."""
    if not isinstance(data, dict):
        return b""
    words = [item for _, item in _items(data, "", 0) if isinstance(item, str)]
    return bytes.fromhex("".join(words)) if all(not word or is_hex(word) for word in words) else b""


def _form(path: str) -> str:
    return "json_rpc_result" if path == ".result" or path.startswith((".result.", ".result[")) else "json"
