"""What a scriptSig of nothing but pushes leaves on the stack (Core: EvalScript, as policy runs it)."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.script import MAX_SCRIPT_ELEMENT_SIZE, MAX_SCRIPT_SIZE, MAX_STACK_SIZE
from txexplain.wire.script import instructions, is_push_only


class Pushed(NamedTuple):
    """The item pushed last, None where there is none; `code` is the script error, if it ends with one."""

    last: bytes | None = None
    code: str = ""


def pushed_by(script_sig: bytes) -> Pushed | None:
    """None where it does not only push: then it is refused for that, before anybody asks."""
    if not is_push_only(script_sig):
        return None
    if len(script_sig) > MAX_SCRIPT_SIZE:
        return Pushed(code="SCRIPT_SIZE")
    last = None
    for count, item in enumerate(instructions(script_sig), 1):
        if len(item.data or b"") > MAX_SCRIPT_ELEMENT_SIZE:
            return Pushed(code="PUSH_SIZE")
        last = item.pushed
        if last is None:  # OP_RESERVED, which counts as a push and is none
            return Pushed(code="BAD_OPCODE")
        if count > MAX_STACK_SIZE:
            return Pushed(code="STACK_SIZE")
    return Pushed(last)
