"""The types of output script, by Core's names (script/solver.cpp). One file a type, imported when it may fit."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from importlib import import_module

from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Match
from txexplain.model.script import NONSTANDARD, OP_0, OP_1, OP_16, OP_DUP, OP_HASH160, OP_RETURN, Script
from txexplain.templates.outputs.template import OutputTemplate
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_script_hash, pay_to_witness
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
_NONSTANDARD = OutputTemplate(NONSTANDARD, lambda script: Match(NONSTANDARD))


def _form(key: str, script_for: Callable[[bytes], bytes], size: int) -> tuple[int, bytes, bytes, str]:
    """How long scripts of the type are, and the bytes before and behind what they pay to."""
    held = b"\xff" * size
    script = script_for(held)
    begins, ends = script.split(held)
    return len(script), begins, ends, key


_BY_BYTES = (  # those that these bytes tell, the most frequent first; all else can be of several types
    _form("witness_v0_keyhash", partial(pay_to_witness, 0), 20),
    _form("witness_v1_taproot", partial(pay_to_witness, 1), 32),
    _form("pubkeyhash", pay_to_pubkey_hash, 20),
    _form("scripthash", pay_to_script_hash, 20),
    _form("witness_v0_scripthash", partial(pay_to_witness, 0), 32),
)


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
    return key_by_bytes(script) or output_type(parse(ByteSlice(0, script), keep=KEPT_OF_OUTPUT)).key


def key_by_bytes(script: bytes) -> str | None:
    """The key of its type where that pays to a hash or to a taproot key; None for all others."""
    size = len(script)
    for length, begins, ends, key in _BY_BYTES:
        if size == length and script.startswith(begins) and script.endswith(ends):
            return key
    return None


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
