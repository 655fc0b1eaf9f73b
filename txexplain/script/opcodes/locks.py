"""Lock times that a script demands (BIP65, BIP112). Before those rules the opcodes did nothing."""

from __future__ import annotations

from txexplain.model.rules import Rules
from txexplain.model.script import MAX_LOCK_NUMBER_SIZE
from txexplain.model.transaction import SEQUENCE_LOCKTIME_DISABLE_FLAG
from txexplain.script.machine import Halt, Machine
from txexplain.script.opcodes.table import opcode


@opcode("OP_CHECKLOCKTIMEVERIFY")
def check_lock_time_verify(machine: Machine) -> None:
    if machine.enforces(Rules.CHECKLOCKTIMEVERIFY):
        wanted = _lock(machine)
        if not machine.checker.lock_time(wanted):
            raise Halt("UNSATISFIED_LOCKTIME", wanted=wanted)


@opcode("OP_CHECKSEQUENCEVERIFY")
def check_sequence_verify(machine: Machine) -> None:
    if machine.enforces(Rules.CHECKSEQUENCEVERIFY):
        wanted = _lock(machine)
        if not wanted & SEQUENCE_LOCKTIME_DISABLE_FLAG and not machine.checker.sequence(wanted):
            raise Halt("UNSATISFIED_LOCKTIME", wanted=wanted)


def _lock(machine: Machine) -> int:
    """The number on top, which stays there."""
    machine.need(1)
    wanted = machine.number(machine.stack[-1], MAX_LOCK_NUMBER_SIZE)
    if wanted < 0:
        raise Halt("NEGATIVE_LOCKTIME", wanted=wanted)
    return wanted
