"""Pay to public key: <33 or 65 bytes> OP_CHECKSIG, the push a direct one."""

from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Match
from txexplain.model.script import OP_CHECKSIG, Script
from txexplain.templates.keys import key_capture
from txexplain.templates.outputs.template import OutputTemplate
from txexplain.wire.keys import is_hybrid, is_public_key_size

KEY = "pubkey"


def match(script: Script) -> Match | None:
    start, data = script.slice
    if len(data) not in (35, 67) or data[0] != len(data) - 2 or data[-1] != OP_CHECKSIG:
        return None
    key = ByteSlice(start + 1, data[1:-1])
    return Match(KEY, (key_capture("public_key", key),)) if is_public_key_size(key.data) else None


def descriptor(type_: Match) -> str | None:
    """None where the key is hybrid, which descriptors do not know."""
    (key,) = type_.pieces("public_key")
    return None if is_hybrid(key.data) else f"pk({key.data.hex()})"


TEMPLATE = OutputTemplate(KEY, match, spend="p2pk", descriptor=descriptor)
