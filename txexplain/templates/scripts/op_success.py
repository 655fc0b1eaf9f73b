"""A tapscript with an OP_SUCCESS: whatever else is in it, it succeeds (BIP342)."""

from txexplain.model.report import Facts, Match
from txexplain.model.script import Script, is_op_success, opcode_name

KEY = "op_success"


def match(script: Script) -> Match | None:
    """The first OP_SUCCESS that can be reached by reading: before it every push is whole."""
    for item in script.instructions:
        if item.flaw:
            return None
        if is_op_success(item.opcode):
            return Match(KEY, (), Facts(opcode=opcode_name(item.opcode, tapscript=True)))
    return None
