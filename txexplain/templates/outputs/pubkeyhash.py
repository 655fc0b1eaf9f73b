"""Pay to public key hash: OP_DUP OP_HASH160 <20 bytes> OP_EQUALVERIFY OP_CHECKSIG, the push a direct one."""

from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Capture, Match
from txexplain.model.script import OP_CHECKSIG, OP_DUP, OP_EQUALVERIFY, OP_HASH160, Script

KEY = "pubkeyhash"
_HEAD = bytes([OP_DUP, OP_HASH160, 20])
_TAIL = bytes([OP_EQUALVERIFY, OP_CHECKSIG])


def match(script: Script) -> Match | None:
    start, data = script.slice
    if len(data) != 25 or data[:3] != _HEAD or data[23:] != _TAIL:
        return None
    return Match(KEY, (Capture("public_key_hash", ByteSlice(start + 3, data[3:23])),))
