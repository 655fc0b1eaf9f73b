"""Bare multisig: m <public key>… n OP_CHECKMULTISIG, with up to 20 keys (Core: MatchMultisig)."""

from txexplain.model.report import Facts, Match
from txexplain.model.script import (
    MAX_PUBKEYS_PER_MULTISIG,
    MAX_SCRIPT_SIZE,
    OP_1,
    OP_16,
    OP_CHECKMULTISIG,
    Instruction,
    Script,
    script_number,
)
from txexplain.templates.keys import key_capture
from txexplain.templates.outputs.template import OutputTemplate
from txexplain.wire.keys import is_hybrid, is_public_key_size
from txexplain.wire.script import is_minimal_number, is_minimal_push

KEY = "multisig"


def match(script: Script) -> Match | None:
    data = script.slice.data
    if len(data) > MAX_SCRIPT_SIZE or data[-1:] != bytes([OP_CHECKMULTISIG]) or len(script.instructions) < 4:
        return None
    first, *keys, last, check = script.instructions
    required, total = _count(first), _count(last)
    if check.opcode != OP_CHECKMULTISIG or required is None or total is None:
        return None
    if not 1 <= required <= total <= MAX_PUBKEYS_PER_MULTISIG or total != len(keys):
        return None
    if not all(key.data and is_public_key_size(key.data) for key in keys):
        return None
    captures = tuple([key_capture("public_key", key.slice) for key in keys])
    return Match(KEY, captures, Facts(required=required, total=total))


def descriptor(type_: Match) -> str | None:
    """None where a key is hybrid, which descriptors do not know."""
    keys = [piece.data for piece in type_.pieces("public_key")]
    if any(map(is_hybrid, keys)):
        return None
    return f"multi({type_.facts['required']},{','.join(key.hex() for key in keys)})"


def _count(item: Instruction) -> int | None:
    """A number of keys, by OP_1 to OP_16 or a minimal push (Core: GetScriptNumber)."""
    if OP_1 <= item.opcode <= OP_16:
        return item.small_number
    if not item.data or len(item.data) > 4 or not is_minimal_push(item) or not is_minimal_number(item.data):
        return None
    return script_number(item.data)


TEMPLATE = OutputTemplate(KEY, match, spend="p2ms", descriptor=descriptor)
