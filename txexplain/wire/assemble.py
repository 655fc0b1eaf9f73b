"""Assembly to script bytes: what txexplain itself prints, what Core, explorers and libraries print, and Core's tests.

White space or commas set words apart; what follows `#` or `//` on a line is a remark.

* `OP_DUP`, `DUP` or `dup` is an opcode, by its name, one that it once had, or one that others give it: `OP_CLTV`,
  `OP_PUSHNUM_2`, `OP_RETURN_187`, `OP_UNKNOWN187`, `NON_OP(187)`;
* `<hex>` and `[hex]` are pushed with the opcode for their length;
* the opcode of a push stands before its bytes, which are `hex`, `<hex>`, `[hex]`, or `0xhex`: `OP_PUSHBYTES_20 hex`
  (rust-bitcoin), `OP_DATA_20 0xhex` (btcd), `PUSHDATA(20)[hex]` (bitcoinj), `OP_PUSH20 hex`, `OP_PUSHDATA1 <hex>`;
  between `OP_PUSHDATA1` and its bytes may stand how many they are, decimal or `0x…` (btcd, bcoin), in any byte order;
* `12` or `-1` is a number, pushed in its shortest form; hex that is no such number is pushed as `<hex>` is, with the
  hash type behind it where Core names one (`30…[ALL]`);
* `0x…` stands for raw bytes of the script, so that `0x14 0xhex` pushes 20 bytes (bcoin);
* `'text'` and `"text"` are pushed;
* `(=5)`, a note in our own output, is passed over.

What can be read in two ways is refused: `20 0xhex`, with 20 bytes, is a push for bitcore, for Core a number and raw
bytes.
"""

from __future__ import annotations

import re

from txexplain.model.errors import InputError
from txexplain.model.script import OP_PUSHDATA1
from txexplain.wire.assembly_words import (
    NUMBER,
    Words,
    hex_of,
    is_push,
    opcode_of,
    push_with_bytes,
    raw_of,
    words_of,
)
from txexplain.wire.script import number_push, push

MAX_NUMBER = 0xFFFFFFFF  # Core: ParseScript
_NOTE = re.compile(r"\(=-?[0-9,]+\)")
_LENGTH = re.compile(r"[0-9]{1,10}")


def assemble(text: str) -> bytes:
    """The script that `text` says.

    Raises InputError with the `word`, its `place`, counted from 1, and in a text of several lines its `line`, where
    the place counts anew: "bad_assembly"; "bad_push" where the bytes of a push are missing; "wrong_push_size" where
    there are fewer or more than is said; and "ambiguous_assembly".
    """
    words = words_of(text)
    script: list[bytes] = []
    place = 0
    while place < len(words.words):
        code, data = push_with_bytes(words.at(place))
        if code is None:
            script.append(_element(words, place))
            place += 1
            continue
        piece, taken = _push(words, place, code, data)
        script.append(piece)
        place += taken
    return b"".join(script)


def _push(words: Words, place: int, code: int, data: str) -> tuple[bytes, int]:
    """The push with the opcode that is named at `place`, and how many words it takes."""
    if data:
        return _with_opcode(words, place, code, hex_of(data), 1), 1
    following = words.at(place + 1)
    if code < OP_PUSHDATA1:
        return _with_opcode(words, place, code, _operand(following), 2), 2
    behind = None if is_push(opcode_of(words.at(place + 2))) else _operand(words.at(place + 2))
    lengths = _lengths(following)
    if not lengths or behind is None:
        return _with_opcode(words, place, code, hex_of(following), 2), 2
    if len(behind) not in lengths:
        raise words.located(InputError("wrong_push_size", stated=lengths[0], size=len(behind)), place, 3)
    if hex_of(following) is not None and NUMBER.fullmatch(words.at(place + 2)):
        raise words.located(InputError("ambiguous_assembly"), place, 3)
    return _with_opcode(words, place, code, behind, 3), 3


def _lengths(word: str) -> tuple[int, ...]:
    """The number of bytes that the word says; of `0x…` also that with its lowest byte first."""
    raw = raw_of(word)
    if raw is not None:
        return int.from_bytes(raw, "big"), int.from_bytes(raw, "little")
    return (int(word),) if _LENGTH.fullmatch(word) else ()


def _operand(word: str) -> bytes | None:
    """The bytes that stand behind the opcode of a push."""
    raw = b"" if word == "0x" else raw_of(word)
    return hex_of(word) if raw is None else raw


def _with_opcode(words: Words, place: int, code: int, data: bytes | None, taken: int) -> bytes:
    """The push of this data with this opcode."""
    width = 0 if code < OP_PUSHDATA1 else 1 << (code - OP_PUSHDATA1)
    if data is None:
        raise words.located(InputError("bad_push"), place, taken)
    if width == 0 and len(data) != code:
        raise words.located(InputError("wrong_push_size", stated=code, size=len(data)), place, taken)
    if width and len(data) >= 1 << 8 * width:
        raise words.located(InputError("bad_push"), place, taken)
    return bytes([code]) + (len(data).to_bytes(width, "little") if width else b"") + data


def _element(words: Words, place: int) -> bytes:
    """The part of the script that a word stands for which is not the opcode of a push."""
    word = words.at(place)
    code = opcode_of(word)
    if code is not None:
        return bytes([code])
    if NUMBER.fullmatch(word) and abs(int(word)) <= MAX_NUMBER:
        raw = raw_of(words.at(place + 1))
        if raw is not None and 1 < int(word) == len(raw):
            raise words.located(InputError("ambiguous_assembly"), place, 2)
        return number_push(int(word))
    data = _bytes(word)
    if data is None:
        raise words.located(InputError("bad_assembly"), place)
    return data


def _bytes(word: str) -> bytes | None:
    """Raw bytes, a text that is pushed, a note or data; None where it is none of them."""
    raw = raw_of(word)
    if raw is not None:
        return raw
    if len(word) >= 2 and word[0] == word[-1] and word[0] in "'\"":
        return _text(word[1:-1])
    if _NOTE.fullmatch(word):
        return b""
    data = hex_of(word)
    return None if data is None else push(data)


def _text(words: str) -> bytes | None:
    """The push of the text as UTF-8; None for what the command line or a pipe could not read as text."""
    try:
        return push(words.encode())
    except UnicodeEncodeError:
        return None
