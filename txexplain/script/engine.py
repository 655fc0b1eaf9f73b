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
    Instruction,
    opcode_name,
)
from txexplain.model.signing import SigVersion
from txexplain.script.machine import Context, Halt, Machine
from txexplain.script.opcodes import DISABLED, TABLE
from txexplain.script.trace import StageTrace, Trace
from txexplain.wire.script import instructions, is_minimal_push

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
    for machine.position, instruction in enumerate(instructions(script.data, script.start)):
        executed = machine.executing
        machine.next_offset = instruction.span.end - script.start
        notes.begin()
        try:
            _execute(machine, instruction, executed)
        except Halt as halt:
            notes.step(instruction, executed, halt.code)
            halt.position = machine.position
            halt.opcode = opcode_name(instruction.opcode, tapscript=machine.version is SigVersion.TAPSCRIPT)
            raise
        except NotKnown:
            notes.step(instruction, executed, UNKNOWN)
            raise
        notes.step(instruction, executed)


def _execute(machine: Machine, instruction: Instruction, executing: bool) -> None:
    """One element, after what holds for every one, taken or not. In a branch not taken only branches are minded."""
    opcode, data = instruction.opcode, instruction.data
    machine.takes = 0
    _check_element(machine, instruction)
    if data is not None:
        if executing:
            if machine.minimal_data and not is_minimal_push(instruction):
                raise Halt("MINIMALDATA")
            machine.stack.append(data)
    elif executing or OP_IF <= opcode <= OP_ENDIF:
        row = TABLE.get(opcode)
        if row is None:
            raise Halt("BAD_OPCODE", case="opcode")
        if len(machine.stack) < row.needs:
            machine.need(row.needs)
        machine.takes = row.takes
        row.body(machine)
    if len(machine.stack) + len(machine.altstack) > MAX_STACK_SIZE:
        raise Halt("STACK_SIZE", count=len(machine.stack) + len(machine.altstack), limit=MAX_STACK_SIZE)


def _check_element(machine: Machine, instruction: Instruction) -> None:
    """Sizes, counts and opcodes that fail a script even where they are not executed."""
    opcode = instruction.opcode
    if instruction.flaw:
        raise Halt("BAD_OPCODE", case="push")
    if instruction.data is not None:
        if len(instruction.data) > MAX_SCRIPT_ELEMENT_SIZE:
            raise Halt("PUSH_SIZE", size=len(instruction.data), limit=MAX_SCRIPT_ELEMENT_SIZE)
        return
    if opcode > OP_16 and machine.version is not SigVersion.TAPSCRIPT:
        machine.count_ops(1)
    if opcode in DISABLED:
        raise Halt("DISABLED_OPCODE")
    if opcode == OP_CODESEPARATOR and machine.version is SigVersion.BASE and machine.enforces(Rules.CONST_SCRIPTCODE):
        raise Halt("OP_CODESEPARATOR")
