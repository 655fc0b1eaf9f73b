"""What checking signatures costs on the curve, whatever else is done."""

from __future__ import annotations

from txexplain.crypto.curve import lift_x, parse_public_key
from txexplain.model.signing import SignatureCheck
from txexplain.wire.keys import CURVE_ORDER


def sum_of(check: SignatureCheck) -> tuple[int, int, int, int]:
    """The sum a·G + b·P that it is: a, b, and the coordinates of P."""
    working, key = check.working, check.public_key
    if check.algorithm == "ecdsa":
        a, b, point = working["u1"], working["u2"], parse_public_key(key)
    else:
        a, b, point = working["s"], CURVE_ORDER - working["e"], lift_x(int.from_bytes(key, "big"))
    assert point is not None
    return a, b, point.x, point.y
