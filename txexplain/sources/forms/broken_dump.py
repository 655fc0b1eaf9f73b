"""Dumps that are not whole: rows that lack or are cut; and dumps that show something else than bytes in hex."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import is_hex
from txexplain.sources.forms import Find
from txexplain.sources.forms.bytes_listed import is_repeated, words_of_row
from txexplain.sources.forms.undress import views

_ROW = re.compile(r"^[ \t]*([0-9A-Fa-f]{4,16})(:?)(?:[ \t]+(\S.*))?$")
_BASES = (16, 8, 10)  # of offsets: `hexdump`; `od`; `od -A d`
_HEX_DIGITS = 8  # of an offset that `xxd` or `hexdump -C` wrote, which is hex
_MIN_STEP, _MAX_STEP = 4, 256  # bytes in a row
_LAST_OFFSET = 8_000_000
_BEGINS = re.compile(rb"[\1\2\3]\0\0\0|psbt\xff", re.S)
_OCTAL = re.compile(r"[01][0-7]{5}")  # two bytes, as `od` prints them
_SHOWN_WORDS = 4


class _Row(NamedTuple):
    """A row as it stands; `repeats` where the row before it goes on up to it."""

    digits: str
    words: list[str]
    line: int
    repeats: bool
    beginning: str

    @property
    def size(self) -> int:
        return sum(map(len, self.words)) // 2


def is_in_rows(text: str) -> bool:
    """Whether each of several lines begins with an offset, as those of a dump do."""
    rows = _rows(text[: _MAX_STEP * 16])
    return len(rows) > 1 and rows[0].line == 1 and _base(rows) != 0


def broken_dump(text: str) -> Find | None:
    """The bytes of a dump without a gap; None where the text is no dump. Raises InputError for any other one."""
    for view in views(text):
        rows = _rows(view)
        base = _base(rows)
        if base:
            return _bytes_of(rows, base)
    return None


def _rows(text: str) -> list[_Row]:
    found: list[_Row] = []
    repeats = False
    for number, line in enumerate(text.split("\n"), 1):
        row = _ROW.match(line.rstrip())
        if row is not None and (not found or len(found[0].digits) == len(row[1])):
            beginning = " ".join([*line.split(None, _SHOWN_WORDS)[:_SHOWN_WORDS], "…"])
            found.append(_Row(row[1], words_of_row(row[3] or ""), number, repeats, beginning))
        repeats = is_repeated(line)
    return found


def _base(rows: list[_Row]) -> int:
    """In which base the offsets count rows of one width; 0 where they do in none."""
    if not rows or not rows[0].words or (len(rows) == 1 and int(rows[0].digits, 16)):
        return 0
    bases = _BASES[:1] if len(rows[0].digits) == _HEX_DIGITS else _BASES
    fitting = [base for base in bases if _step(rows, base)]
    return next((base for base in fitting if _step(rows, base) == rows[0].size), next(iter(fitting), 0))


def _step(rows: list[_Row], base: int) -> int:
    """How many bytes a row has by the offsets, 0 where they are none; the last row of `od` is an offset alone."""
    try:
        offsets = [int(row.digits, base) for row in rows if row.words]
        repeated = {int(row.digits, base) for row in rows if row.repeats}
    except ValueError:
        return 0
    if len(offsets) == 1:
        return rows[0].size if offsets[0] == 0 and rows[0].size >= _MIN_STEP else 0
    steps = [later - earlier for earlier, later in pairwise(offsets) if later not in repeated]
    step = min(steps, default=rows[0].size)
    fits = _MIN_STEP <= step <= _MAX_STEP and offsets[-1] <= _LAST_OFFSET
    return step if fits and all(offset % step == 0 for offset in offsets) else 0


def _bytes_of(rows: list[_Row], base: int) -> Find:
    step = _step(rows, base)
    _check_columns(rows, step)
    data = bytearray()
    for row in rows:
        offset = int(row.digits, base)
        if row.repeats and data:
            data += data[-step:] * ((offset - len(data)) // step)
        if offset != len(data):
            raise InputError("dump_gap", start=len(data), end=offset - 1, offset=row.digits)
        data += b"".join(_whole_bytes(row.words))[:step]
    return Find(_in_order(bytes(data), rows), "dump", str(rows[0].line))


def _check_columns(rows: list[_Row], step: int) -> None:
    """Raises InputError where the columns are no bytes: octal or binary numbers, or words of another order."""
    *whole, last = [row.words for row in rows if row.words]
    words = [word for row in whole or [last] for word in row]
    are_bytes = all(len(word) % 2 == 0 and is_hex(word) for word in words) and not all(map(_OCTAL.fullmatch, words))
    size = sum(map(len, (whole or [last])[0])) // 2
    if not are_bytes or size > step or _is_turned(words):
        raise InputError("dump_not_bytes", row=rows[0].beginning)


def _is_turned(words: list[str]) -> bool:
    """Whether each word of four or eight bytes has its last one first."""
    size = len(words[0]) // 2
    first = bytes.fromhex(words[0])
    return size in (4, 8) and not _BEGINS.match(first) and _BEGINS.match(first[::-1]) is not None


def _whole_bytes(words: list[str]) -> Iterator[bytes]:
    """The bytes of a row, of the last word those that are whole."""
    for word in words:
        digits = word[: len(word) // 2 * 2]
        if digits and is_hex(digits):
            yield bytes.fromhex(digits)


def _in_order(data: bytes, rows: list[_Row]) -> bytes:
    """The bytes with each two turned round, where only so they begin like a transaction or PSBT: `hexdump` alone."""
    if len(rows[0].words[0]) != 4 or _BEGINS.match(data):
        return data
    turned = b"".join(data[place : place + 2][::-1] for place in range(0, len(data), 2))
    return turned if _BEGINS.match(turned) else data
