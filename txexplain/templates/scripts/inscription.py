"""An inscription envelope: OP_0 OP_IF "ord" fields… OP_0 body… OP_ENDIF, a branch that never runs."""

from txexplain.model import script as op
from txexplain.model.report import Capture, Facts, Match
from txexplain.model.script import Instruction, Script, opcode_name
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
    """The content type and the body: tag and value in turn, then behind OP_0 the body's pushes, up to OP_ENDIF."""
    end = next((place for place, item in enumerate(items) if item.pushed is None), len(items))
    if end == len(items) or items[end].opcode != op.OP_ENDIF:
        return None
    fields = [place for place in range(0, end, 2) if items[place].opcode == op.OP_0]
    body_start = fields[0] if fields else end
    captures = [
        Capture("content_type", items[place + 1].slice)
        for place in range(0, body_start - 1, 2)
        if number_of(items[place]) == _CONTENT_TYPE_TAG
    ]
    body = [item.slice for item in items[body_start + 1 : end]]
    captures += [Capture("inscription_body", piece) for piece in body if piece.data]
    facts = Facts(body_bytes=sum(len(piece.data) for piece in body))
    return Match(KEY, tuple(captures), _with_tag(facts, [items[place] for place in range(0, body_start - 1, 2)]))


def _with_tag(facts: Facts, tags: list[Instruction]) -> Facts:
    """The facts, with the first tag that is an opcode for a number and no push: not every reader takes it for one."""
    for tag in tags:
        if tag.opcode > op.OP_PUSHDATA4:
            return Facts(facts, unit="opcodes", tag=opcode_name(tag.opcode))
    return facts
