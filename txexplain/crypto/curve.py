"""The curve secp256k1 over ecdsa's arithmetic: y² = x³ + 7 over the numbers below p, with n points (SEC 2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from ecdsa.ecdsa import curve_secp256k1, generator_secp256k1
from ecdsa.ellipticcurve import INFINITY, PointJacobi

from txexplain.wire.keys import CURVE_ORDER, FIELD_SIZE, is_hybrid, is_public_key_size

Point: TypeAlias = PointJacobi
N, P = CURVE_ORDER, FIELD_SIZE  # the letters of the standards


def _point(x: int, y: int) -> Point:
    point: Point = PointJacobi(curve_secp256k1, x, y, 1, N)
    return point


G = _point(generator_secp256k1.x(), generator_secp256k1.y())  # without the table that ecdsa would make for its own


def lift_x(x: int, *, odd: bool = False) -> Point | None:
    """The point with this x, and an even y or an odd one; None where there is none (BIP340: lift_x)."""
    if x >= P:
        return None
    square = (x * x * x + 7) % P
    y = pow(square, (P + 1) // 4, P)
    if y * y % P != square:
        return None
    return _point(x, y if y & 1 == odd else P - y)


def parse_public_key(data: bytes) -> Point | None:
    """A key as consensus takes it: compressed, uncompressed or hybrid (secp256k1_ec_pubkey_parse)."""
    if not is_public_key_size(data):
        return None
    x = int.from_bytes(data[1:33], "big")
    if len(data) == 33:
        return lift_x(x, odd=data[0] == 3)
    y = int.from_bytes(data[33:], "big")
    if max(x, y) >= P or (y * y - x * x * x - 7) % P or (is_hybrid(data) and y & 1 != data[0] & 1):
        return None
    return _point(x, y)


def combine(a: int, b: int, point: Point) -> tuple[int, int] | None:
    """The coordinates of a·G + b·point, or None where that is the point at infinity."""
    total = G.mul_add(a % N, point, b % N)
    if total == INFINITY:
        return None
    affine = total.to_affine()
    return int(affine.x()), int(affine.y())


def add(one: Point, other: Point) -> Point:
    """The sum of two points, of which either may be the one at infinity."""
    return other if one == INFINITY else one if other == INFINITY else one + other


def total(points: Iterable[Point]) -> Point | None:
    """The sum of points, none of them at infinity; None where it is, and of none."""
    found = INFINITY
    for point in points:
        found = add(found, point)
    return None if found == INFINITY else found


def compressed(point: Point) -> bytes:
    """The 33 bytes of a point."""
    return bytes([2 + (point.y() & 1)]) + int(point.x()).to_bytes(32, "big")
