"""One way to name a transaction: an example, hex, a file, standard input. The same for every command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, NamedTuple

from txexplain.bundled import is_example, load_example
from txexplain.model.errors import DecodeError, InputError, TxExplainError
from txexplain.model.report import Example

MAX_INPUT_SIZE = 32 * 1024 * 1024  # bytes of text or of raw data; the largest CompactSize allows no more either
MIN_HEX_ARGUMENT = 20  # a shorter argument of hex digits may well be the name of a file
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
_AROUND_HEX = frozenset(" \t\r\n\f\v\"'`,;")


class Source(NamedTuple):
    """The bytes of a transaction, and the bundled example they come from, if they do."""

    raw: bytes
    example: Example | None = None


def read_source(argument: str | None, stdin: BinaryIO, stdin_is_terminal: bool) -> Source:
    """The transaction that `argument` names. Raises InputError where it names none.

    Without an argument, or with `-`, standard input is read: hex text or raw bytes, as in a file.
    """
    if argument is None and stdin_is_terminal:
        raise InputError("no_transaction")
    if argument is None or argument == "-":
        return Source(_from_bytes(_limited(stdin)))
    if not argument.strip():
        raise InputError("empty_input")
    if is_example(argument):
        example = load_example(argument)
        return Source(example.raw, example)
    text = clean_hex(argument)
    if len(text) >= MIN_HEX_ARGUMENT and _HEX_DIGITS.issuperset(text):
        return Source(_from_hex(text))
    path = _existing_file(argument)
    if path is not None:
        return Source(_from_bytes(_read_file(path)))
    if text and _HEX_DIGITS.issuperset(text) and not _near_examples(argument):
        return Source(_from_hex(text))
    raise _not_a_name(argument, text)


def clean_hex(text: str) -> str:
    """The text without what people paste along with hex: white space, line breaks, quotes, a leading 0x."""
    text = "".join(char for char in text if char not in _AROUND_HEX)
    return text[2:] if text[:2] in ("0x", "0X") else text


def _limited(file: BinaryIO) -> bytes:
    try:
        data = file.read(MAX_INPUT_SIZE + 1)
    except OSError as error:
        raise InputError("unreadable_input", reason=error.strerror or "") from error
    if len(data) > MAX_INPUT_SIZE:
        raise InputError("input_too_large", limit=MAX_INPUT_SIZE)
    return data


def _existing_file(argument: str) -> Path | None:
    try:
        path = Path(argument)
        return path if path.exists() else None
    except (OSError, ValueError):  # too long for a name, or a NUL in it
        return None


def _read_file(path: Path) -> bytes:
    if path.is_dir():
        raise InputError("is_a_folder", path=str(path))
    try:
        with path.open("rb") as file:
            return _limited(file)
    except OSError as error:
        raise InputError("unreadable_file", path=str(path), reason=os.strerror(error.errno or 0)) from error


def _from_bytes(data: bytes) -> bytes:
    """Raw bytes as they are; hex text, told by its characters, as the bytes it stands for."""
    if not data.strip():
        raise InputError("empty_input")
    sample = data.removeprefix(b"\xef\xbb\xbf").strip()  # a byte order mark, as editors leave it
    if _is_text(sample):
        text = clean_hex(sample.decode("ascii"))
        if text and _HEX_DIGITS.issuperset(text):
            return _from_hex(text)
        raise _not_a_name(sample.decode("ascii").strip(), text)
    return data


def _is_text(data: bytes) -> bool:
    """Whether it is printable ASCII. No raw transaction is: its counts and amounts hold zero bytes."""
    return data.isascii() and all(byte >= 32 or byte in b"\t\r\n\f\v" for byte in data)


def _from_hex(text: str) -> bytes:
    if len(text) == 64:
        raise InputError("looks_like_txid", text=text)
    if len(text) % 2:
        raise InputError("odd_hex_digits", count=len(text))
    return bytes.fromhex(text)


def _not_a_name(argument: str, text: str) -> InputError:
    """Why `argument` is neither an example, hex nor a file, with the likeliest thing that it is instead."""
    from txexplain.recognise import recognise_text

    recognised = recognise_text(argument.strip())
    if recognised is not None:
        return recognised
    good = sum(char in _HEX_DIGITS for char in text)
    if len(text) >= MIN_HEX_ARGUMENT and good >= 0.9 * len(text):
        place = next(place for place, char in enumerate(text) if char not in _HEX_DIGITS)
        return InputError("not_hex", place=place + 1, char=text[place], count=len(text))
    near = _near_examples(argument)
    if near:
        return InputError("unknown_example", name=argument[:80], near=", ".join(near))
    return InputError("unknown_source", name=argument[:80])


def _near_examples(name: str) -> list[str]:
    """The names of examples that `name` may be a slip of."""
    from difflib import get_close_matches

    from txexplain.bundled import example_names

    return get_close_matches(name.lower()[:40], example_names(), n=3, cutoff=0.6)


def better_error(error: DecodeError) -> TxExplainError:
    """What the bytes are instead, where that can be told; otherwise the decoding error itself."""
    from txexplain.recognise import recognise_bytes

    return recognise_bytes(error.raw) or error
