"""Branches, and ways to stop."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.model.rules import Rules
from txexplain.model.script import is_true
from txexplain.model.signing import SigVersion
from txexplain.script.machine import TRUE, Halt, Machine
from txexplain.script.opcodes.table import opcode


@opcode("OP_NOP")
def nop(machine: Machine) -> None:
    pass


@opcode(*(f"OP_NOP{number}" for number in (1, *range(4, 11))))
def upgradable_nop(machine: Machine) -> None:
    if machine.enforces(Rules.DISCOURAGE_UPGRADABLE_NOPS):
        raise Halt("DISCOURAGE_UPGRADABLE_NOPS")


def _branch(name: str, takes: Callable[[bool], bool]) -> None:
    """OP_IF and OP_NOTIF; in a branch not taken they open one more that is not taken, and look at no item."""

    @opcode(name)
    def body(machine: Machine) -> None:
        if not machine.executing:
            machine.open_branch(False)
            return
        machine.need(1)
        machine.takes = 1
        condition = machine.stack[-1]
        _check_minimal_if(machine, condition)
        machine.stack.pop()
        machine.open_branch(takes(is_true(condition)))


_branch("OP_IF", lambda condition: condition)
_branch("OP_NOTIF", lambda condition: not condition)


def _check_minimal_if(machine: Machine, condition: bytes) -> None:
    """In tapscript the condition must be empty or 01; in version 0 relay policy asks for the same."""
    if condition in (b"", TRUE):
        return
    if machine.version is SigVersion.TAPSCRIPT:
        raise Halt("TAPSCRIPT_MINIMALIF", item=condition.hex())
    if machine.version is SigVersion.WITNESS_V0 and machine.enforces(Rules.MINIMALIF):
        raise Halt("MINIMALIF", item=condition.hex())


@opcode("OP_ELSE")
def else_(machine: Machine) -> None:
    if not machine.branches:
        raise Halt("UNBALANCED_CONDITIONAL", case="closed")
    machine.toggle_branch()


@opcode("OP_ENDIF")
def endif(machine: Machine) -> None:
    if not machine.branches:
        raise Halt("UNBALANCED_CONDITIONAL", case="closed")
    machine.close_branch()


@opcode("OP_VERIFY", needs=1)
def verify(machine: Machine) -> None:
    if not is_true(machine.stack[-1]):
        raise Halt("VERIFY")
    machine.stack.pop()


@opcode("OP_RETURN")
def return_(machine: Machine) -> None:
    raise Halt("OP_RETURN")
