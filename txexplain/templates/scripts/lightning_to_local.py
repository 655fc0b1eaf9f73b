"""Lightning's to_local output, and the output of its second-stage transactions (BOLT 3)."""

from txexplain.model import script as op
from txexplain.model.report import Match
from txexplain.model.script import Script
from txexplain.templates.pattern import key, number
from txexplain.templates.pattern import match as match_pattern

KEY = "lightning_to_local"
MAX_DELAY_BLOCKS = 0xFFFF
_PATTERN = (
    op.OP_IF,
    key("revocation_key"),
    op.OP_ELSE,
    number("delay"),
    op.OP_CHECKSEQUENCEVERIFY,
    op.OP_DROP,
    key("delayed_key"),
    op.OP_ENDIF,
    op.OP_CHECKSIG,
)


def match(script: Script) -> Match | None:
    found = match_pattern(KEY, _PATTERN, script.instructions)
    return found if found and 0 < int(found.facts["delay"]) <= MAX_DELAY_BLOCKS else None
