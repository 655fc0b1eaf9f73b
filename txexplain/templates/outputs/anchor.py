"""Pay to anchor: OP_1 <4e73>, which anybody may spend with nothing (Core: CScript::IsPayToAnchor)."""

from txexplain.model.report import Match
from txexplain.model.script import Script
from txexplain.templates.outputs.template import OutputTemplate
from txexplain.wire.output_scripts import PAY_TO_ANCHOR

KEY = "anchor"


def match(script: Script) -> Match | None:
    return Match(KEY) if script.slice.data == PAY_TO_ANCHOR else None


TEMPLATE = OutputTemplate(KEY, match, spend="p2a")
