"""Whole transactions and PSBTs in what people paste: JSON, command lines, code, dumps, labelled fields.

Each way of reading gives bytes, and only what is a whole transaction or PSBT down to its last byte is taken: what is
shown is what was there.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from txexplain.model.errors import DecodeError
from txexplain.model.hexadecimal import is_hex
from txexplain.model.subject import PSBT_MAGIC

MIN_SIZE = 60  # bytes; no transaction with an input and an output is shorter
MAX_TEXT = 40_000_000
_MAX_DEPTH = 60  # of JSON that is looked through
_MAX_DOCUMENTS = 100  # beginnings of JSON that are tried in one text
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))
_HEX_RUN = re.compile(rf"(?<![0-9A-Za-z])(?:0[xX])?([0-9A-Fa-f]{{{2 * MIN_SIZE},}})(?![0-9A-Za-z])")
_BASE64_RUN = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_CUT = re.compile(r"[0-9A-Fa-f]{4}[\s\"'`]*(?:\.\.+|…|\[\.\.\.\]|<snip>)|(?:\.\.+|…|<snip>)[\s\"'`]*[0-9A-Fa-f]{4}")
_QUOTED = re.compile(r"^(?:[ \t]*>)+ ?|^[ \t]*[-*•] |^[ \t]*\d+[.)] |^[ \t]*[$#%>] ", re.M)
_PIECES = re.compile(r"(?:(?<=\s)|^)((?:[0-9A-Fa-f]{2,}[\s\\\"'`,;+]*)+)", re.M)
_DUMP_LINE = re.compile(r"^\s*([0-9A-Fa-f]{4,16}):?[ \t]+((?:[0-9A-Fa-f]{2}){1,8}(?:[ \t].*)?)$")
_HEX_BYTE = re.compile(r"(?:0x|\\x)([0-9A-Fa-f]{2})(?![0-9A-Fa-f])")
_COLON_BYTES = re.compile(rf"(?:[0-9A-Fa-f]{{2}}:){{{MIN_SIZE - 1},}}[0-9A-Fa-f]{{2}}")
_DECIMAL_BYTES = re.compile(r"[\[{(]\s*(\d{1,3}(?:\s*,\s*\d{1,3})+)\s*,?\s*[\]})]")
_COMMENT = re.compile(r"\s(?://|#|--|;|<-|←|/\*|\|).*$|\([^()\n]{0,200}\)")
_LABEL = re.compile(r"^.*?(?::|=|\|)\s*(?=[\"'`]?(?:0x)?[0-9A-Fa-f\s]+[\"'`,;]*$)")
_FIELD = re.compile(r"^[\"'`]?(?:0x)?([0-9A-Fa-f][0-9A-Fa-f\s]*)[\"'`,;]*$")


class Payload(NamedTuple):
    """What was found: `kind` is `transaction`, `psbt` or `message`; `form` says in what, `place` where in that."""

    raw: bytes
    kind: str
    form: str
    place: str = ""


def payloads(text: str) -> list[Payload]:
    """All that is whole in the text, each once, in the order in which it was found."""
    if len(text) > MAX_TEXT:
        return []
    text = unicodedata.normalize("NFKC", text.replace("…", "...")).translate(_INVISIBLE)
    found: dict[bytes, Payload] = {}
    for way in _WAYS_OF_CUT if is_cut(text) else _WAYS:
        for raw, form, place in way(text):
            if raw not in found and (kind := kind_of(raw)):
                found[raw] = Payload(raw, kind, form, place)
        if found:
            break
    return list(found.values())


def kind_of(raw: bytes) -> str:
    """What the bytes are, whole; empty where they are none of these."""
    from txexplain.wire.transaction import decode

    if raw.startswith(PSBT_MAGIC):
        return "psbt"
    if len(raw) < MIN_SIZE:
        return ""
    try:
        decode(raw)
    except DecodeError:
        return "message" if _is_message(raw) else ""
    return "transaction"


def _is_message(raw: bytes) -> bool:
    """Whether it is what a signature signs: `decode` takes that apart, and all else says what it is."""
    from txexplain.crypto.sighash.read import read_message

    return read_message(raw) is not None


# Ways of reading: each gives bytes, the form they were in, and where


Found = tuple[bytes, str, str]


def _in_json(text: str) -> Iterator[Found]:
    """Strings in JSON that are hex or base64, and lists of numbers that are bytes."""
    for data in documents(text):
        yield from _in_data(data, "")


def documents(text: str) -> Iterator[Any]:
    """What is JSON in the text, one after the other; numbers with a point as Decimal."""
    import json

    decoder = json.JSONDecoder(parse_float=Decimal)
    position = 0
    for _ in range(_MAX_DOCUMENTS):
        start = _first_of(text, "{[", position)
        if start is None:
            return
        try:
            data, position = decoder.raw_decode(text, start)
        except (ValueError, RecursionError, InvalidOperation):
            position = start + 1
            continue
        yield data


def _first_of(text: str, characters: str, start: int) -> int | None:
    places = [place for character in characters if (place := text.find(character, start)) >= 0]
    return min(places, default=None)


def _in_data(data: Any, path: str, depth: int = 0) -> Iterator[Found]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, str):
        for raw in _from_word(data):
            yield raw, _json_form(path), path or "."
        if data[:1] in ("{", "["):
            for raw, _, inner in _in_json(data):
                yield raw, "json", f"{path} | fromjson | {inner}"
    elif isinstance(data, dict):
        for name, item in data.items():
            yield from _in_data(item, f"{path}.{name}" if name.isidentifier() else f'{path}["{name}"]', depth + 1)
    elif isinstance(data, list):
        if len(data) >= MIN_SIZE and all(type(item) is int and 0 <= item <= 255 for item in data):
            yield bytes(data), "byte_list", path or "."
            return
        for number, item in enumerate(data):
            yield from _in_data(item, f"{path}[{number}]", depth + 1)


def _json_form(path: str) -> str:
    return "json_rpc_result" if path == ".result" or path.startswith((".result.", ".result[")) else "json"


def _from_word(word: str) -> Iterator[bytes]:
    """The bytes of one word of hex or base64."""
    word = word.strip()
    digits = word[2:] if word[:2] in ("0x", "0X") else word
    if len(digits) >= 2 * MIN_SIZE and len(digits) % 2 == 0 and is_hex(digits):
        yield bytes.fromhex(digits)
    elif _BASE64_RUN.fullmatch(word):
        yield from _base64(word)


def _base64(word: str) -> Iterator[bytes]:
    try:
        yield base64.b64decode(word + "=" * (-len(word) % 4), validate=True)
    except (binascii.Error, ValueError):
        return


def _runs(text: str) -> Iterator[Found]:
    """Long runs of hex or base64 among other words: in commands, code, links, Markdown."""
    for match in _HEX_RUN.finditer(text):
        if len(match[1]) % 2 == 0 and not is_cut(text[max(0, match.start() - 12) : match.end() + 12]):
            yield bytes.fromhex(match[1]), _surroundings(text, match.start()), _line(text, match.start())
    for match in _BASE64_RUN.finditer(text):
        for raw in _base64(match[0]):
            yield raw, "base64", _line(text, match.start())


def _surroundings(text: str, start: int) -> str:
    """What comes before a run of hex on its line."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    if re.search(r"://\S*$", line):
        return "link"
    if re.match(r"\s*(?:[$%>] )?(?:bitcoin-cli|bitcoind|curl|echo|txexplain|btc\w*|python\S*) ", line):
        return "command"
    return "code" if re.search(r"[=(]\s*[\w.]*\(?\s*[\"'`]?$", line) else "text"


def _line(text: str, position: int) -> str:
    return str(text.count("\n", 0, position) + 1)


def is_cut(text: str) -> bool:
    """Whether hex is left out of it, with dots in its place."""
    return _CUT.search(text) is not None


def _wrapped(text: str) -> Iterator[Found]:
    """Hex or base64 that goes on from line to line, with quotation marks and backslashes."""
    text = _QUOTED.sub("", text)
    for word in (re.sub(r"[\s\\\"'`,;+.()\[\]]", "", part) for part in (text, *re.split(r"\n\s*\n|```\w*", text))):
        for raw in _from_word(word):
            yield raw, "wrapped", "1"
    for match in _PIECES.finditer(text):
        for raw in _from_word(re.sub(r"[^0-9A-Fa-f]", "", match[1])):
            yield raw, "wrapped", _line(text, match.start())


def _dumps(text: str) -> Iterator[Found]:
    """What `xxd`, `hexdump -C`, `od -tx1` print: rows that begin with their offset, without a gap."""
    data, first = bytearray(), ""
    for number, line in enumerate(_QUOTED.sub("", text).splitlines(), 1):
        row = _DUMP_LINE.match(line)
        if row is None or len(data) not in _offsets(row[1]):
            if data:
                yield bytes(data), "dump", first
            data.clear()
        if row and len(data) in _offsets(row[1]):
            first = first if data else str(number)
            data += _row_of_dump(row[2])
    if data:
        yield bytes(data), "dump", first


def _offsets(digits: str) -> set[int]:
    """What an offset may be: `od` writes them octal."""
    return {int(digits, 16)} | ({int(digits, 8)} if set(digits) <= set("01234567") else set())


def _row_of_dump(columns: str) -> bytes:
    """The bytes of a row, without its characters: those stand behind a bar, or behind two spaces."""
    in_bars = re.match(r"(.*?)\s\|.*\|\s*$", columns)
    words = (in_bars[1] if in_bars else re.split(r"\s{2,}", columns.strip(), maxsplit=1)[0]).split()
    digits = "".join(words)
    return bytes.fromhex(digits) if is_hex(digits) and len(digits) % 2 == 0 else b""


def _byte_lists(text: str) -> Iterator[Found]:
    """`0x01, 0x02`, `\\x01\\x02`, `01:02`, `[1, 2]`."""
    listed = "".join(match[1] for match in _HEX_BYTE.finditer(text))
    if listed:
        yield bytes.fromhex(listed), "byte_list", "1"
    for match in _COLON_BYTES.finditer(text):
        yield bytes.fromhex(match[0].replace(":", "")), "byte_list", _line(text, match.start())
    for match in _DECIMAL_BYTES.finditer(text):
        numbers = [int(number) for number in match[1].split(",")]
        if max(numbers) <= 255:
            yield bytes(numbers), "byte_list", _line(text, match.start())


def _fields(text: str) -> Iterator[Found]:
    """A field a line, with a label before it or a comment behind it."""
    for strip in (_before_comment, _after_label, _last_word):
        digits = "".join(strip(line) for line in _QUOTED.sub("", text).splitlines())
        if digits and len(digits) % 2 == 0:
            yield bytes.fromhex(digits), "fields", "1"


def _before_comment(line: str) -> str:
    return _digits(_COMMENT.sub("", " " + line).strip())


def _after_label(line: str) -> str:
    return _digits(_LABEL.sub("", _COMMENT.sub("", " " + line).strip(), count=1))


def _last_word(line: str) -> str:
    """The one word of the line that can only be hex bytes; of several the last."""
    words = [word.strip("\"'`,;|") for word in _COMMENT.sub("", " " + line).split()]
    return next((_digits(word) for word in reversed(words) if _digits(word) and len(_digits(word)) % 2 == 0), "")


def _digits(words: str) -> str:
    match = _FIELD.match(words)
    return re.sub(r"\s", "", match[1]) if match else ""


_WAYS: tuple[Callable[[str], Iterator[Found]], ...] = (_in_json, _runs, _wrapped, _dumps, _byte_lists, _fields)
_WAYS_OF_CUT = (_in_json, _runs, _dumps)  # what else joins pieces, and would close the gap
