"""An absolute lock time: a number, then OP_CHECKLOCKTIMEVERIFY (BIP65)."""

from itertools import pairwise

from txexplain.model.report import Facts, Match
from txexplain.model.script import OP_CHECKLOCKTIMEVERIFY, Script
from txexplain.model.transaction import LOCK_TIME_THRESHOLD, MAX_LOCK_TIME
from txexplain.templates.pattern import number_of

KEY = "absolute_lock"
OPCODES = (OP_CHECKLOCKTIMEVERIFY,)  # a script has it where it has one of these


def matches(script: Script) -> list[Match]:
    """Each different one, in order; `unit` is height, time, negative (which always fails) or never."""
    locks = (before for before, item in pairwise(script.instructions) if item.opcode == OP_CHECKLOCKTIMEVERIFY)
    values = dict.fromkeys(number_of(before) for before in locks)
    return [Match(KEY, (), Facts(lock_time=value, unit=_unit(value))) for value in values if value is not None]


def _unit(lock_time: int) -> str:
    if lock_time < 0:
        return "negative"
    if lock_time >= MAX_LOCK_TIME:  # the highest would be reached only after the last time that a block can have
        return "never"
    return "height" if lock_time < LOCK_TIME_THRESHOLD else "time"
