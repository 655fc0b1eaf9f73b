"""What `txexplain script` is given: a script, items for the stack, a version."""

from __future__ import annotations

from typing import BinaryIO

from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import is_hex
from txexplain.model.signing import SigVersion
from txexplain.recognise import secrets_hidden
from txexplain.sources.files import read_text
from txexplain.sources.hexadecimal import clean_hex
from txexplain.wire.assemble import assemble
from txexplain.wire.script import instructions

_VERSIONS = {
    "legacy": SigVersion.BASE,
    "v0": SigVersion.WITNESS_V0,
    "witness_v0": SigVersion.WITNESS_V0,
    "tapscript": SigVersion.TAPSCRIPT,
}


def read_script(argument: str | None, stdin: BinaryIO, stdin_is_terminal: bool) -> bytes:
    """The script that the argument, or standard input, is: assembly, or hex alone. Raises InputError."""
    if argument is None and stdin_is_terminal:
        raise InputError("no_script")
    text = read_text("-", stdin) if argument is None or argument == "-" else argument
    with secrets_hidden(text):
        return _script_of(text)


def _script_of(text: str) -> bytes:
    words = text.split()
    one = clean_hex(words[0]) if len(words) == 1 else ""
    if is_hex(one):
        return bytes.fromhex(one)
    if len(one) > 2 and one.isdigit():
        raise InputError("odd_hex_digits", count=len(one))
    return assemble(text)


def read_items(text: str | None) -> tuple[bytes, ...]:
    """The items that these words push, the top last. Raises InputError where one of them is no push."""
    items = []
    for place, instruction in enumerate(instructions(assemble(text or ""))):
        if instruction.pushed is None or instruction.flaw:
            raise InputError("not_a_push", word=instruction.name, place=place + 1)
        items.append(instruction.pushed)
    return tuple(items)


def read_version(name: str) -> SigVersion:
    if name not in _VERSIONS:
        raise InputError("unknown_script_version", name=name[:40], near="legacy, v0, tapscript")
    return _VERSIONS[name]
