"""A witness program of a version or size that has no rules yet (BIP141): every node accepts any spend."""

from txexplain.model.report import Capture, Facts, Match
from txexplain.model.script import Script
from txexplain.templates.outputs.template import OutputTemplate
from txexplain.wire.output_scripts import witness_program

KEY = "witness_unknown"


def match(script: Script) -> Match | None:
    found = witness_program(script.slice)
    if found is None or found.version == 0:
        return None
    return Match(KEY, (Capture("witness_program", found.program),), Facts(version=found.version))


TEMPLATE = OutputTemplate(KEY, match, spend="witness_unknown")
