"""Pay to script hash (BIP16): OP_HASH160 <20 bytes> OP_EQUAL."""

from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Capture, Match
from txexplain.model.script import Script
from txexplain.wire.witness_program import is_pay_to_script_hash

KEY = "scripthash"


def match(script: Script) -> Match | None:
    start, data = script.slice
    if not is_pay_to_script_hash(data):
        return None
    return Match(KEY, (Capture("script_hash", ByteSlice(start + 2, data[2:22])),))
