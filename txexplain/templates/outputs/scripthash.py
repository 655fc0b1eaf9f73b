"""Pay to script hash (BIP16): OP_HASH160 <20 bytes> OP_EQUAL, the push a direct one."""

from txexplain.model.bytes import Piece
from txexplain.model.report import Capture, Match
from txexplain.model.script import OP_EQUAL, OP_HASH160, Script

KEY = "scripthash"


def match(script: Script) -> Match | None:
    start, data = script.piece
    if len(data) != 23 or data[:2] != bytes([OP_HASH160, 20]) or data[22] != OP_EQUAL:
        return None
    return Match(KEY, (Capture("script_hash", Piece(start + 2, data[2:22])),))
