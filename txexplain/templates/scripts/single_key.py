"""A tapscript leaf that asks for one signature: <32 bytes> OP_CHECKSIG."""

from txexplain.model.report import Match
from txexplain.model.script import OP_CHECKSIG, Script
from txexplain.templates.pattern import match as match_pattern
from txexplain.templates.pattern import push

KEY = "single_key"
_PATTERN = (push("x_only_public_key", 32), OP_CHECKSIG)


def match(script: Script) -> Match | None:
    return match_pattern(KEY, _PATTERN, script.instructions)
