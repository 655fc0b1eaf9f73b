"""Which pushes of a script its opcodes use as public keys, hashes and lock times: labels, not a shape."""

from __future__ import annotations

from txexplain.model import script as op
from txexplain.model.report import Capture
from txexplain.model.script import Instruction, Script
from txexplain.templates.pattern import number_of
from txexplain.wire.keys import is_public_key_size

MULTISIG_CHECKS = (op.OP_CHECKMULTISIG, op.OP_CHECKMULTISIGVERIFY)
HASH_SIZES = {op.OP_RIPEMD160: 20, op.OP_SHA1: 20, op.OP_SHA256: 32, op.OP_HASH160: 20, op.OP_HASH256: 32}
LOCKS = (op.OP_CHECKLOCKTIMEVERIFY, op.OP_CHECKSEQUENCEVERIFY)


def operands(script: Script) -> tuple[Capture, ...]:
    """The pushes whose use the neighbouring opcodes show."""
    found: list[Capture] = []
    items = script.instructions
    for place, item in enumerate(items):
        before = items[place - 1] if place else None
        if item.opcode in op.KEY_CHECKS and before is not None:
            found += _key(before, script.tapscript)
        elif item.opcode in MULTISIG_CHECKS and not script.tapscript:
            found += _keys_before(items[max(0, place - op.MAX_PUBKEYS_PER_MULTISIG - 1) : place])
        elif item.opcode in HASH_SIZES and place + 1 < len(items):
            after = items[place + 1]
            if after.data is not None and len(after.data) == HASH_SIZES[item.opcode]:
                found.append(Capture("hash", after.slice))
        elif item.opcode in LOCKS and before is not None and before.data and number_of(before) is not None:
            found.append(Capture("lock_time_argument", before.slice, "number"))
    return tuple(found)


def _key(item: Instruction, tapscript: bool) -> list[Capture]:
    if tapscript and item.data is not None and len(item.data) == 32:
        return [Capture("x_only_public_key", item.slice)]
    if not tapscript and item.data and is_public_key_size(item.data):
        return [Capture("public_key", item.slice)]
    return []


def _keys_before(items: tuple[Instruction, ...]) -> list[Capture]:
    """The keys of OP_CHECKMULTISIG: as many pushes before the count as the count says, at most 20."""
    total = number_of(items[-1]) if items else None
    if total is None or not 0 < total <= op.MAX_PUBKEYS_PER_MULTISIG:
        return []
    keys = items[-1 - total : -1]
    return [Capture("public_key", item.slice) for item in keys if item.data and is_public_key_size(item.data)]
