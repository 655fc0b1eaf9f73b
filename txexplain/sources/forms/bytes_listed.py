"""Bytes one by one: dumps of a file, lists of numbers, escapes in strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from txexplain.model.hexadecimal import is_hex
from txexplain.sources.forms import MIN_SIZE, Find

_DUMP_LINE = re.compile(r"^\s*([0-9A-Fa-f]{4,16}):?[ \t]+((?:[0-9A-Fa-f]{2}){1,8}(?:[ \t-].*)?)$")
_BYTES_JOINED = re.compile(r"(?<=[0-9A-Fa-f]{2})-(?=[0-9A-Fa-f]{2})")  # in the middle of a row of a debugger
_REPEATED = re.compile(r"^\s*\*\s*$")  # the row above goes on to the next offset
_ONLY_OFFSET = re.compile(r"^\s*([0-9A-Fa-f]{4,16}):?\s*$")
_MAX_BETWEEN = 300  # characters
_MAX_ROWS_REPEATED = 60_000  # of all dumps in a text
_HEX_BYTE = re.compile(r"(?:0[xX]|\\x|\\u00)([0-9A-Fa-f]{1,2})(?![0-9A-Fa-f])[uU]?8?")
_NEXT_BYTE = re.compile(
    r"(?:[\s,;\"'+\\(){}\[\]]|/\*[^*\n]*\*/|//[^\n]*\n|(?:byte|char|u8)\b|0x[0-9A-Fa-f]{4,16}:|\bb(?=[\"']))*+"
)
_BYTES_LITERAL = re.compile(r"\b[bB](?:'((?:[^'\\\n]|\\[^\n])*)'|\"((?:[^\"\\\n]|\\[^\n])*)\")")
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|[0-7]{1,3}|[abfnrtv\\'\"])")
_SIMPLE = dict(zip("abfnrtv\\'\"", "\a\b\f\n\r\t\v\\'\"", strict=True))
_BETWEEN_LITERALS = re.compile(r"[\s+\\()]*")
_COLON_BYTES = re.compile(rf"(?:[0-9A-Fa-f]{{2}}[:-]){{{MIN_SIZE - 1},}}[0-9A-Fa-f]{{2}}")
_DECIMAL_BYTES = re.compile(r"[\[{(]\s*(-?\d{1,3}(?:u8)?(?:(?:\s*,\s*|\s+)-?\d{1,3})++)\s*,?\s*[\]})]")


def dumps(text: str) -> Iterator[Find]:
    """What `xxd`, `hexdump` and `od` print: rows that begin with their offset, without a gap."""
    for rows, first in _blocks_of_rows(text):
        raw = b"".join(_row_of_dump(row) for row in rows)
        yield Find(raw, "dump", first)
        swapped = _swapped(rows)
        if swapped:
            yield Find(swapped, "dump", first)
            yield Find(swapped[:-1], "dump", first)  # an odd last byte is filled up with a zero


def _blocks_of_rows(text: str) -> Iterator[tuple[list[str], str]]:
    """The columns of rows that follow each other, with the line on which they begin."""
    rows: list[str] = []
    size, first, repeats, room = 0, "", False, _MAX_ROWS_REPEATED
    for number, line in enumerate(text.split("\n"), 1):
        if rows and is_repeated(line):
            repeats = True
            continue
        row = _DUMP_LINE.match(line) or _ONLY_OFFSET.match(line)
        offsets = _offsets(row[1]) if row else set()
        if row and repeats:
            before = len(rows)
            size = _repeat(rows, size, offsets, room)
            room -= len(rows) - before
        repeats = False
        if rows and (row is None or size not in offsets):
            yield rows, first
            rows, size = [], 0
        if row and row.lastindex == 2 and size in offsets:
            first = first if rows else str(number)
            rows.append(row[2])
            size += len(_row_of_dump(row[2]))
    if rows:
        yield rows, first


def is_repeated(line: str) -> bool:
    """Whether the line stands for rows like the one above."""
    return _REPEATED.match(line) is not None


def _repeat(rows: list[str], size: int, offsets: set[int], room: int) -> int:
    """Adds the last row again, up to the next offset, where that is a whole number of rows away, and not too many."""
    width = len(_row_of_dump(rows[-1]))
    target = min((each for each in offsets if each > size), default=size)
    if width and (target - size) % width == 0 and (target - size) // width <= room:
        rows.extend([rows[-1]] * ((target - size) // width))
        return target
    return size


def _offsets(digits: str) -> set[int]:
    """What an offset may be: `od` writes them octal."""
    return {int(digits, 16)} | ({int(digits, 8)} if set(digits) <= set("01234567") else set())


def words_of_row(columns: str) -> list[str]:
    """The bytes of a row, without its characters: those stand behind a bar, or behind two spaces."""
    columns = _BYTES_JOINED.sub(" ", columns)
    in_bars = re.match(r"([^|]*)\s\|.*\|\s*$", columns)
    if in_bars:
        return in_bars[1].split()
    halves = re.split(r"\s{2,}", columns.strip())
    taken = halves[0].split()
    for half in halves[1:]:  # `hexdump` has a wider gap in the middle, others none
        more = half.split()
        if not more or len(more) > 8 or any(len(word) != len(taken[0]) or not is_hex(word) for word in more):
            break
        taken += more
    return taken


@lru_cache(maxsize=256)
def _row_of_dump(columns: str) -> bytes:
    words = words_of_row(columns)
    while words and not is_hex(words[-1]):
        words = words[:-1]
    digits = "".join(words)
    return bytes.fromhex(digits) if is_hex(digits) else b""


def _swapped(rows: list[str]) -> bytes:
    """The bytes where each word of four digits has its two turned round, as `hexdump` without -C prints them."""
    words = [word for row in rows for word in words_of_row(row)]
    if not words or any(len(word) != 4 or not is_hex(word) for word in words):
        return b""
    return b"".join(bytes.fromhex(word)[::-1] for word in words)


def byte_lists(text: str) -> Iterator[Find]:
    """`0x01, 0x02`, `\\x01\\x02`, `b'\\x01a'`, `01:02`, `[1, 2]`."""
    yield from _hex_bytes(text)
    yield from _literals(text)
    for match in _COLON_BYTES.finditer(text):
        yield Find(bytes.fromhex(re.sub("[:-]", "", match[0])), "byte_list", match.start())
    for match in _DECIMAL_BYTES.finditer(text):
        numbers = [int(number) for number in re.findall(r"-?\d+", match[1].replace("u8", ""))]
        if min(numbers) >= -128 and max(numbers) <= 255:  # Java's bytes have a sign
            yield Find(bytes(number & 255 for number in numbers), "byte_list", match.start())


def _hex_bytes(text: str) -> Iterator[Find]:
    """Bytes with a prefix, one after the other, with nothing between but signs and comments."""
    data, start, end = bytearray(), 0, 0
    for match in _HEX_BYTE.finditer(text):
        if data and (match.start() - end > _MAX_BETWEEN or not _NEXT_BYTE.fullmatch(text, end, match.start())):
            yield Find(bytes(data), "byte_list", start)
            data.clear()
        start = start if data else match.start()
        data.append(int(match[1], 16))
        end = match.end()
    if data:
        yield Find(bytes(data), "byte_list", start)


def _literals(text: str) -> Iterator[Find]:
    """Bytes as Python writes them, in one literal or in several that follow each other."""
    data, start, end = b"", 0, 0
    for match in _BYTES_LITERAL.finditer(text):
        if data and _BETWEEN_LITERALS.fullmatch(text, end, match.start()) is None:
            yield Find(data, "byte_list", start)
            data = b""
        start = start if data else match.start()
        data += _unescaped(match[1] if match[1] is not None else match[2])
        end = match.end()
    if data:
        yield Find(data, "byte_list", start)


def _unescaped(literal: str) -> bytes:
    """As Python reads it; a character above a byte makes it none."""
    text = _ESCAPE.sub(lambda escape: _SIMPLE.get(escape[1]) or chr(_code(escape[1])), literal)
    return text.encode("latin-1") if all(ord(char) < 256 for char in text) else b""


def _code(escape: str) -> int:
    return int(escape[1:], 16) if escape[0] == "x" else int(escape, 8)
