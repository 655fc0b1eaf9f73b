"""a·G + b·P in Python: the same as ecdsa's for numbers and points of every kind."""

from __future__ import annotations

import random
from itertools import product

from ecdsa.ecdsa import curve_secp256k1
from ecdsa.ellipticcurve import INFINITY, PointJacobi

from txexplain.crypto.points import G, N, P, Point
from txexplain.crypto.sums import sum_of

EDGES = (0, 1, 2, 3, 15, 16, 17, 31, 63, 64, 65, 127, 128, N // 2, N // 2 + 1, 1 << 255, N - 17, N - 3, N - 2, N - 1)
NEAR = (1, 2, 3, 15, N - 1, N - 15)  # times G: points that the tables hold, or their negatives


def by_ecdsa(a: int, b: int, point: Point) -> Point | None:
    one, other = (PointJacobi(curve_secp256k1, *each, 1, N) for each in (G, point))
    found = one.mul_add(a, other, b)
    if found == INFINITY:
        return None
    affine = found.to_affine()
    return Point(int(affine.x()), int(affine.y()))


def test_sums_are_those_of_ecdsa_for_numbers_and_points_drawn_at_random() -> None:
    source = random.Random("sums")
    point = Point(*G)
    for _ in range(60):
        a, b = source.randrange(N), source.randrange(1, N)
        found = sum_of(a, b, point)
        assert found == by_ecdsa(a, b, point)
        assert found is not None
        point = found


def test_sums_are_those_of_ecdsa_where_points_meet_or_cancel() -> None:
    points = [sum_of(factor, 0, G) for factor in NEAR]
    assert points[0] == G
    assert points[4] == (G.x, P - G.y)
    for a, b in product(EDGES, EDGES[::3]):
        for factor, point in zip(NEAR, points, strict=True):
            assert point is not None
            total = (a + b * factor) % N
            assert sum_of(a, b, point) == sum_of(total, 0, G), (a, b, factor)
    for total in EDGES:
        assert sum_of(total, 0, G) == by_ecdsa(total, 0, G)


def test_numbers_that_cancel_give_the_point_at_infinity() -> None:
    assert sum_of(0, 0, G) is None
    for number in EDGES[1:]:
        assert sum_of(number, N - number, G) is None
