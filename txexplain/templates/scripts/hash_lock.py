"""A hash lock: somebody must show the bytes that hash to this (OP_SHA256 <32 bytes> OP_EQUAL and its kin)."""

from txexplain.model import script as op
from txexplain.model.report import Capture, Facts, Match
from txexplain.model.script import Instruction, Script
from txexplain.templates.scripts.operands import HASH_SIZES

KEY = "hash_lock"
OPCODES = frozenset(HASH_SIZES)  # a script has it where it has one of these


def matches(script: Script) -> list[Match]:
    """Each hash lock; what a signature check uses the hash for (OP_DUP before it) is none."""
    items = script.instructions
    return [_lock(items[place], items[place + 1]) for place in range(len(items) - 2) if _is_lock(items, place)]


def _is_lock(items: tuple[Instruction, ...], place: int) -> bool:
    hash_op, push, compare = items[place : place + 3]
    if compare.opcode not in (op.OP_EQUAL, op.OP_EQUALVERIFY) or push.data is None:
        return False
    if place and items[place - 1].opcode == op.OP_DUP:
        return False  # OP_DUP OP_HASH160 <hash> compares a public key, which is kept for OP_CHECKSIG
    return len(push.data) == HASH_SIZES.get(hash_op.opcode)


def _lock(hash_op: Instruction, push: Instruction) -> Match:
    return Match(KEY, (Capture("hash", push.slice),), Facts(opcode=hash_op.name))
