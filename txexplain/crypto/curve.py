"""The curve secp256k1: by libsecp256k1 where that is installed, else by ecdsa. Both give the same for everything."""

from __future__ import annotations

from collections.abc import Iterable

from txexplain.crypto.points import Backend, G, N, P, Point
from txexplain.model.backend import uses_extras

__all__ = ["BACKEND", "G", "N", "P", "Point"]


def _found() -> Backend:
    if uses_extras():
        from txexplain.crypto.by_libsecp256k1 import NoLibrary, find

        try:
            return find()
        except NoLibrary:
            pass
    from txexplain.crypto.by_ecdsa import ByEcdsa

    return ByEcdsa()


BACKEND = _found()


def lift_x(x: int, *, odd: bool = False) -> Point | None:
    """The point with this x, and an even y or an odd one; None where there is none (BIP340: lift_x)."""
    return BACKEND.lift_x(x, odd)


def parse_public_key(data: bytes) -> Point | None:
    """A key as consensus takes it: compressed, uncompressed or hybrid (secp256k1_ec_pubkey_parse)."""
    return BACKEND.parse_public_key(data)


def combine(a: int, b: int, point: Point) -> Point | None:
    """a·G + b·point, for any integers; None where that is the point at infinity."""
    return BACKEND.combine(a, b, point)


def multiply(point: Point | None, factor: int) -> Point | None:
    """The point that many times; None is the one at infinity, before and after."""
    return None if point is None else BACKEND.combine(0, factor, point)


def add(one: Point | None, other: Point | None) -> Point | None:
    """The sum of two points; None is the one at infinity, before and after."""
    if one is None or other is None:
        return one or other
    return BACKEND.add(one, other)


def total(points: Iterable[Point]) -> Point | None:
    """The sum of points; None where it is the one at infinity, as it is of none."""
    found: Point | None = None
    for point in points:
        found = add(found, point)
    return found


def compressed(point: Point) -> bytes:
    """The 33 bytes of a point."""
    return bytes([2 + (point.y & 1)]) + point.x.to_bytes(32, "big")
