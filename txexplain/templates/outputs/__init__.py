"""The types of output script, by Core's names (script/solver.cpp). One file a type, imported when it may fit."""

from __future__ import annotations

from importlib import import_module

from txexplain.model.report import Match
from txexplain.model.script import NONSTANDARD, OP_0, OP_1, OP_16, OP_DUP, OP_HASH160, OP_RETURN, Script

_BY_FIRST_BYTE: dict[int, tuple[str, ...]] = {
    OP_HASH160: ("scripthash",),
    OP_0: ("witness_v0_keyhash", "witness_v0_scripthash"),
    **dict.fromkeys(range(OP_1, OP_16 + 1), ("witness_unknown", "multisig")),
    OP_1: ("witness_v1_taproot", "anchor", "witness_unknown", "multisig"),
    OP_RETURN: ("nulldata",),
    33: ("pubkey",),
    65: ("pubkey",),
    OP_DUP: ("pubkeyhash",),
    1: ("multisig",),  # the number of keys as a push, 17 to 20
}


def output_type(script: Script) -> Match:
    """Which of Core's types the script is; `nonstandard` where it is none."""
    first_byte = script.slice.data[0] if script.slice.data else -1
    for name in _BY_FIRST_BYTE.get(first_byte, ()):
        found: Match | None = import_module(f"{__name__}.{name}").match(script)
        if found is not None:
            return found
    return Match(NONSTANDARD)
