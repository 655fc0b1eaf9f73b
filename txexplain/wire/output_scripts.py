"""Output scripts of a fixed form: made, and told by their bytes (BIP16, BIP141)."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.bytes import ByteSlice
from txexplain.model.script import OP_0, OP_1, OP_16, OP_CHECKSIG, OP_DUP, OP_EQUAL, OP_EQUALVERIFY, OP_HASH160
from txexplain.wire.script import push

_KEY_HASH_BEGINS, _KEY_HASH_ENDS = bytes([OP_DUP, OP_HASH160, 20]), bytes([OP_EQUALVERIFY, OP_CHECKSIG])
_SCRIPT_HASH_BEGINS, _TAPROOT_BEGINS = bytes([OP_HASH160, 20]), bytes([OP_1, 32])
WITNESS_V0_SIZES = (20, 32)  # of a key hash and of a script hash; no other program of version 0 can be spent


def pay_to_pubkey_hash(pubkey_hash: bytes) -> bytes:
    """Also what an input runs that spends a witness key hash (BIP141)."""
    return bytes([OP_DUP, OP_HASH160]) + push(pubkey_hash) + bytes([OP_EQUALVERIFY, OP_CHECKSIG])


def pay_to_script_hash(script_hash: bytes) -> bytes:
    """BIP16."""
    return bytes([OP_HASH160]) + push(script_hash) + bytes([OP_EQUAL])


def pay_to_witness(version: int, program: bytes) -> bytes:
    """BIP141."""
    return bytes([OP_1 + version - 1 if version else OP_0]) + push(program)


PAY_TO_ANCHOR = pay_to_witness(1, b"\x4e\x73")


def is_pay_to_pubkey_hash(script: bytes) -> bool:
    """Core: MatchPayToPubkeyHash."""
    return len(script) == 25 and script.startswith(_KEY_HASH_BEGINS) and script.endswith(_KEY_HASH_ENDS)


def is_pay_to_script_hash(script: bytes) -> bool:
    """Core: CScript::IsPayToScriptHash."""
    return len(script) == 23 and script.startswith(_SCRIPT_HASH_BEGINS) and script[22] == OP_EQUAL


def is_pay_to_taproot(script: bytes) -> bool:
    """Core: CScript::IsPayToTaproot."""
    return len(script) == 34 and script.startswith(_TAPROOT_BEGINS)


class WitnessProgram(NamedTuple):
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
