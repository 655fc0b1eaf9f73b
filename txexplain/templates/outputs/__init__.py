"""The types of output script, by Core's names and in the order of Core's Solver (script/solver.cpp)."""

from __future__ import annotations

from txexplain.model.report import Match
from txexplain.model.script import Script
from txexplain.templates.outputs import (
    anchor,
    multisig,
    nulldata,
    pubkey,
    pubkeyhash,
    scripthash,
    witness_unknown,
    witness_v0_keyhash,
    witness_v0_scripthash,
    witness_v1_taproot,
)

NONSTANDARD = "nonstandard"
_IN_SOLVER_ORDER = (
    scripthash,
    witness_v0_keyhash,
    witness_v0_scripthash,
    witness_v1_taproot,
    anchor,
    witness_unknown,
    nulldata,
    pubkey,
    pubkeyhash,
    multisig,
)


def output_type(script: Script) -> Match:
    """Which of Core's types the script is; `nonstandard` where it is none."""
    for template in _IN_SOLVER_ORDER:
        found = template.match(script)
        if found is not None:
            return found
    return Match(NONSTANDARD)
