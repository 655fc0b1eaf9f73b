"""Pay to witness script hash (BIP141): OP_0 <32 bytes>."""

from txexplain.model.report import Capture, Match
from txexplain.model.script import Script
from txexplain.wire.witness_program import witness_program

KEY = "witness_v0_scripthash"


def match(script: Script) -> Match | None:
    found = witness_program(script.slice)
    if found is None or found.version != 0 or len(found.program.data) != 32:
        return None
    return Match(KEY, (Capture("witness_script_hash", found.program),))
