"""What lines come from (files, standard input, arguments), cut into pieces of whole lines as they come.

A piece is large enough to be worth sending to another process, and no larger than what has come: who writes one line
and waits gets its answer. No more than one piece and one line is in memory.
"""

from __future__ import annotations

import codecs
import re
import select
from collections.abc import Callable, Iterable, Iterator
from io import StringIO, TextIOBase
from itertools import chain
from time import sleep
from typing import Any, NamedTuple

from txexplain.bulk.lines import Blank, Defaults, Lines, Refused
from txexplain.model.errors import InputError
from txexplain.sources.files import MAX_INPUT_SIZE, MIN_TRANSACTION_SIZE, is_utf16

_PIECE_BYTES = 1 << 18
_PIECE_LINES = {"decode": 256, "verify": 32, "explain": 16}  # for each about as much work
_WAIT = 0.02  # seconds
_FEWEST_TEXT = 20  # characters of a line that shows that the others are text too
_FEWEST_WRAPPED = 3  # lines
_HASH_DIGITS = 64
_WIDE, _WIDEST = 2 * MIN_TRANSACTION_SIZE, 1_000  # digits: of the shortest transaction, of a line of a wrapped one
_BEGINS = re.compile(rb"0[123]000000|70736274ff")
_HEX = re.compile(rb"[0-9A-Fa-f]+")
_FEW_NULS = 20  # one in so many bytes
_SPREAD = (b"{", b"[")  # a line of nothing else
_BEHIND_SPREAD = (b'"', b"{", b"[", b"}", b"]")

LineWork = Lines | Refused | Blank


class Source(NamedTuple):
    """Something that lines come from: `open` gives a stream, or raises InputError. `name` is in the answers."""

    open: Callable[[], Any]
    name: str | None = None


def line_works(sources: Iterable[Source], view: str, defaults: Defaults, start: int = 1) -> Iterator[LineWork]:
    """The works of all lines, which are numbered from `start` over all the sources."""
    number = start
    for source in sources:
        lines = _Numbered(number, source.name, view, defaults)
        yield from _works_of(source, lines)
        number = lines.number


def _works_of(source: Source, lines: _Numbered) -> Iterator[LineWork]:
    """Those of one source, and an error where reading it ends with one."""
    try:
        with source.open() as stream:
            yield from lines.works(stream)
    except InputError as error:
        yield lines.refused(error, is_whole=True)
    except OSError as error:
        yield lines.unreadable(error.strerror or type(error).__name__)
    except UnicodeDecodeError as error:  # of a stream of text that is in another encoding
        yield lines.unreadable(f"{error.encoding}: {error.reason}")


class _Numbered:
    """The lines of one source, by their numbers."""

    def __init__(self, number: int, name: str | None, view: str, defaults: Defaults) -> None:
        self.number = number
        self._name, self._defaults, self._most = name, defaults, _PIECE_LINES[view]

    def refused(self, error: InputError, *, is_whole: bool = False) -> Refused:
        """In place of one line, or where it `is_whole` of all that are left."""
        self.number += 1
        return Refused(error, self.number - 1, self._name, is_whole)

    def unreadable(self, reason: str) -> Refused:
        """In place of all lines that are left."""
        return self.refused(InputError("unreadable_input", reason=reason), is_whole=True)

    def works(self, stream: Any) -> Iterator[LineWork]:
        """Raises InputError where it is no text at all, OSError where reading fails."""
        held: list[bytes] = []  # of the line that has not ended
        is_skipped = False
        for number, data in enumerate(_as_utf8(_arrived(stream))):
            if not number:
                _refuse_what_is_no_lines(data)
            if is_skipped:
                _, ended, data = data.partition(b"\n")
                is_skipped = not ended
            whole, ended, rest = data.rpartition(b"\n")
            if ended:
                yield from self._whole(b"".join((*held, whole)))
                held = []
            held.append(rest)
            if sum(map(len, held)) > MAX_INPUT_SIZE:
                yield self._too_long()
                held, is_skipped = [], True
        if any(held):
            yield from self._whole(b"".join(held))

    def _too_long(self) -> Refused:
        return self.refused(InputError("line_too_long", limit=MAX_INPUT_SIZE))

    def _whole(self, text: bytes) -> Iterator[LineWork]:
        """Whole lines, the last without its line break, no more than so many in a piece."""
        if len(text) > MAX_INPUT_SIZE:
            first, _, rest = text.partition(b"\n")
            if len(first) > MAX_INPUT_SIZE:
                yield self._too_long()
                text = rest
        if not text.strip():
            count = text.count(b"\n") + 1
            self.number += count
            yield Blank(count, len(text) + 1)
            return
        lines = text.split(b"\n")
        for start in range(0, len(lines), self._most):
            piece = lines[start : start + self._most]
            yield Lines(b"\n".join(piece), self.number, self._defaults, self._name)
            self.number += len(piece)


def _arrived(stream: Any) -> Iterator[bytes]:
    """What has come, as it comes: more together where more is there already."""
    read = _reader(stream)
    has_ended = False
    while not has_ended:
        data = _read(read)
        parts, size = [data], len(data)
        while data and size < _PIECE_BYTES and _is_more_there(stream):
            data = _read(read)
            parts.append(data)
            size += len(data)
        has_ended = not data
        if size:
            yield b"".join(parts)


def _reader(stream: Any) -> Callable[[int], Any]:
    """What gives the next of what has come: of text a line, as to read so many characters waits for all of them."""
    if isinstance(stream, TextIOBase) and not isinstance(stream, StringIO):
        return stream.readline
    read: Callable[[int], Any] = stream.read1 if hasattr(stream, "read1") else stream.read
    return read


def _read(read: Callable[[int], Any]) -> bytes:
    """Empty at the end."""
    data = read(_PIECE_BYTES)
    while data is None:  # nothing has come yet, and reading does not wait
        sleep(_WAIT)
        data = read(_PIECE_BYTES)
    return data if isinstance(data, bytes) else _encoded(data) if isinstance(data, str) else bytes(data)


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a surrogate pair, which is in no text: an error of its line
        return text.encode("utf-8", "surrogatepass")


def _is_more_there(stream: Any) -> bool:
    """Whether reading would not have to wait; False where that cannot be told."""
    try:
        return bool(select.select([stream], [], [], 0)[0])
    except (OSError, ValueError, TypeError):
        return False


def _as_utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same; text of two bytes a character, as some shells write it, in the usual bytes."""
    first = next(pieces, b"")
    if len(first) == 1:
        first += next(pieces, b"")
    if not _is_utf16(first):
        yield from chain((first,) if first else (), pieces)
        return
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    for data in chain((first,), pieces):
        yield decoder.decode(data).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _is_utf16(data: bytes) -> bool:
    """Whether it begins so, with a letter, a digit or the like: no transaction does."""
    if not is_utf16(data):
        return False
    start = data[: 2 * _FEWEST_TEXT].decode("utf-16", "replace")
    return all(character.isascii() and (character.isprintable() or character.isspace()) for character in start)


def _refuse_what_is_no_lines(data: bytes) -> None:
    """Raises InputError where raw bytes begin so, or one JSON that is spread over lines: not once for each line."""
    lines = [line for line in data[:_PIECE_BYTES].split(b"\n") if line.strip()]
    if len(lines) > 1 and lines[0].strip() in _SPREAD and lines[1].strip().startswith(_BEHIND_SPREAD):
        raise InputError("lines_of_one_json")
    if len(lines) >= _FEWEST_WRAPPED and _is_wrapped_hex(lines):
        raise InputError("lines_of_one_hex")
    is_long = len(data) >= MIN_TRANSACTION_SIZE and bool(lines)
    if is_long and not _is_printable(lines[0]) and (_has_nuls(data) or not any(map(_is_text, lines))):
        raise InputError("lines_not_text")


def _is_wrapped_hex(lines: list[bytes]) -> bool:
    """Whether the first are pieces of hex that are equally long: too short for transactions, or not whole.

    Those that are as long as a hash or a transaction are pieces where only the first begins like a transaction.
    """
    first = [line.strip() for line in lines[:_FEWEST_WRAPPED]]
    width = len(first[0])
    if not _FEWEST_TEXT <= width <= _WIDEST or not all(len(line) == width and _HEX.fullmatch(line) for line in first):
        return False
    if width < _WIDE and width != _HASH_DIGITS:
        return True
    return [_BEGINS.match(line) is not None for line in first] == [True, False, False] and not _is_whole(first[0])


def _is_whole(digits: bytes) -> bool:
    """Whether it is a transaction or PSBT from its beginning to its end."""
    from txexplain.sources.pasted import kind_of

    return len(digits) % 2 == 0 and bool(kind_of(bytes.fromhex(digits.decode())))


def _has_nuls(data: bytes) -> bool:
    start = data[:_PIECE_BYTES]
    return start.count(0) > len(start) / _FEW_NULS


def _is_printable(line: bytes) -> bool:
    return not any(byte < 32 and byte not in b"\t\r\n\f\v" for byte in line[:MIN_TRANSACTION_SIZE])


def _is_text(line: bytes) -> bool:
    return len(line) >= _FEWEST_TEXT and line.isascii() and line.decode().strip().isprintable()
