"""An inscription envelope: OP_0 OP_IF "ord" fields… OP_0 body… OP_ENDIF, a branch that never runs."""

from txexplain.model import script as op
from txexplain.model.report import Capture, Match
from txexplain.model.script import Instruction, Script
from txexplain.templates.pattern import number_of

KEY = "inscription"
_PROTOCOL = b"ord"
_CONTENT_TYPE_TAG = 1


def match(script: Script) -> Match | None:
    items = script.instructions
    for place in range(len(items) - 3):
        opening = items[place : place + 3]
        if [item.opcode for item in opening[:2]] == [op.OP_0, op.OP_IF] and opening[2].data == _PROTOCOL:
            return _envelope(items[place + 3 :])
    return None


def _envelope(items: tuple[Instruction, ...]) -> Match | None:
    """The content type and the body: tag and value in turn, then behind OP_0 the body's pushes."""
    captures: list[Capture] = []
    body_bytes = 0
    place = 0
    while place < len(items) and items[place].is_push and items[place].opcode != op.OP_0:
        if place + 1 < len(items) and number_of(items[place]) == _CONTENT_TYPE_TAG:
            captures.append(Capture("content_type", items[place + 1].piece))
        place += 2
    for item in items[place + 1 :] if place < len(items) and items[place].opcode == op.OP_0 else ():
        if not item.is_push:
            break
        captures.append(Capture("inscription_body", item.piece))
        body_bytes += len(item.piece.data)
    return Match(KEY, tuple(captures), {"body_bytes": body_bytes})
