"""Lightning's to_remote output in channels with anchors (BOLT 3): a key, spendable one block later."""

from txexplain.model import script as op
from txexplain.model.report import Match
from txexplain.model.script import Script
from txexplain.templates.pattern import key
from txexplain.templates.pattern import match as match_pattern

KEY = "lightning_to_remote"
_PATTERN = (key("remote_key"), op.OP_CHECKSIGVERIFY, op.OP_1, op.OP_CHECKSEQUENCEVERIFY)


def match(script: Script) -> Match | None:
    return match_pattern(KEY, _PATTERN, script.instructions)
