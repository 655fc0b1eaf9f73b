"""Pay to taproot (BIP341): OP_1 <32 bytes>."""

from txexplain.model.report import Capture, Match
from txexplain.model.script import Script
from txexplain.wire.witness_program import witness_program

KEY = "witness_v1_taproot"


def match(script: Script) -> Match | None:
    found = witness_program(script.slice)
    if found is None or found.version != 1 or len(found.program.data) != 32:
        return None
    return Match(KEY, (Capture("output_key", found.program),))
