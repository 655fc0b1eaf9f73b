"""Assembly to script bytes: what txexplain itself prints, what Bitcoin Core prints, and Core's own test files.

Words are set apart by white space:

* `OP_DUP` or `DUP` is an opcode, by its name or one that it once had;
* `<hex>` is pushed with the opcode for its length, `OP_PUSHDATA1 <hex>` with that one;
* `12` or `-1` is a number, pushed in its shortest form; hex that is no such number is pushed as `<hex>` is, with the
  hash type behind it where Core names one (`30…[ALL]`);
* `0x…` stands for raw bytes of the script, `'text'` is pushed; `(=5)`, a note in our own output, is passed over.
"""

from __future__ import annotations

import re

from txexplain.model.errors import InputError
from txexplain.model.hash_types import hash_type_name, parse_hash_type
from txexplain.model.hexadecimal import is_hex
from txexplain.model.script import (
    OP_1NEGATE,
    OP_PUSHDATA1,
    OP_PUSHDATA4,
    OPCODE_NAMES,
    SUCCESS_OPCODES,
    encode_number,
)
from txexplain.wire.script import push

MAX_NUMBER = 0xFFFFFFFF  # Core: ParseScript
_NUMBER = re.compile(r"-?(?:0[0-9]{0,8}|[1-9][0-9]{0,9})")  # Core prints five bytes as ten digits, never a number so
_NOTE = re.compile(r"\(=-?[0-9,]+\)")
_OLD_NAMES = {"FALSE": "0", "TRUE": "1", "NOP2": "CHECKLOCKTIMEVERIFY", "NOP3": "CHECKSEQUENCEVERIFY"}
_CODES = {name: code for code, name in enumerate(OPCODE_NAMES)} | {
    f"OP_SUCCESS{code}": code for code in SUCCESS_OPCODES
}
_SHOWN_WORD = 40


def assemble(text: str) -> bytes:
    """The script that `text` says. Raises InputError("bad_assembly") with the word and its place, counted from 1."""
    words = text.split()
    script: list[bytes] = []
    place = 0
    while place < len(words):
        code = _opcode(words[place])
        if code is not None and 0 < code <= OP_PUSHDATA4:
            following = words[place + 1] if place + 1 < len(words) else ""
            script.append(_explicit_push(code, following, words[place], place))
            place += 2
            continue
        script.append(bytes([code]) if code is not None else _bytes(words[place], place))
        place += 1
    return b"".join(script)


def number_push(number: int) -> bytes:
    """The shortest script that pushes the number (Core: CScript::operator<< for numbers)."""
    if number == 0:
        return b"\0"
    return bytes([OP_1NEGATE + 1 + number]) if -1 <= number <= 16 else push(encode_number(number))


def _opcode(word: str) -> int | None:
    """The opcode of that name. `1` is none, and `1add` is hex, where `1ADD` and `op_1add` are opcodes."""
    if word[:3].upper() == "OP_":
        name = word[3:].upper()
    elif _NUMBER.fullmatch(word):
        return None
    else:
        name = word
    return _CODES.get(f"OP_{_OLD_NAMES.get(name, name)}")


def _explicit_push(code: int, word: str, name: str, place: int) -> bytes:
    """The push with the opcode that is named, of the word behind it."""
    data = _hex_of(word)
    width = 0 if code < OP_PUSHDATA1 else 1 << (code - OP_PUSHDATA1)
    fits = data is not None and (len(data) == code if width == 0 else len(data) < 1 << 8 * width)
    if data is None or not fits:
        raise InputError("bad_push", word=f"{name} {word}".strip()[:_SHOWN_WORD], place=place + 1)
    return bytes([code]) + (len(data).to_bytes(width, "little") if width else b"") + data


def _hex_of(word: str) -> bytes | None:
    """The bytes of `<hex>` or `hex`."""
    word, hash_type = _without_hash_type(word)
    inner = word[1:-1] if word[:1] == "<" and word[-1:] == ">" else word
    if not word or (inner and not is_hex(inner)):
        return None
    return bytes.fromhex(inner) + hash_type


def _without_hash_type(word: str) -> tuple[str, bytes]:
    """A word of Core's without the name of a hash type in brackets, and the byte that the name stands for."""
    data, bracket, name = word.removesuffix("]").partition("[")
    code = parse_hash_type(name)
    if not bracket or not word.endswith("]") or code is None or hash_type_name(code) != name:
        return word, b""
    return data, bytes([code])


def _bytes(word: str, place: int) -> bytes:
    """The part of the script that a word stands for which names no opcode."""
    if _NUMBER.fullmatch(word) and abs(int(word)) <= MAX_NUMBER:
        return number_push(int(word))
    if word[:2] == "0x" and is_hex(word[2:]):
        return bytes.fromhex(word[2:])
    if len(word) >= 2 and word[0] == word[-1] == "'":
        return push(_text(word[1:-1], place))
    if _NOTE.fullmatch(word):
        return b""
    data = _hex_of(word)
    if data is None:
        raise InputError("bad_assembly", word=word[:_SHOWN_WORD], place=place + 1)
    return push(data)


def _text(words: str, place: int) -> bytes:
    """The text as UTF-8. What the command line or a pipe could not read as text is refused."""
    try:
        return words.encode()
    except UnicodeEncodeError as error:
        raise InputError("bad_assembly", word=words[:_SHOWN_WORD], place=place + 1) from error
