"""a·G + b·P on secp256k1, in Python: the one sum that every signature takes, at half of what the library's takes.

Both numbers are written in signed odd digits with zeros between (wNAF), of which the points are looked up in tables:
that of G is made once. Points on the way are Jacobian: (x, y, z) means (x/z², y/z³), and z = 0 the point at infinity.
As the order of the curve is an odd prime, no point has y = 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from txexplain.crypto.points import G, P, Point

_OF_G, _OF_POINT = 7, 5  # bits of a digit: tables of 32 and 8 points
_BITS = 257  # one more than the numbers have, as a digit can be negative
_INFINITY = (1, 1, 0)
Affine = tuple[int, int]
_Jacobian = tuple[int, int, int]


def sum_of(a: int, b: int, point: Point) -> Point | None:
    """a·G + b·point, for numbers below n; None where that is the point at infinity."""
    terms = [(_digits(a, _OF_G), _table_of_g()), (_digits(b, _OF_POINT), _odd_multiples(point, _OF_POINT))]
    total = _INFINITY
    for place in range(_BITS - 1, -1, -1):
        if total[2]:
            total = _doubled(total)
        for digits, table in terms:
            digit = digits[place]
            if digit:
                x, y = table[abs(digit) >> 1]
                total = _added(total, (x, y if digit > 0 else P - y))
    return Point(*_affine([total])[0]) if total[2] else None


def _digits(number: int, width: int) -> list[int]:
    """By their places, the lowest first: 0, or odd and less than 2 to the power of `width - 1` from 0."""
    found, place, most = [0] * _BITS, 0, 1 << width - 1
    while number:
        zeros = (number & -number).bit_length() - 1
        number >>= zeros
        place += zeros
        digit = number & 2 * most - 1
        found[place] = digit = digit if digit < most else digit - 2 * most
        number -= digit
    return found


@cache
def _table_of_g() -> list[Affine]:
    return _odd_multiples(G, _OF_G)


def _odd_multiples(point: Point, width: int) -> list[Affine]:
    """1, 3, 5, … times the point, as many as the digits take."""
    (twice,) = _affine([_doubled((*point, 1))])
    found: list[_Jacobian] = [(*point, 1)]
    while len(found) < 1 << width - 2:
        found.append(_added(found[-1], twice))
    return _affine(found)


def _doubled(point: _Jacobian) -> _Jacobian:
    """Of no point at infinity."""
    x, y, z = point
    yy = y * y % P
    s, m = 4 * x * yy % P, 3 * x * x % P
    doubled = (m * m - 2 * s) % P
    return doubled, (m * (s - doubled) - 8 * yy * yy) % P, 2 * y * z % P


def _added(point: _Jacobian, other: Affine) -> _Jacobian:
    """Any two points."""
    x, y, z = point
    if not z:
        return *other, 1
    zz = z * z % P
    h, r = (other[0] * zz - x) % P, (other[1] * zz * z - y) % P
    if not h:
        return _INFINITY if r else _doubled(point)
    hh = h * h % P
    v, hhh = x * hh % P, h * hh % P
    total = (r * r - hhh - 2 * v) % P
    return total, (r * (v - total) - y * hhh) % P, z * h % P


def _affine(points: Sequence[_Jacobian]) -> list[Affine]:
    """Of points that are not at infinity, by one inversion (Montgomery's trick)."""
    products = [1]
    for _, _, z in points:
        products.append(products[-1] * z % P)
    inverse = pow(products[-1], -1, P)
    found = []
    for (x, y, z), before in zip(points[::-1], products[-2::-1], strict=True):
        one = inverse * before % P
        inverse = inverse * z % P
        square = one * one % P
        found.append((x * square % P, y * square * one % P))
    return found[::-1]
