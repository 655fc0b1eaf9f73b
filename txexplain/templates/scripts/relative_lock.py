"""A relative lock time: a number, then OP_CHECKSEQUENCEVERIFY (BIP112)."""

from itertools import pairwise

from txexplain.model.report import Match
from txexplain.model.script import OP_CHECKSEQUENCEVERIFY, Script
from txexplain.templates.pattern import number_of

KEY = "relative_lock"


def match(script: Script) -> Match | None:
    items = script.instructions
    for before, item in pairwise(items):
        value = number_of(before)
        if item.opcode == OP_CHECKSEQUENCEVERIFY and value is not None:
            return Match(KEY, (), {"sequence": value})
    return None
