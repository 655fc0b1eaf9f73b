"""What all witness outputs share: a version opcode, then one direct push of 2 to 40 bytes (BIP141)."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.bytes import Piece
from txexplain.model.script import OP_0, OP_1, OP_16


class WitnessProgram(NamedTuple):
    version: int
    program: Piece


def witness_program(script: Piece) -> WitnessProgram | None:
    """Core's CScript::IsWitnessProgram."""
    data = script.data
    if not 4 <= len(data) <= 42 or data[1] != len(data) - 2:
        return None
    if data[0] != OP_0 and not OP_1 <= data[0] <= OP_16:
        return None
    version = data[0] - OP_1 + 1 if data[0] else 0
    return WitnessProgram(version, Piece(script.start + 2, data[2:]))
