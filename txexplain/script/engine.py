"""Runs one script (Core: EvalScript)."""

from __future__ import annotations

from txexplain.model.bytes import ByteSlice
from txexplain.model.errors import NotKnown
from txexplain.model.rules import Rules
from txexplain.model.script import (
    MAX_SCRIPT_ELEMENT_SIZE,
    MAX_SCRIPT_SIZE,
    MAX_STACK_SIZE,
    OP_16,
    OP_CODESEPARATOR,
    OP_ENDIF,
    OP_IF,
    opcode_name,
)
from txexplain.model.signing import SigVersion
from txexplain.script.machine import Context, Halt, Machine
from txexplain.script.opcodes import DISABLED, TABLE
from txexplain.script.trace import StageTrace, Trace
from txexplain.wire.script import Element, elements, is_minimal

UNKNOWN = "unknown"  # what a step ends with where something needed was not given


def run_script(
    role: str, script: ByteSlice, version: SigVersion, stack: list[bytes], context: Context, trace: Trace
) -> None:
    """Runs `script` on `stack`, which is left as it ends, and adds the stage to `trace`.

    Raises Halt where the script fails, NotKnown where that cannot be told.
    """
    machine = Machine(script.data, version, stack, context)
    notes = trace.open(role, script, machine)
    try:
        if version is not SigVersion.TAPSCRIPT and len(script.data) > MAX_SCRIPT_SIZE:
            raise Halt("SCRIPT_SIZE", size=len(script.data), limit=MAX_SCRIPT_SIZE)
        _run(machine, script, notes)
        if machine.branches:
            raise Halt("UNBALANCED_CONDITIONAL", case="open", depth=len(machine.branches))
    finally:
        trace.close(notes)


def _run(machine: Machine, script: ByteSlice, notes: StageTrace) -> None:
    """The loop: one element after the other. An error gets the place where it happened."""
    keeps = notes.keeps
    for machine.position, element in enumerate(elements(script.data)):
        executed = not machine.untaken
        machine.next_offset = element[2]
        if keeps:
            notes.begin()
        try:
            _execute(machine, element, executed)
        except Halt as halt:
            notes.step(element, executed, halt.code)
            halt.position = machine.position
            halt.opcode = opcode_name(element[0], tapscript=machine.version is SigVersion.TAPSCRIPT)
            raise
        except NotKnown:
            notes.step(element, executed, UNKNOWN)
            raise
        if keeps:
            notes.step(element, executed)


def _execute(machine: Machine, element: Element, executing: bool) -> None:
    """One element, after what holds for every one, taken or not. In a branch not taken only branches are minded."""
    opcode, data = element[0], element[3]
    machine.takes = 0
    if data is not None:
        _check_push(data, element[4])
        if executing:
            if machine.minimal_data and not is_minimal(opcode, data):
                raise Halt("MINIMALDATA")
            machine.stack.append(data)
    else:
        if opcode > OP_16:
            _check_opcode(machine, opcode)
        if executing or OP_IF <= opcode <= OP_ENDIF:
            row = TABLE.get(opcode)
            if row is None:
                raise Halt("BAD_OPCODE", case="opcode")
            body, needs, machine.takes = row
            if len(machine.stack) < needs:
                machine.need(needs)
            body(machine)
    if len(machine.stack) + len(machine.altstack) > MAX_STACK_SIZE:
        raise Halt("STACK_SIZE", count=len(machine.stack) + len(machine.altstack), limit=MAX_STACK_SIZE)


def _check_push(data: bytes, flaw: str | None) -> None:
    """Pushes that fail a script even where they are not executed."""
    if flaw:
        raise Halt("BAD_OPCODE", case="push")
    if len(data) > MAX_SCRIPT_ELEMENT_SIZE:
        raise Halt("PUSH_SIZE", size=len(data), limit=MAX_SCRIPT_ELEMENT_SIZE)


def _check_opcode(machine: Machine, opcode: int) -> None:
    """Counts, and opcodes that fail a script even where they are not executed. No constant is among them."""
    if machine.version is not SigVersion.TAPSCRIPT:
        machine.count_ops(1)
    if opcode in DISABLED:
        raise Halt("DISABLED_OPCODE")
    if opcode == OP_CODESEPARATOR and machine.version is SigVersion.BASE and machine.enforces(Rules.CONST_SCRIPTCODE):
        raise Halt("OP_CODESEPARATOR")
