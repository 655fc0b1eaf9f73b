"""Outputs that nobody can ever spend, and those that anybody can, by their script alone: every one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from txexplain.model.report import Facts, Finding, Level, OutputReport, Report
from txexplain.model.script import (
    MAX_NUMBER_SIZE,
    MAX_PUBKEYS_PER_MULTISIG,
    MAX_SCRIPT_SIZE,
    OP_CHECKMULTISIG,
    OP_CHECKSIG,
    OP_RETURN,
    opcode_name,
    script_number,
)
from txexplain.wire.keys import can_sign, is_compressed, is_of_wrong_parity, is_x_coordinate
from txexplain.wire.output_scripts import WITNESS_V0_SIZES, witness_program
from txexplain.wire.script import instructions

_ANYBODYS = ("empty_output_script", "taproot_key_with_prefix")  # what anybody can spend
_MOST_PUSHES = 2 * MAX_PUBKEYS_PER_MULTISIG + 3  # that a check of signatures can take: keys, signatures, numbers


def find(report: Report) -> Iterator[Finding]:
    for index, output in enumerate(report.outputs):
        odd = _oddity(output)
        if odd is not None:
            key, told = odd
            facts = Facts({"vout": index, "size_bytes": len(output.script.slice.data), **told})
            yield Finding(key, Level.ODD, facts=facts, spans=(output.script.slice.span,))
    for index, item in enumerate(report.inputs):
        odd = item.spent and _oddity(item.spent)
        if odd and odd[0] not in _ANYBODYS:
            yield Finding("unspendable_coin", Level.ODD, facts=Facts(vin=index))


def _oddity(output: OutputReport) -> tuple[str, dict[str, int]] | None:
    """What is odd, and its numbers. Data outputs are not: their type says it."""
    script = output.script.slice.data
    if not script:
        return "empty_output_script", {}
    if len(script) > MAX_SCRIPT_SIZE:
        return "oversized_output_script", {}
    if any(item.flaw for item in instructions(script)):
        return "truncated_push", {}
    if script[0] == OP_RETURN:
        if output.type.key == "nulldata":
            return None
        return "op_return_output", {}
    return _program_oddity(output) or _key_oddity(asked_keys(script))


def _program_oddity(output: OutputReport) -> tuple[str, dict[str, int]] | None:
    """What is wrong with a witness program (BIP141, BIP341)."""
    found = witness_program(output.script.slice)
    if found is None:
        return None
    program = found.program.data
    if found.version == 0 and len(program) not in WITNESS_V0_SIZES:
        return "witness_v0_wrong_length", {}
    if not any(program[:-1]) and program[-1] in (0x00, 0x80):
        return "zero_program", {}  # as the last item on the stack it counts as false (Core: CastToBool)
    if output.type.key == "witness_v1_taproot" and not is_x_coordinate(program):
        return "key_off_curve", {}
    if found.version == 1 and is_compressed(program) and is_x_coordinate(program[1:]):
        return "taproot_key_with_prefix", {}
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


def _key_oddity(asked: Asked | None) -> tuple[str, dict[str, int]] | None:
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
