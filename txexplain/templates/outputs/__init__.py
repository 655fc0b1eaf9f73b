"""The types of output script, by Core's names (script/solver.cpp). One file a type, imported when it may fit."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Match
from txexplain.model.script import NONSTANDARD, OP_0, OP_1, OP_16, OP_DUP, OP_HASH160, OP_RETURN, Script
from txexplain.templates.outputs.template import OutputTemplate
from txexplain.wire.script import KEPT_OF_OUTPUT, parse

TYPES = {  # each type, in the order in which they are tried → the bytes that its scripts begin with
    "scripthash": (OP_HASH160,),
    "witness_v0_keyhash": (OP_0,),
    "witness_v0_scripthash": (OP_0,),
    "witness_v1_taproot": (OP_1,),
    "anchor": (OP_1,),
    "witness_unknown": range(OP_1, OP_16 + 1),
    "nulldata": (OP_RETURN,),
    "pubkey": (33, 65),
    "pubkeyhash": (OP_DUP,),
    "multisig": (1, *range(OP_1, OP_16 + 1)),  # 1 is a push: the number of keys, 17 to 20
}
_BY_BYTES = (  # the size, the bytes before what is paid to and those behind it; all else can be of several types
    (22, b"\x00\x14", b"", "witness_v0_keyhash"),
    (34, b"\x51\x20", b"", "witness_v1_taproot"),
    (25, b"\x76\xa9\x14", b"\x88\xac", "pubkeyhash"),
    (23, b"\xa9\x14", b"\x87", "scripthash"),
    (34, b"\x00\x20", b"", "witness_v0_scripthash"),
)
_NONSTANDARD = OutputTemplate(NONSTANDARD, lambda script: Match(NONSTANDARD))


def output_type(script: Script) -> Match:
    """Which of Core's types the script is; `nonstandard` where it is none."""
    first_byte = script.slice.data[0] if script.slice.data else -1
    for key in _types_by_first_byte().get(first_byte, ()):
        found = template_of(key).match(script)
        if found is not None:
            return found
    return Match(NONSTANDARD)


def key_of(script: bytes) -> str:
    """The key of its type alone: most scripts are of one that few bytes tell, and are not cut up for that."""
    size = len(script)
    for length, begins, ends, key in _BY_BYTES:
        if size == length and script.startswith(begins) and script.endswith(ends):
            return key
    return output_type(parse(ByteSlice(0, script), keep=KEPT_OF_OUTPUT)).key


@cache
def template_of(key: str) -> OutputTemplate:
    """What there is to know of the type."""
    if key not in TYPES:
        return _NONSTANDARD
    template: OutputTemplate = import_module(f"{__name__}.{key}").TEMPLATE
    return template


@cache
def _types_by_first_byte() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key, first_bytes in TYPES.items():
        for byte in first_bytes:
            found.setdefault(byte, []).append(key)
    return found
