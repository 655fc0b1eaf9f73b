"""An absolute lock time: a number, then OP_CHECKLOCKTIMEVERIFY (BIP65)."""

from itertools import pairwise

from txexplain.model.report import Match
from txexplain.model.script import OP_CHECKLOCKTIMEVERIFY, Script
from txexplain.templates.pattern import number_of

KEY = "absolute_lock"


def matches(script: Script) -> list[Match]:
    """Each different one, in order."""
    values = [
        number_of(before) for before, item in pairwise(script.instructions) if item.opcode == OP_CHECKLOCKTIMEVERIFY
    ]
    return [Match(KEY, (), {"lock_time": value}) for value in dict.fromkeys(values) if value is not None]
