"""The keys, or hashes of keys, that a script names so that a signature check in it can use them."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.script import (
    OP_2DROP,
    OP_DROP,
    SIGNATURE_CHECKS,
    Instruction,
)
from txexplain.wire.script import instructions

_DROPPED = {OP_DROP: 1, OP_2DROP: 2}


def usable_pushes(script: bytes) -> frozenset[bytes]:
    """What is pushed before a signature is checked, unless it is dropped at once."""
    items = list(instructions(script))
    last = max((place for place, item in enumerate(items) if item.opcode in SIGNATURE_CHECKS), default=0)
    return frozenset(_kept(items[:last]))


def _kept(items: list[Instruction]) -> Iterator[bytes]:
    pushed: list[bytes] = []  # one after the other, right before this place
    for item in items:
        if item.pushed is not None:
            pushed.append(item.pushed)
            continue
        yield from pushed[: max(len(pushed) - _DROPPED.get(item.opcode, 0), 0)]
        pushed = []
    yield from pushed
