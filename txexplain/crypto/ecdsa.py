"""ECDSA as consensus has it (Core: CPubKey::Verify): any s, any reading of DER that old nodes took."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.crypto import curve
from txexplain.crypto.curve import N, combine, parse_public_key
from txexplain.model.signing import NO_WORKING, Working
from txexplain.wire.der import lax_der


class Outcome(NamedTuple):
    """Whether the signature fits, why not, and the numbers of the check, by the letters of the standard."""

    passes: bool
    reason: str
    working: Working


PASSES = Outcome(True, "", NO_WORKING)


def verify(signature: bytes, public_key: bytes, digest: bytes, working: bool = True) -> Outcome:
    """Checks a DER signature without its hash type over a digest of 32 bytes, read big-endian (SEC 1, 4.1.4).

    Without `working` the numbers of a check that passes are left out, and what passes costs the least.
    Reasons: `bad_public_key`, `bad_der`, `out_of_range`, `infinity`, `mismatch`.
    """
    if not working and curve.BACKEND.ecdsa_passes(signature, public_key, digest):
        return PASSES
    point = parse_public_key(public_key)
    if point is None:
        return Outcome(False, "bad_public_key", NO_WORKING)
    numbers = lax_der(signature)
    if numbers is None:
        return Outcome(False, "bad_der", NO_WORKING)
    r, s = numbers
    z = int.from_bytes(digest, "big")
    if r == 0 or s == 0:  # lax_der has made both 0 where one is not below n
        return Outcome(False, "out_of_range", Working(r=r, s=s, z=z))
    inverse = pow(s, -1, N)
    u1, u2 = z * inverse % N, r * inverse % N
    result = combine(u1, u2, point)  # R = u1·G + u2·Q
    known = Working(r=r, s=s, z=z, u1=u1, u2=u2)
    if result is None:
        return Outcome(False, "infinity", known)
    x, _ = result
    passes = x % N == r
    if passes and not working:
        return PASSES
    return Outcome(passes, "" if passes else "mismatch", Working(known, x=x))
