"""One way to name a transaction or a block: an example, hex, a file, standard input. The same for every command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from txexplain.bundled import block_names, example_names, example_of, is_block, is_example, load_block, load_example
from txexplain.model.errors import DecodeError, InputError, TxExplainError
from txexplain.model.examples import Example
from txexplain.model.hexadecimal import HEX_DIGITS

if TYPE_CHECKING:
    from txexplain.model.examples import BlockExample

MAX_TRANSACTION_SIZE = 8_000_000  # bytes: twice what any block can hold
MAX_INPUT_SIZE = 4 * MAX_TRANSACTION_SIZE  # as hex, with spaces between
MIN_TRANSACTION_SIZE = 60  # bytes, of one that has an input and an output
MIN_HEX_ARGUMENT = 20  # a shorter argument of hex digits may well be the name of a file
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")  # as some editors and shells write text
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
        return Source(_from_bytes(_read_stdin(stdin)))
    if not argument.strip():
        raise InputError("empty_input")
    if is_example(argument):
        example = load_example(argument)
        return Source(example.raw, example)
    text = clean_hex(argument)
    if len(text) >= MIN_HEX_ARGUMENT and HEX_DIGITS.issuperset(text):
        return Source(_from_hex(text))
    path = _existing_file(argument)
    if path is not None:
        return Source(_from_bytes(_read_file(path)))
    if text and HEX_DIGITS.issuperset(text) and not _near_examples(argument):
        return Source(_from_hex(text))
    raise _not_a_name(argument, text)


class BlockSource(NamedTuple):
    """The bytes of a block, and the bundled block they are of, if they are."""

    raw: bytes
    example: BlockExample | None = None


def read_block(argument: str | None, stdin: BinaryIO, stdin_is_terminal: bool) -> BlockSource:
    """The block that `argument` names, in the ways that a transaction is named. Raises InputError."""
    if argument is None and stdin_is_terminal:
        raise InputError("no_block")
    if argument is None or argument == "-":
        return BlockSource(_from_bytes(_read_stdin(stdin)))
    if not argument.strip():
        raise InputError("empty_input")
    if is_block(argument):
        example = load_block(argument)
        return BlockSource(example.raw, example)
    near = ", ".join(block_names())
    text = clean_hex(argument)
    is_hex = bool(text) and HEX_DIGITS.issuperset(text)
    if is_hex and len(text) == 64:
        raise InputError("looks_like_block_hash", near=near)
    if is_hex and len(text) >= MIN_HEX_ARGUMENT:
        return BlockSource(_from_hex(text))
    path = _existing_file(argument)
    if path is not None:
        return BlockSource(_from_bytes(_read_file(path)))
    if is_example(argument):
        raise InputError("name_of_transaction", name=argument, near=near)
    raise _recognised(argument, text) or InputError("unknown_block", name=_beginning(argument), near=near)


def read_text(argument: str, stdin: BinaryIO) -> str:
    """The text of a file, of standard input for `-`, or what was given itself where it is JSON. Raises InputError."""
    if argument[:1] in ("[", "{"):
        return argument
    if not argument.strip():
        raise InputError("empty_input")
    if argument == "-":
        return _decoded(_read_stdin(stdin))
    path = _existing_file(argument)
    if path is None:
        raise InputError("no_such_file", name=_beginning(argument))
    return _decoded(_read_file(path))


def _decoded(data: bytes) -> str:
    """The data as text, whatever bytes it has: a character stands for what is none."""
    if data[:2] in _UTF16_MARKS:
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "surrogateescape")


def clean_hex(text: str) -> str:
    """The text without what people paste along with hex: white space, line breaks, quotes, a leading 0x."""
    if text[:2] in ("b'", 'b"'):  # as Python prints bytes
        text = text[1:]
    text = "".join(char for char in text if char not in _AROUND_HEX)
    return text[2:] if text[:2] in ("0x", "0X") else text


def _limited(file: BinaryIO) -> bytes:
    data = file.read(MAX_INPUT_SIZE + 1) or b""  # None where nothing has come yet and reading does not wait
    if len(data) > MAX_INPUT_SIZE:
        raise InputError("input_too_large", limit=MAX_TRANSACTION_SIZE)
    return data


def _read_stdin(stdin: BinaryIO) -> bytes:
    try:
        return _limited(stdin)
    except OSError as error:
        raise InputError("unreadable_input", reason=error.strerror or "") from error


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
    if data[:2] in _UTF16_MARKS:
        data = data.decode("utf-16", "replace").encode()
    if not data.strip():
        raise InputError("empty_input")
    words = _as_text(data.removeprefix(b"\xef\xbb\xbf").strip())  # a byte order mark, as editors leave it
    if words is None:
        return _sized(data)
    text = clean_hex(words)
    if text and HEX_DIGITS.issuperset(text):
        return _from_hex(text)
    raise _recognised(words, text) or InputError("looks_like_text", count=len(words))


def _as_text(data: bytes) -> str | None:
    """The data as text, or None: no raw transaction is text, for its counts and amounts hold control characters."""
    if any(byte < 32 and byte not in b"\t\r\n\f\v" for byte in data[:MIN_TRANSACTION_SIZE]):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _from_hex(text: str) -> bytes:
    if len(text) == 64:
        example = example_of(text.lower())
        raise InputError("txid_of_example", name=example) if example else InputError("looks_like_txid", text=text)
    if len(text) % 2:
        raise InputError("odd_hex_digits", count=len(text))
    return _sized(bytes.fromhex(text))


def _sized(raw: bytes) -> bytes:
    if len(raw) > MAX_TRANSACTION_SIZE:
        raise InputError("input_too_large", limit=MAX_TRANSACTION_SIZE)
    return raw


def _recognised(words: str, text: str) -> InputError | None:
    """What the words are instead of hex, where that can be told; `text` is what is left of them as hex."""
    from txexplain.recognise import recognise_text

    recognised = recognise_text(words.strip())
    good = sum(char in HEX_DIGITS for char in text)
    if recognised is None and len(text) >= MIN_HEX_ARGUMENT and good >= 0.9 * len(text):
        place = next(place for place, char in enumerate(text) if char not in HEX_DIGITS)
        return InputError("not_hex", place=place + 1, char=text[place], count=len(text))
    return recognised


def _not_a_name(argument: str, text: str) -> InputError:
    """Why `argument` is neither an example, hex nor a file, with the likeliest thing that it is instead."""
    recognised = _recognised(argument, text)
    if recognised is not None:
        return recognised
    if is_block(argument):
        return InputError("name_of_block", name=argument)
    near = _near_examples(argument)
    if near:
        return InputError("unknown_example", name=_beginning(argument), near=", ".join(near))
    if len(argument.split()) > 1:
        return InputError("looks_like_text", count=len(argument))  # perhaps secret words: not shown
    if "/" in argument or "." in argument.strip("."):
        return InputError("no_such_file", name=_beginning(argument))
    return InputError("unknown_source", name=_beginning(argument))


def _beginning(words: str, limit: int = 60) -> str:
    """The first words on the first line, and a sign that there are more."""
    line = words.strip().splitlines()[0] if words.strip() else ""
    return line if line == words.strip() and len(line) <= limit else f"{line[:limit]}…"


def _near_examples(name: str) -> list[str]:
    """The names of examples that `name` may be a slip of."""
    from difflib import get_close_matches

    return get_close_matches(name.lower()[:40], example_names(), n=3, cutoff=0.6)


def better_error(error: DecodeError) -> TxExplainError:
    """What the bytes are instead, where that can be told; otherwise the decoding error itself."""
    from txexplain.recognise import recognise_bytes

    return recognise_bytes(error.raw) or error


def better_block_error(error: DecodeError) -> TxExplainError:
    """The same for bytes that were given as a block."""
    from txexplain.recognise import recognise_no_block

    return recognise_no_block(error.raw) or error
