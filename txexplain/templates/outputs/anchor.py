"""Pay to anchor: OP_1 <4e73>, which anybody may spend with nothing (Core: CScript::IsPayToAnchor)."""

from txexplain.model.report import Match
from txexplain.model.script import Script

KEY = "anchor"
_SCRIPT = bytes.fromhex("51024e73")


def match(script: Script) -> Match | None:
    return Match(KEY) if script.piece.data == _SCRIPT else None
