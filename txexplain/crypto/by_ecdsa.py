"""The curve in Python, over ecdsa's arithmetic and our own sums: there wherever txexplain is."""

from __future__ import annotations

from typing import Any

from ecdsa.ecdsa import curve_secp256k1
from ecdsa.ellipticcurve import INFINITY, PointJacobi

from txexplain.crypto.points import N, P, Point
from txexplain.crypto.sums import sum_of
from txexplain.wire.keys import is_hybrid, is_public_key_size


def _jacobi(point: Point) -> Any:
    return PointJacobi(curve_secp256k1, *point, 1, N)


def _affine(point: Any) -> Point | None:
    if point == INFINITY:
        return None
    found = point.to_affine()
    return Point(int(found.x()), int(found.y()))


class ByEcdsa:
    """See `points.Backend`."""

    name = "ecdsa"
    is_library = False

    def lift_x(self, x: int, odd: bool) -> Point | None:
        if x >= P:
            return None
        square = (x * x * x + 7) % P
        y = pow(square, (P + 1) // 4, P)
        if y * y % P != square:
            return None
        return Point(x, y if y & 1 == odd else P - y)

    def parse_public_key(self, data: bytes) -> Point | None:
        if not is_public_key_size(data):
            return None
        x = int.from_bytes(data[1:33], "big")
        if len(data) == 33:
            return self.lift_x(x, data[0] == 3)
        y = int.from_bytes(data[33:], "big")
        if max(x, y) >= P or (y * y - x * x * x - 7) % P or (is_hybrid(data) and y & 1 != data[0] & 1):
            return None
        return Point(x, y)

    def combine(self, a: int, b: int, point: Point) -> Point | None:
        return sum_of(a % N, b % N, point)

    def add(self, one: Point, other: Point) -> Point | None:
        return _affine(_jacobi(one) + _jacobi(other))

    def ecdsa_reason(self, signature: bytes, public_key: bytes, digest: bytes) -> str | None:
        return None

    def schnorr_reason(self, signature: bytes, public_key: bytes, message: bytes) -> str | None:
        return None
