"""A relative lock time: a number, then OP_CHECKSEQUENCEVERIFY (BIP112)."""

from itertools import pairwise

from txexplain.model.report import Facts, Match
from txexplain.model.script import OP_CHECKSEQUENCEVERIFY, Script
from txexplain.model.transaction import (
    SEQUENCE_LOCKTIME_DISABLE_FLAG,
    SEQUENCE_LOCKTIME_MASK,
    SEQUENCE_LOCKTIME_TYPE_FLAG,
)
from txexplain.templates.pattern import number_of

KEY = "relative_lock"
OPCODES = (OP_CHECKSEQUENCEVERIFY,)  # a script has it where it has one of these


def matches(script: Script) -> list[Match]:
    """Each different one, in order, with how many of which unit it waits for."""
    locks = (before for before, item in pairwise(script.instructions) if item.opcode == OP_CHECKSEQUENCEVERIFY)
    values = dict.fromkeys(number_of(before) for before in locks)
    return [
        Match(KEY, (), Facts(sequence=value, unit=_unit(value), count=value & SEQUENCE_LOCKTIME_MASK))
        for value in values
        if value is not None
    ]


def _unit(sequence: int) -> str:
    """blocks, time (in units of 512 seconds), off (bit 31: no lock) or negative (which always fails)."""
    if sequence < 0:
        return "negative"
    if sequence & SEQUENCE_LOCKTIME_DISABLE_FLAG:
        return "off"
    return "time" if sequence & SEQUENCE_LOCKTIME_TYPE_FLAG else "blocks"
