"""What all that computes on the curve has in common: y² = x³ + 7 over the numbers below p, with n points (SEC 2)."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from txexplain.wire.keys import CURVE_ORDER, FIELD_SIZE

N, P = CURVE_ORDER, FIELD_SIZE  # the letters of the standards


class Point(NamedTuple):
    """A point by its coordinates, numbers below p. The one at infinity has none: where it can be, there is None."""

    x: int
    y: int


G = Point(
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)


class Backend(Protocol):
    """What computes on the curve. Points that are given are on it; factors are any integers.

    `ecdsa_reason` and `schnorr_reason` answer at once, without numbers: empty for what is valid, else why it is not;
    None where only the long way tells. A backend for which that way is as short always answers None.
    """

    name: str
    is_library: bool  # libsecp256k1, and not Python

    def lift_x(self, x: int, odd: bool) -> Point | None: ...

    def parse_public_key(self, data: bytes) -> Point | None: ...

    def combine(self, a: int, b: int, point: Point) -> Point | None: ...

    def add(self, one: Point, other: Point) -> Point | None: ...

    def ecdsa_reason(self, signature: bytes, public_key: bytes, digest: bytes) -> str | None: ...

    def schnorr_reason(self, signature: bytes, public_key: bytes, message: bytes) -> str | None: ...
