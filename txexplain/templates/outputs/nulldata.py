"""Data that can never be spent: OP_RETURN, then nothing but pushes."""

from txexplain.model.report import Capture, Match
from txexplain.model.script import OP_16, OP_RETURN, Script
from txexplain.templates.outputs.template import OutputTemplate
from txexplain.wire.script import instructions

KEY = "nulldata"


def match(script: Script) -> Match | None:
    start, data = script.slice
    if data[:1] != bytes([OP_RETURN]):
        return None
    if not all(item.opcode <= OP_16 and not item.flaw for item in instructions(data[1:], start + 1)):
        return None
    pushes = [item.slice for item in script.instructions[1:] if item.data]
    return Match(KEY, tuple(Capture("data", piece) for piece in pushes))


TEMPLATE = OutputTemplate(KEY, match)
