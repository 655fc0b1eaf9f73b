"""The words of assembly: how a text is cut into them, which of them name opcodes, which are bytes in hex."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from txexplain.model.errors import InputError
from txexplain.model.hash_types import hash_type_name, parse_hash_type
from txexplain.model.hexadecimal import is_hex
from txexplain.model.script import OP_1, OP_PUSHDATA1, OP_PUSHDATA4, OPCODE_NAMES, SUCCESS_OPCODES

NUMBER = re.compile(r"-?(?:0[0-9]{0,8}|[1-9][0-9]{0,9})")  # Core prints five bytes as ten digits, never a number so
_SHOWN_WORD = 40
_WORD = re.compile(
    r"""
      (?: \#|// )[^\n]*+                             # a comment, to the end of its line
    | (?: \( =-?[0-9,]++ \)                          # a note of ours beside a push
        | '[^'\s]*+' | "[^"\s]*+"                    # text
        | [^\s,\[\]]*+ \[ \s*+ [^\s,\[\]]*+ \s*+ \]  # bytes in brackets, with what stands right before them
      ) (?! [^\s,] )
    | -?[0-9]{1,3} (?: ,[0-9]{3} )++ (?! \w )         # digits in groups: one word, which means nothing
    | [^\s,]++
    """,
    re.VERBOSE,
)
_OTHER_NAMES = {
    "FALSE": "0",
    "TRUE": "1",
    "NOP2": "CHECKLOCKTIMEVERIFY",
    "NOP3": "CHECKSEQUENCEVERIFY",
    "CLTV": "CHECKLOCKTIMEVERIFY",
    "CSV": "CHECKSEQUENCEVERIFY",
    "PUSHNUM_NEG1": "1NEGATE",
    "PUSHBYTES_0": "0",
}
_NAMES_BY_NUMBER = {  # of pushes of so many bytes, of small numbers, and of opcodes that have no name
    range(1, OP_PUSHDATA1): ("DATA_{}", "PUSHDATA({})", "PUSH({})", "PUSH_{}", "PUSH{}"),
    range(OP_1, OP_1 + 16): ("PUSHNUM_{}",),
    range(0xBA, 0xFF): ("UNKNOWN{}", "RETURN_{}", "NON_OP({})"),
}


def _codes() -> dict[str, int]:
    """Every name of an opcode, without `OP_`, and its code."""
    codes = {name.removeprefix("OP_"): code for code, name in enumerate(OPCODE_NAMES)}
    codes |= {f"SUCCESS{code}": code for code in SUCCESS_OPCODES}
    for numbered, forms in _NAMES_BY_NUMBER.items():
        first = 1 if numbered.start == OP_1 else numbered.start
        codes |= {form.format(code - numbered.start + first): code for form in forms for code in numbered}
    return codes | {name: codes[other] for name, other in _OTHER_NAMES.items()}


_CODES = _codes()


class Words(NamedTuple):
    """The words of a text."""

    text: str
    words: tuple[str, ...]

    def at(self, place: int) -> str:
        """That word, counted from 0; "" behind the last."""
        return self.words[place] if place < len(self.words) else ""

    def located(self, error: InputError, place: int, count: int = 1) -> InputError:
        """The error on the `count` words from `place` on, with these and where they are: `place`, from 1.

        In a text of several lines it says the `line`, too, and the `place` is that in the line.
        """
        shown = " ".join(self.words[place : place + count])[:_SHOWN_WORD]
        if "\n" not in self.text.strip():
            return error.with_facts(word=shown, place=place + 1)
        begin = next(islice(_matches(self.text), place, None)).start()
        first = self.text.rfind("\n", 0, begin) + 1
        in_line = sum(1 for _ in _matches(self.text[first : begin + 1]))
        return error.with_facts(word=shown, place=in_line, line=self.text.count("\n", 0, begin) + 1)


def words_of(text: str) -> Words:
    """The words, which white space or commas set apart; what follows `#` or `//` on a line is none."""
    return Words(text, tuple(match[0] for match in _matches(text)))


def _matches(text: str) -> Iterator[re.Match[str]]:
    return (match for match in _WORD.finditer(text) if not match[0].startswith(("#", "//")))


def opcode_of(word: str) -> int | None:
    """The opcode of that name. `1` is none, and `1add` is hex, where `1ADD` and `op_1add` are opcodes."""
    if word[:3].upper() == "OP_":
        return _CODES.get(word[3:].upper())
    if NUMBER.fullmatch(word) or (word.islower() and is_hex(word)):
        return None
    return _CODES.get(word.upper() if word.islower() else word)


def is_push(code: int | None) -> bool:
    """Whether bytes follow the opcode."""
    return code is not None and 0 < code <= OP_PUSHDATA4


def push_with_bytes(word: str) -> tuple[int | None, str]:
    """The opcode of a push, with the bytes in brackets that stand right behind it, "" where none do."""
    name, bracket, inner = word.partition("[")
    code = opcode_of(name)
    return (code if is_push(code) else None), bracket + inner


def hex_of(word: str) -> bytes | None:
    """The bytes of `hex`, `<hex>` or `[hex]`, with the hash type behind them where one is named (`30…[ALL]`)."""
    word, hash_type = _without_hash_type(word)
    inner = word[1:-1].strip() if word[:1] + word[-1:] in ("<>", "[]") and len(word) > 1 else word
    if not word or (inner and not is_hex(inner)):
        return None
    return bytes.fromhex(inner) + hash_type


def raw_of(word: str) -> bytes | None:
    """The bytes of `0xhex`."""
    return bytes.fromhex(word[2:]) if word[:2] == "0x" and is_hex(word[2:]) else None


def _without_hash_type(word: str) -> tuple[str, bytes]:
    """A word of Core's without the name of a hash type in brackets, and the byte that the name stands for."""
    data, bracket, name = word.removesuffix("]").partition("[")
    code = parse_hash_type(name)
    if not data or not bracket or not word.endswith("]") or code is None or hash_type_name(code) != name:
        return word, b""
    return data, bytes([code])
