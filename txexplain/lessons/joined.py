"""The rule until July 2010, for a lesson: input script and output script run as one (CVE-2010-5141)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.lesson import JoinedRun, JoinedStep
from txexplain.model.script import OP_1, OP_16, OP_CODESEPARATOR, OP_PUSHDATA4, OP_RETURN, Instruction, opcode_name
from txexplain.wire.script import instructions


def run_joined(script_sig: bytes, script_pubkey: bytes) -> JoinedRun:
    """The one script that both made, run until OP_RETURN, which ended it without failing.

    Raises ValueError for what a lesson does not run: any other opcode that is reached and is not a push.
    """
    joined = script_sig + bytes([OP_CODESEPARATOR]) + script_pubkey
    steps = tuple(_steps(joined))
    stack = steps[-1].stack if steps else ()
    return JoinedRun(steps, bool(stack) and any(stack[-1]))


def _steps(joined: bytes) -> Iterator[JoinedStep]:
    stack: tuple[bytes, ...] = ()
    ended = False
    for instruction in instructions(joined):
        if not ended and instruction.opcode != OP_RETURN:
            stack = (*stack, _pushed(instruction))
        yield JoinedStep(instruction, not ended, stack)
        ended |= instruction.opcode == OP_RETURN


def _pushed(instruction: Instruction) -> bytes:
    if instruction.opcode <= OP_PUSHDATA4:
        return instruction.data or b""
    if OP_1 <= instruction.opcode <= OP_16:
        return bytes([instruction.opcode - OP_1 + 1])
    raise ValueError(opcode_name(instruction.opcode))
