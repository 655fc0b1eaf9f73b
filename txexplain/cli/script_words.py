"""What `txexplain script` is given: a script, items for the stack, a version, a transaction around it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import is_hex
from txexplain.model.signing import SigVersion
from txexplain.model.spend import AssumedTransaction
from txexplain.recognise import secrets_hidden
from txexplain.sources.files import (
    MAX_TRANSACTION_SIZE,
    beginning,
    decoded,
    existing_file,
    is_utf16,
    read_file,
    read_stdin,
    sized,
)
from txexplain.sources.hexadecimal import clean_hex, is_key_size, recognised
from txexplain.wire.assemble import assemble
from txexplain.wire.script import instructions, is_sound

_VERSIONS = {
    "legacy": SigVersion.BASE,
    "v0": SigVersion.WITNESS_V0,
    "witness_v0": SigVersion.WITNESS_V0,
    "tapscript": SigVersion.TAPSCRIPT,
}
_LOCKS = ("looks_like_address", "looks_like_descriptor")
_MAX_FIELD = 0xFFFFFFFF
_NUMBER = re.compile(r"[0-9]{1,20}|0[xX][0-9A-Fa-f]{1,16}")
_PATH = re.compile(r"[^'\s]*[/\\][^'\s]*|[^'\s]+\.[A-Za-z][0-9A-Za-z]{0,4}")
_HEX_OR_SPACE = re.compile(r"[0-9A-Fa-f\s]*")
_FEWEST_DIGITS = 44  # as of P2WPKH
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # but not ESC, which colours text


def read_script(argument: str | None, stdin: BinaryIO, stdin_is_terminal: bool) -> bytes:
    """The script that the argument, the file that it names, or standard input is. Raises InputError.

    What reads as hex or assembly is that; a file of the same name is `./NAME`.
    """
    if argument is None and stdin_is_terminal:
        raise InputError("no_script")
    if argument is None or argument == "-":
        return _script_in(read_stdin(stdin))
    with secrets_hidden(argument):
        return _script_or_file(argument)


def _script_or_file(argument: str) -> bytes:
    try:
        return _script_of(argument)
    except InputError as error:
        path = _file(argument)
        if path is None:
            raise _what_else(argument) or error from None
    return _script_in(read_file(path))


def _what_else(argument: str) -> InputError | None:
    """That the argument is an address or a descriptor, or what is wrong with an address or with hex; else None."""
    found = recognised(argument, clean_hex(argument)) if len(argument.split()) == 1 else None
    if found is None or found.code == "not_hex" or found.code.startswith("address_"):
        return found
    return InputError("not_a_script", text=beginning(argument)) if found.code in _LOCKS else None


def _file(argument: str) -> Path | None:
    """The file that the argument names. Raises InputError where it looks like the name of one that is not there."""
    path = existing_file(argument)
    if path is None and _PATH.fullmatch(argument):
        raise InputError("no_such_file", name=beginning(argument))
    return path


def _script_in(data: bytes) -> bytes:
    """The script that a file holds: raw bytes, which have control characters, or text."""
    if _CONTROLS.search(data) and not is_utf16(data):
        return sized(data)
    text = decoded(data)
    with secrets_hidden(text):
        return _script_of(text)


def _script_of(text: str) -> bytes:
    one = clean_hex(text) if len(text.split(None, 1)) == 1 else ""
    if is_key_size(one) and "0x" not in text[:3].lower():
        raise InputError("script_of_64_digits")
    if is_hex(one):
        return sized(bytes.fromhex(one))
    if len(one) > 2 and one.isascii() and one.isdigit():
        raise InputError("odd_hex_digits", count=len(one))
    if len(text) > MAX_TRANSACTION_SIZE:
        raise InputError("input_too_large", limit=MAX_TRANSACTION_SIZE)
    if _is_hex_in_pieces(text):
        raise InputError("hex_in_lines", count=len(text.split()))
    return assemble(text)


def _is_hex_in_pieces(text: str) -> bool:
    """Whether all words may be one script, or each a push: each is a line, or together they are a script of a size
    that output scripts have."""
    words = text.split() if _HEX_OR_SPACE.fullmatch(text) else []
    digits = "".join(words)
    if len(words) < 2 or not is_hex(digits):
        return False
    are_lines = len(text.strip().splitlines()) == len(words)
    return are_lines or (len(digits) >= _FEWEST_DIGITS and is_sound(bytes.fromhex(digits)))


def read_items(text: str | None) -> tuple[bytes, ...]:
    """The items that these words push, the top last. Raises InputError where one of them is no push."""
    items = []
    for place, instruction in enumerate(instructions(assemble(text or ""))):
        if instruction.pushed is None or instruction.flaw:
            raise InputError("not_a_push", word=instruction.name, place=place + 1)
        items.append(instruction.pushed)
    return tuple(items)


def read_version(name: str) -> SigVersion:
    """The version of scripts that `legacy`, `v0`, `witness_v0` or `tapscript` names. Raises InputError."""
    if name not in _VERSIONS:
        raise InputError("unknown_script_version", name=name[:40], near="legacy, v0, tapscript")
    return _VERSIONS[name]


def read_transaction(lock_time: str | None, sequence: str | None, version: str | None) -> AssumedTransaction | None:
    """The transaction around the script, as far as timelocks look at it; None where no field is given.

    Those that are not given have their usual values. Raises InputError.
    """
    fields = {"lock_time": lock_time, "sequence": sequence, "version": version}
    given = {name: _field(name, text) for name, text in fields.items() if text is not None}
    return AssumedTransaction(**given) if given else None


def _field(name: str, text: str) -> int:
    words = text.strip()
    number = int(words, 0 if words[:2] in ("0x", "0X") else 10) if _NUMBER.fullmatch(words) else -1
    if not 0 <= number <= _MAX_FIELD:
        option = "--" + name.replace("_", "")
        raise InputError("bad_transaction_field", option=option, found=text[:60], low=0, high=_MAX_FIELD)
    return number
