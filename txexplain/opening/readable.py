"""Scripts that people write otherwise than miniscripts, as the miniscript that does the same."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from txexplain.miniscript.node import HASHES
from txexplain.model import script as op
from txexplain.model.script import Instruction, Script

_LOCKS = (op.OP_CHECKLOCKTIMEVERIFY, op.OP_CHECKSEQUENCEVERIFY)
_HASHES = dict(HASHES.values())
_EQUAL = (op.OP_EQUAL, op.OP_EQUALVERIFY)
_SIZE_CHECK = bytes([op.OP_SIZE, 1, 32, op.OP_EQUALVERIFY])


class Sizes(Enum):
    """Of which ways it is known how large their items are: a preimage can be of any size where none is asked for."""

    OF_ALL = "of_all"
    WITHOUT_PREIMAGE = "without_preimage"
    OF_NONE = "of_none"


def as_miniscript(script: Script) -> tuple[bytes, Sizes]:
    """The script written as a miniscript would be, where it is one then; the size of its items can be another.

    OP_DROP behind a time lock becomes OP_VERIFY, for its number is not 0. What is pushed between OP_0 OP_IF and
    OP_ENDIF is never run: inscriptions. A hash without a check of the size gets one. Where it chooses between two
    branches, they change places, for a miniscript has OP_NOTIF there.
    """
    items, written = _turned(script.instructions), list[bytes]()
    place, sizes = 0, Sizes.OF_ALL if items is script.instructions else Sizes.OF_NONE
    while place < len(items):
        if dead := _dead_pushes(items, place):
            place += dead
            continue
        if _is_bare_hash(items, place) and b"".join(written[-3:]) != _SIZE_CHECK:
            written.append(_SIZE_CHECK)
            sizes = Sizes.WITHOUT_PREIMAGE if sizes is Sizes.OF_ALL else sizes
        dropped = place and items[place].opcode == op.OP_DROP and items[place - 1].opcode in _LOCKS
        written.append(bytes([op.OP_VERIFY]) if dropped else _bytes_of(items[place], script))
        place += 1
    return b"".join(written), sizes


def _bytes_of(item: Instruction, script: Script) -> bytes:
    if item.opcode == op.OP_NOTIF:  # or OP_IF, turned
        return bytes([op.OP_NOTIF])
    return script.slice.data[item.span.start : item.span.end]


def _turned(items: tuple[Instruction, ...]) -> tuple[Instruction, ...]:
    """With the first choice by a hash turned round, if there is one with two branches; else the very same."""
    for place, item in enumerate(items):
        is_chosen = place >= 3 and items[place - 1].opcode == op.OP_EQUAL and _is_bare_hash(items, place - 3)
        if item.opcode == op.OP_IF and is_chosen:
            ends = _ends_of_branches(items, place)
            if len(ends) == 2:
                middle, end = ends
                branches = (*items[middle + 1 : end], items[middle], *items[place + 1 : middle])
                return (*items[:place], item._replace(opcode=op.OP_NOTIF), *branches, *items[end:])
            return items
    return items


def _ends_of_branches(items: Sequence[Instruction], place: int) -> list[int]:
    """Where the OP_ELSEs and the OP_ENDIF are of the OP_IF here; empty where it is not closed."""
    depth, found = 0, list[int]()
    for at in range(place, len(items)):
        opcode = items[at].opcode
        depth += opcode in (op.OP_IF, op.OP_NOTIF)
        if depth == 1 and opcode in (op.OP_ELSE, op.OP_ENDIF):
            found.append(at)
        depth -= opcode == op.OP_ENDIF
        if not depth:
            return found
    return []


def _dead_pushes(items: Sequence[Instruction], place: int) -> int:
    """How many make such a branch here."""
    if [item.opcode for item in items[place : place + 2]] != [op.OP_0, op.OP_IF]:
        return 0
    end = place + 2
    while end < len(items) and items[end].opcode <= op.OP_16:
        end += 1
    closed = end < len(items) and items[end].opcode == op.OP_ENDIF
    return end + 1 - place if closed else 0


def _is_bare_hash(items: Sequence[Instruction], place: int) -> bool:
    """Whether it hashes what is compared then, and that is not what OP_DUP keeps: a key."""
    if place + 2 >= len(items) or (place and items[place - 1].opcode == op.OP_DUP):
        return False
    first, second, third = items[place : place + 3]
    return len(second.data or b"") == _HASHES.get(first.opcode) and third.opcode in _EQUAL
