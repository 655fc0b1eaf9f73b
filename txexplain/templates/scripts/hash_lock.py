"""A hash lock: somebody must show the bytes that hash to this (OP_SHA256 <32 bytes> OP_EQUAL and its kin)."""

from txexplain.model import script as op
from txexplain.model.report import Capture, Match
from txexplain.model.script import Script
from txexplain.templates.scripts.operands import HASH_SIZES

KEY = "hash_lock"


def match(script: Script) -> Match | None:
    """The first hash lock that is not the key hash of a signature check."""
    items = script.instructions
    for place in range(len(items) - 2):
        hash_op, push, compare = items[place : place + 3]
        if hash_op.opcode not in HASH_SIZES or compare.opcode not in (op.OP_EQUAL, op.OP_EQUALVERIFY):
            continue
        if place and items[place - 1].opcode == op.OP_DUP:
            continue  # OP_DUP OP_HASH160 <hash> compares a public key, which is kept for OP_CHECKSIG
        if push.data is not None and len(push.data) == HASH_SIZES[hash_op.opcode]:
            return Match(KEY, (Capture("hash", push.piece),), {"hash": hash_op.name})
    return None
