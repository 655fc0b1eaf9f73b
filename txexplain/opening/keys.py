"""Keys in a script that do not count as one would think: no point of the curve, or there more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from txexplain.model import script as op
from txexplain.model.script import MAX_PUBKEYS_PER_MULTISIG, Instruction
from txexplain.wire.keys import can_sign, is_hybrid, is_of_wrong_parity, is_public_key_size, is_x_coordinate
from txexplain.wire.script import instructions

_MULTISIGS = (op.OP_CHECKMULTISIG, op.OP_CHECKMULTISIGVERIFY)
_X_ONLY_SIZE = 32
_MOST_PUSHES = MAX_PUBKEYS_PER_MULTISIG + 2  # that hold keys, and how many they are


def useless_keys(script: bytes, *, tapscript: bool = False) -> tuple[bytes, ...]:
    """Those for which there is no signature, for they are no point of the curve; each once."""
    items = tuple(instructions(script))
    if tapscript:
        following = (*items[1:], Instruction(op.OP_0, items[-1].span)) if items else ()
        pairs = zip(items, following, strict=True)
        keys = [item.data or b"" for item, next_ in pairs if next_.opcode in op.KEY_CHECKS]
        return tuple(dict.fromkeys(key for key in keys if len(key) == _X_ONLY_SIZE and not is_x_coordinate(key)))
    return tuple(key for key in _keys(items) if not can_sign(key))


def wrong_parity_keys(script: bytes, *, tapscript: bool = False) -> tuple[bytes, ...]:
    """Those of them that are hybrid keys whose first byte says the wrong parity."""
    return tuple(filter(is_of_wrong_parity, useless_keys(script, tapscript=tapscript)))


def hybrid_keys(script: bytes) -> tuple[bytes, ...]:
    """The hybrid keys that can sign: nodes pass on no spend in which one is checked (Core: STRICTENC)."""
    return tuple(key for key in _keys(instructions(script)) if is_hybrid(key) and can_sign(key))


def _keys(items: Iterable[Instruction]) -> tuple[bytes, ...]:
    """What is pushed and has the size and the first byte of a key, each once."""
    pushed = [item.data or b"" for item in items if item.flaw is None]
    return tuple(dict.fromkeys(filter(is_public_key_size, pushed)))


def repeated_keys(script: bytes) -> tuple[bytes, ...]:
    """Those that are in one OP_CHECKMULTISIG more than once, so that they can sign more than once."""
    found, pushed = list[bytes](), list[bytes]()
    for item in instructions(script):
        if item.pushed is not None:
            pushed.append(item.data or b"")
            continue
        if item.opcode in _MULTISIGS:
            counted = Counter(pushed[-_MOST_PUSHES:])
            found += [key for key, count in counted.items() if count > 1 and can_sign(key)]
        pushed = []
    return tuple(dict.fromkeys(found))
