"""Bytes and text from files and standard input."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from txexplain.model.errors import InputError

MAX_TRANSACTION_SIZE = 8_000_000  # bytes: twice what any block can hold
MAX_INPUT_SIZE = 4 * MAX_TRANSACTION_SIZE  # as hex, with spaces between
PIPE_WAIT = 10  # seconds until something must write to a pipe
MIN_TRANSACTION_SIZE = 60  # bytes, of one that has an input and an output
_HOLDS_JSON = re.compile(r"[\[{]|\"\s*:|^\s*\d[\d.]*\s*$")
_INVISIBLE = "\u200b\u200c\u200d\u2060\xad"  # between characters, as web pages have them
_MAX_SHOWN = 60  # characters of what cannot be read
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")  # as some editors and shells write text


def read_text(argument: str, stdin: BinaryIO) -> str:
    """The text of a file, of standard input for `-`, or what was given where that has JSON. Raises InputError."""
    if argument[:1] in ("[", "{"):
        return argument
    if not argument.strip():
        raise InputError("empty_input")
    if argument == "-":
        return decoded(read_stdin(stdin))
    path = existing_file(argument)
    if path is not None:
        return read_text_file(path)
    if _HOLDS_JSON.search(argument) is None:
        raise InputError("no_such_file", name=beginning(argument))
    return argument


def read_text_file(path: Path) -> str:
    """The text of a file. Raises InputError."""
    return decoded(read_file(path))


def decoded(data: bytes) -> str:
    """The data as text, whatever bytes it has: a character stands for what is none."""
    if is_utf16(data):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "surrogateescape")


def is_utf16(data: bytes) -> bool:
    """Whether it begins as text of two bytes a character does."""
    return data[:2] in _UTF16_MARKS


def read_stdin(stdin: BinaryIO) -> bytes:
    try:
        return _limited(stdin)
    except OSError as error:
        raise InputError("unreadable_input", reason=error.strerror or "") from error


def existing_file(argument: str) -> Path | None:
    try:
        path = Path(argument)
        return path if path.exists() else None
    except (OSError, ValueError):  # too long for a name, or a NUL in it
        return None


def read_file(path: Path) -> bytes:
    with opened(path) as file:
        return _limited(file)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, to be read. Raises InputError where it cannot be, or where reading fails."""
    try:
        with _open(path) as file:
            yield file
    except OSError as error:
        raise InputError("unreadable_file", path=str(path), reason=os.strerror(error.errno or 0)) from error
    except ValueError as error:  # a NUL in it, or half a character
        raise InputError("unreadable_file", path=ascii(str(path)), reason=str(error)) from error


def _open(path: Path) -> BinaryIO:
    if path.is_dir():
        raise InputError("is_a_folder", path=str(path))
    return _opened_pipe(path) if path.is_fifo() else open(path, "rb", opener=_without_waiting)


def _opened_pipe(path: Path) -> BinaryIO:
    """A pipe opens when something writes to it; then whatever comes is waited for. Raises InputError, or OSError."""
    from threading import Thread

    opened: list[int | OSError] = []

    def wait() -> None:
        try:
            opened.append(os.open(path, os.O_RDONLY))
        except OSError as error:
            opened.append(error)

    waiting = Thread(target=wait, daemon=True)
    waiting.start()
    waiting.join(PIPE_WAIT)
    if not opened:
        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))  # which lets the waiting end
        raise InputError("nobody_writes", path=str(path), seconds=PIPE_WAIT)
    if isinstance(opened[0], OSError):
        raise opened[0]
    return open(opened[0], "rb")


def _without_waiting(path: str, flags: int) -> int:
    """Opens what is no pipe: a device, or a file such as Linux makes up, from which nothing may ever come."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _limited(file: BinaryIO) -> bytes:
    data = file.read(MAX_INPUT_SIZE + 1) or b""  # None where nothing has come yet and reading does not wait
    if len(data) > MAX_INPUT_SIZE:
        raise InputError("file_too_large", limit=MAX_INPUT_SIZE)
    return data


def text_in(data: bytes) -> str | None:
    """The text that the data is, or None where it is raw bytes. Raises InputError where there is nothing."""
    if not data.strip():
        raise InputError("empty_input")
    if is_utf16(data):
        return _utf16_text(data)
    return _as_text(data.removeprefix(b"\xef\xbb\xbf").strip())  # a byte order mark, as editors leave it


def _utf16_text(data: bytes) -> str | None:
    """The data as UTF-16 text, or None: a transaction may begin with the same two bytes, but goes on otherwise."""
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        return None
    return text if all(char.isprintable() or char.isspace() or char in _INVISIBLE for char in text) else None


def _as_text(data: bytes) -> str | None:
    """The data as text, or None: no raw transaction is text, for its counts and amounts hold control characters."""
    if any(byte < 32 and byte not in b"\t\r\n\f\v" for byte in data[:MIN_TRANSACTION_SIZE]):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def raw_bytes(data: bytes) -> bytes:
    if not data:
        raise InputError("empty_input")
    return sized(data)


def sized(raw: bytes) -> bytes:
    if len(raw) > MAX_TRANSACTION_SIZE:
        raise InputError("input_too_large", limit=MAX_TRANSACTION_SIZE)
    return raw


def beginning(words: str) -> str:
    """The first words on the first line, and a sign that there are more; a path is whole."""
    from txexplain.recognise.path_form import is_path

    if is_path(words.strip()):
        return words.strip()
    line = words.strip().splitlines()[0] if words.strip() else ""
    return line if line == words.strip() and len(line) <= _MAX_SHOWN else f"{line[:_MAX_SHOWN]}…"
