"""A relative lock time: a number, then OP_CHECKSEQUENCEVERIFY (BIP112)."""

from itertools import pairwise

from txexplain.model.report import Match
from txexplain.model.script import OP_CHECKSEQUENCEVERIFY, Script
from txexplain.templates.pattern import number_of

KEY = "relative_lock"


def matches(script: Script) -> list[Match]:
    """Each different one, in order."""
    values = [
        number_of(before) for before, item in pairwise(script.instructions) if item.opcode == OP_CHECKSEQUENCEVERIFY
    ]
    return [Match(KEY, (), {"sequence": value}) for value in dict.fromkeys(values) if value is not None]
