"""Tapscript multisig: <key> OP_CHECKSIG, then <key> OP_CHECKSIGADD for each further key, compared with m (BIP342)."""

from txexplain.model.report import Facts, Match
from txexplain.model.script import (
    OP_CHECKSIG,
    OP_CHECKSIGADD,
    OP_GREATERTHANOREQUAL,
    OP_NUMEQUAL,
    OP_NUMEQUALVERIFY,
    Script,
)
from txexplain.templates.keys import key_capture
from txexplain.templates.pattern import number_of

KEY = "checksigadd_multisig"
_COMPARISONS = (OP_NUMEQUAL, OP_NUMEQUALVERIFY, OP_GREATERTHANOREQUAL)


def match(script: Script) -> Match | None:
    items = script.instructions
    if len(items) < 6 or len(items) % 2 or items[-1].opcode not in _COMPARISONS:
        return None
    keys, checks = items[:-2:2], items[1:-2:2]
    required = number_of(items[-2])
    if required is None or not 0 < required <= len(keys):
        return None
    if any(key.data is None or len(key.data) != 32 for key in keys):
        return None
    if [check.opcode for check in checks] != [OP_CHECKSIG, *[OP_CHECKSIGADD] * (len(keys) - 1)]:
        return None
    captures = tuple(key_capture("x_only_public_key", key.slice) for key in keys)
    return Match(KEY, captures, Facts(required=required, total=len(keys)))
