"""Why nobody can ever spend an output, where its script alone says so."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.bytes import ByteSlice
from txexplain.model.script import (
    MAX_NUMBER_SIZE,
    MAX_PUBKEYS_PER_MULTISIG,
    MAX_SCRIPT_SIZE,
    OP_CHECKMULTISIG,
    OP_CHECKSIG,
    OP_EQUAL,
    OP_EQUALVERIFY,
    OP_HASH160,
    OP_HASH256,
    OP_IF,
    OP_NOTIF,
    OP_RETURN,
    OP_RIPEMD160,
    OP_SHA1,
    OP_SHA256,
    opcode_name,
    script_number,
)
from txexplain.wire.keys import can_sign, is_of_wrong_parity, is_x_coordinate
from txexplain.wire.output_scripts import WITNESS_V0_SIZES, is_pay_to_taproot, witness_program
from txexplain.wire.script import instructions

_MOST_PUSHES = 2 * MAX_PUBKEYS_PER_MULTISIG + 3  # that a check of signatures can take: keys, signatures, numbers
_HASH_SIZES = {OP_RIPEMD160: 20, OP_SHA1: 20, OP_HASH160: 20, OP_SHA256: 32, OP_HASH256: 32}
Reason = tuple[str, dict[str, int]]


def why_unspendable(script: bytes) -> Reason | None:
    """The reason, and its numbers; None where there is none of these. A script with OP_RETURN in front is one too."""
    if len(script) > MAX_SCRIPT_SIZE:
        return "oversized_output_script", {}
    if any(item.flaw for item in instructions(script)):
        return "truncated_push", {}
    if script[:1] == bytes([OP_RETURN]):
        return "op_return_output", {}
    return why_program_is_unspendable(script) or why_keys_cannot_sign(asked_keys(script)) or why_hash_differs(script)


def why_program_is_unspendable(script: bytes, *, nested: bool = False) -> Reason | None:
    """What is wrong with a witness program (BIP141, BIP341); `nested` in P2SH, where taproot has no rules."""
    found = witness_program(ByteSlice(0, script))
    if found is None:
        return None
    program = found.program.data
    if found.version == 0 and len(program) not in WITNESS_V0_SIZES:
        return "witness_v0_wrong_length", {}
    if not any(program[:-1]) and program[-1] in (0x00, 0x80):
        return "zero_program", {}  # as the last item on the stack it counts as false (Core: CastToBool)
    if is_pay_to_taproot(script) and not nested and not is_x_coordinate(program):
        return "key_off_curve", {}
    return None


def why_hash_differs(script: bytes) -> Reason | None:
    """A hash that is compared with bytes of another length, on which all depends: in no branch, and the script fails
    where the two differ."""
    if not any(code in script for code in _HASH_SIZES):
        return None
    hashed: int | None = None  # the size of the hash on top of the stack
    pushed: int | None = None  # of what was pushed right after it
    for item in instructions(script):
        decides = item.opcode == OP_EQUALVERIFY or (item.opcode == OP_EQUAL and item.span.end == len(script))
        if decides and hashed is not None and pushed is not None and hashed != pushed:
            return "hash_of_wrong_length", {"pushed_bytes": pushed, "hash_bytes": hashed}
        if item.opcode in (OP_IF, OP_NOTIF):
            return None
        hashed = hashed if item.pushed is not None and pushed is None else _HASH_SIZES.get(item.opcode)
        pushed = None if item.pushed is None else len(item.pushed)
    return None


class Asked(NamedTuple):
    """How many of the keys that a script holds must sign; `is_list` where it counts them."""

    required: int
    keys: tuple[bytes, ...]
    is_list: bool


def asked_keys(script: bytes) -> Asked | None:
    """What a script asks for that begins with pushes, keys last, and a check of signatures on which all depends.

    That is the last opcode, or one that fails the script where it does not pass; None for every other script.
    """
    pushes: list[bytes] = []
    for item in instructions(script):
        if item.pushed is None:
            name = opcode_name(item.opcode)
            decides = name.endswith("VERIFY") or item.span.end == len(script)
            return _asked(pushes, name.removesuffix("VERIFY")) if decides else None
        if len(pushes) == _MOST_PUSHES:
            return None
        pushes.append(item.pushed)
    return None


def _asked(pushes: list[bytes], check: str) -> Asked | None:
    if check == opcode_name(OP_CHECKSIG) and pushes:
        return Asked(1, (pushes[-1],), is_list=False)
    if check != opcode_name(OP_CHECKMULTISIG) or not pushes or len(pushes[-1]) > MAX_NUMBER_SIZE:
        return None
    total = script_number(pushes[-1])
    if not 0 <= total <= MAX_PUBKEYS_PER_MULTISIG or len(pushes) < total + 2:
        return None
    number = pushes[-2 - total]
    return Asked(script_number(number), tuple(pushes[-1 - total : -1]), is_list=True)


def why_keys_cannot_sign(asked: Asked | None) -> Reason | None:
    """Too few keys for which there can be a signature."""
    if asked is None:
        return None
    points = sum(map(can_sign, asked.keys))
    if points >= asked.required:
        return None
    if asked.is_list:
        return "too_few_keys", {"required": asked.required, "total": len(asked.keys), "points": points}
    if is_of_wrong_parity(*asked.keys):
        return "key_wrong_parity", {}
    return "key_off_curve", {}
