"""The usual input that opens a multisig behind a script hash, read at once: a zero, signatures, the script."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.data import Data
from txexplain.data.decode import capture_data
from txexplain.model.script import MAX_SCRIPT_SIZE, OP_1, OP_16, OP_CHECKMULTISIG, OP_PUSHDATA1
from txexplain.templates.spends.view import is_ecdsa_signature
from txexplain.wire.keys import is_public_key_size

_KEY_SIZES = (33, 65)
Piece = tuple[int, bytes]
"""Some bytes, and where the first one stands."""


class MultisigSpend(NamedTuple):
    """What the scriptSig pushes behind the zero, and the keys in the script, of which `required` sign."""

    signatures: list[Piece]
    script: Piece
    keys: list[Piece]
    required: int


def multisig_spend(start: int, script_sig: bytes) -> MultisigSpend | None:
    """What is in a scriptSig that begins at `start`; None where it is anything but that."""
    if not script_sig.startswith(b"\0") or len(script_sig) > MAX_SCRIPT_SIZE:
        return None
    pushes = _pushes(script_sig)
    if pushes is None or len(pushes) < 2:
        return None
    *signatures, (place, script) = [(start + at, data) for at, data in pushes]
    if not all(is_ecdsa_signature(data) for _, data in signatures):
        return None
    keys = _keys(place, script)
    return None if keys is None else MultisigSpend(signatures, (place, script), keys, script[0] - OP_1 + 1)


def _pushes(script_sig: bytes) -> list[Piece] | None:
    """What follows the zero, pushed with sizes of a byte."""
    found, position, end = [], 1, len(script_sig)
    while position < end:
        size = script_sig[position]
        position += 1
        if size == OP_PUSHDATA1 and position < end:
            size = script_sig[position]
            position += 1
        elif not 0 < size < OP_PUSHDATA1:
            return None
        if position + size > end:
            return None
        found.append((position, script_sig[position : position + size]))
        position += size
    return found


def _keys(start: int, script: bytes) -> list[Piece] | None:
    """Those of m <key>… n OP_CHECKMULTISIG, with m and n by their opcodes."""
    end = len(script) - 2
    if end < 2 or script[-1] != OP_CHECKMULTISIG or not OP_1 <= script[0] <= script[end] <= OP_16:
        return None
    found, position = [], 1
    while position < end:
        size = script[position]
        key = script[position + 1 : position + 1 + size]
        position += 1 + size
        if size not in _KEY_SIZES or position > end or not is_public_key_size(key):
            return None
        found.append((start + position - size, key))
    return found if len(found) == script[end] - OP_1 + 1 else None


def script_data(spend: MultisigSpend) -> Data:
    """The script as `data.decode.inner_script_data` has it."""
    keys: list[Data] = [capture_data("public_key", "proven", start, key) for start, key in spend.keys]
    total = len(keys)
    return {
        "role": "redeem_script",
        "asm": f"{spend.required} {' '.join([key.hex() for _, key in spend.keys])} {total} OP_CHECKMULTISIG",
        "hex": spend.script[1].hex(),
        "shapes": [{"key": "multisig", "facts": {"required": spend.required, "total": total}, "captures": keys}],
    }
