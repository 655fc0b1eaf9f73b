"""Output scripts that hand the spend over to the witness or to another script (BIP16, BIP141)."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.bytes import ByteSlice
from txexplain.model.script import OP_0, OP_1, OP_16, OP_EQUAL, OP_HASH160

PAY_TO_ANCHOR = bytes.fromhex("51024e73")


class WitnessProgram(NamedTuple):
    """A version of 0 to 16, and a program of 2 to 40 bytes with its place (BIP141)."""

    version: int
    program: ByteSlice


def witness_program(script: ByteSlice) -> WitnessProgram | None:
    """A version opcode, then one direct push of 2 to 40 bytes (Core: CScript::IsWitnessProgram)."""
    data = script.data
    if not 4 <= len(data) <= 42 or data[1] != len(data) - 2:
        return None
    if data[0] != OP_0 and not OP_1 <= data[0] <= OP_16:
        return None
    version = data[0] - OP_1 + 1 if data[0] else 0
    return WitnessProgram(version, ByteSlice(script.start + 2, data[2:]))


def is_pay_to_script_hash(script: bytes) -> bool:
    """OP_HASH160 <20 bytes> OP_EQUAL, the push a direct one (Core: CScript::IsPayToScriptHash)."""
    return len(script) == 23 and script[:2] == bytes([OP_HASH160, 20]) and script[22] == OP_EQUAL
