"""An absolute lock time: a number, then OP_CHECKLOCKTIMEVERIFY (BIP65)."""

from itertools import pairwise

from txexplain.model.report import Match
from txexplain.model.script import OP_CHECKLOCKTIMEVERIFY, Script
from txexplain.templates.pattern import number_of

KEY = "absolute_lock"


def match(script: Script) -> Match | None:
    items = script.instructions
    for before, item in pairwise(items):
        value = number_of(before)
        if item.opcode == OP_CHECKLOCKTIMEVERIFY and value is not None:
            return Match(KEY, (), {"lock_time": value})
    return None
