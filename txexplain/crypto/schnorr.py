"""Schnorr signatures over secp256k1 (BIP340)."""

from __future__ import annotations

from txexplain.crypto import curve
from txexplain.crypto.curve import N, P, Point, combine, lift_x
from txexplain.crypto.ecdsa import PASSES, Outcome
from txexplain.model.signing import NO_WORKING, Working
from txexplain.wire.hashes import tagged_hash


def verify(signature: bytes, public_key: bytes, message: bytes, working: bool = True) -> Outcome:
    """Checks a signature of 64 bytes by a key of 32 over a message of any length (BIP340: Verification).

    Without `working` the numbers of a check that passes are left out, and what passes costs the least.
    Reasons: `bad_public_key`, `out_of_range`, `infinity`, `odd_y`, `mismatch`.
    """
    if not working and curve.BACKEND.schnorr_passes(signature, public_key, message):
        return PASSES
    point = lift_x(int.from_bytes(public_key, "big"))
    if point is None:
        return Outcome(False, "bad_public_key", NO_WORKING)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if r >= P or s >= N:
        return Outcome(False, "out_of_range", Working(r=r, s=s))
    e = challenge(signature[:32], public_key, message)
    numbers = Working(r=r, s=s, e=e)
    result = combine(s, -e, point)  # R = s·G - e·P
    if result is None:
        return Outcome(False, "infinity", numbers)
    x, y = result
    reason = "odd_y" if y & 1 else "" if x == r else "mismatch"
    if not reason and not working:
        return PASSES
    return Outcome(not reason, reason, Working(numbers, x=x, y=y))


def challenge(r: bytes, public_key: bytes, message: bytes) -> int:
    """e of BIP340, of an r and a key of 32 bytes."""
    return int.from_bytes(tagged_hash("BIP0340/challenge", r, public_key, message), "big") % N


def key_times_challenge(r: int, s: int) -> Point | None:
    """s·G - R, which is e·P of each key P for which the signature is valid; None where none can be."""
    nonce_point = lift_x(r)
    return None if nonce_point is None or s >= N else combine(s, -1, nonce_point)
