"""Lightning's anchor output (BOLT 3): a key at once, anybody after 16 blocks."""

from txexplain.model import script as op
from txexplain.model.report import Match
from txexplain.model.script import Script
from txexplain.templates.pattern import key
from txexplain.templates.pattern import match as match_pattern

KEY = "lightning_anchor"
_PATTERN = (
    key("funding_key"),
    op.OP_CHECKSIG,
    op.OP_IFDUP,
    op.OP_NOTIF,
    op.OP_16,
    op.OP_CHECKSEQUENCEVERIFY,
    op.OP_ENDIF,
)


def match(script: Script) -> Match | None:
    return match_pattern(KEY, _PATTERN, script.instructions)
