"""The elements of a script by which fragments of a miniscript are told: what verifies in two, numbers as pushes."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.miniscript.node import VERIFYING
from txexplain.model import script as op
from txexplain.model.script import MAX_NUMBER_SIZE, OP_1, OP_16, script_number
from txexplain.wire.script import instructions, is_minimal_number, is_minimal_push

_TAKEN_APART = {two: one for one, two in VERIFYING.items()}


class NoMiniscript(Exception):
    """The script is none."""


class Element(NamedTuple):
    """An opcode, -VERIFY taken off, and what it pushes: small numbers too."""

    opcode: int
    data: bytes = b""

    @property
    def number(self) -> int | None:
        if self.opcode == op.OP_0:
            return 0
        if not self.data or len(self.data) > MAX_NUMBER_SIZE or not is_minimal_number(self.data):
            return None
        return script_number(self.data)


NOTHING = Element(-1)


def elements(script: bytes) -> list[Element]:
    """Those of the script, the last one first."""
    found: list[Element] = []
    for item in instructions(script):
        opcode, last = item.opcode, found[-1].opcode if found else -1
        if item.flaw or (0 < opcode <= op.OP_PUSHDATA4 and not is_minimal_push(item)):
            raise NoMiniscript
        if opcode == op.OP_VERIFY and last in VERIFYING:  # one opcode would do
            raise NoMiniscript
        if opcode in _TAKEN_APART:
            found += [Element(_TAKEN_APART[opcode]), Element(op.OP_VERIFY)]
        elif OP_1 <= opcode <= OP_16:
            found.append(Element(opcode, bytes([opcode - OP_1 + 1])))
        else:
            found.append(Element(opcode, item.data or b""))
    return found[::-1]
