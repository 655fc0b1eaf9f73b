"""Schnorr signatures over secp256k1 (BIP340)."""

from __future__ import annotations

from txexplain.crypto.curve import N, P, combine, lift_x
from txexplain.crypto.ecdsa import Outcome
from txexplain.model.signing import NO_WORKING, Working
from txexplain.wire.hashes import tagged_hash


def verify(signature: bytes, public_key: bytes, message: bytes) -> Outcome:
    """Checks a signature of 64 bytes by a key of 32 over a message of any length (BIP340: Verification).

    Reasons: `bad_public_key`, `out_of_range`, `infinity`, `odd_y`, `mismatch`.
    """
    point = lift_x(int.from_bytes(public_key, "big"))
    if point is None:
        return Outcome(False, "bad_public_key", NO_WORKING)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if r >= P or s >= N:
        return Outcome(False, "out_of_range", Working(r=r, s=s))
    challenge = tagged_hash("BIP0340/challenge", signature[:32], public_key, message)
    e = int.from_bytes(challenge, "big") % N
    working = Working(r=r, s=s, e=e)
    result = combine(s, -e, point)  # R = s·G - e·P
    if result is None:
        return Outcome(False, "infinity", working)
    x, y = result
    reason = "odd_y" if y & 1 else "" if x == r else "mismatch"
    return Outcome(not reason, reason, Working(working, x=x, y=y))
