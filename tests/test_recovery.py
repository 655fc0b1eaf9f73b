"""Multiples by tables, and the keys that a signature is valid for, against the plain arithmetic of the curve."""

from __future__ import annotations

import random

import by_hand as hand
from spends.keys import DIGEST_ONE, X_BEYOND_ORDER, N, Order, P, key_of, recovered, small_key

from txexplain.crypto.curve import Point, combine, lift_x
from txexplain.crypto.fixed_base import FixedBase, add_pairs, generator
from txexplain.crypto.recovery import Recovery
from txexplain.wire.der import lax_der

EDGES = (0, 1, 2, 31, 32, 33, 1023, 1024, N // 2, N // 2 + 1, N - 2, N - 1, 1 << 255, (1 << 255) - 1)


def test_multiples_of_the_generator_are_those_of_the_curve() -> None:
    rng = random.Random(1)
    factors = [*EDGES, *(rng.randrange(N) for _ in range(20))]
    assert generator().multiples(factors) == [combine(factor, 0, generator_point()) for factor in factors]


def generator_point() -> Point:
    point = lift_x(small_key(1).x, odd=bool(small_key(1).y & 1))
    assert point is not None
    return point


def test_multiples_of_another_point_are_those_of_the_curve() -> None:
    rng = random.Random(2)
    point = lift_x(small_key(1234).x)
    assert point is not None
    factors = [*EDGES, *(rng.randrange(N) for _ in range(20))]
    assert FixedBase(point).multiples(factors) == [combine(0, factor, point) for factor in factors]


def test_points_of_the_same_x_have_no_sum_here() -> None:
    one = small_key(5)
    two = small_key(6)
    pairs = [((one.x, one.y), (one.x, one.y)), ((one.x, one.y), (one.x, P - one.y)), ((one.x, one.y), (two.x, two.y))]
    assert add_pairs(pairs) == [None, None, (small_key(11).x, small_key(11).y)]


def test_the_key_that_signed_is_among_those_that_are_recovered() -> None:
    rng = random.Random(3)
    for _ in range(20):
        key, digest = key_of(rng.randrange(1, N)), rng.randbytes(32)
        signature = Order(key, 1, rng.choice(("strict", "high_s")), key_of(rng.randrange(1, N))).ecdsa(digest)
        numbers = lax_der(signature[:-1])
        assert numbers is not None
        others = [rng.randbytes(32) for _ in range(3)]
        found = Recovery(*numbers).keys([*others, digest])
        assert (key.x, key.y) in found[-1]
        for each, points in zip([*others, digest], found, strict=True):
            assert len(points) == 2
            for x, y in points:
                assert hand.ecdsa_valid(*numbers, bytes([2 + (y & 1)]) + x.to_bytes(32, "big"), each)


def test_an_x_beyond_the_order_is_tried_too() -> None:
    key, digest = recovered(X_BEYOND_ORDER, 7), DIGEST_ONE.to_bytes(32, "big")
    (points,) = Recovery(X_BEYOND_ORDER - N, 7).keys([digest])
    assert (key.x, key.y) in points


def test_a_digest_of_zero_has_its_keys() -> None:
    (points,) = Recovery(small_key(9).x % N, 5).keys([bytes(32)])
    for x, y in points:
        assert hand.ecdsa_valid(small_key(9).x % N, 5, bytes([2 + (y & 1)]) + x.to_bytes(32, "big"), bytes(32))
    assert len(points) == 2


def test_numbers_out_of_range_and_no_points_recover_nothing() -> None:
    no_point = next(x for x in range(2, 99) if pow(x**3 + 7, (P - 1) // 2, P) != 1)
    for r, s in ((0, 1), (1, 0), (N, 1), (1, N), (no_point, 1)):
        assert not Recovery(r, s).possible
        assert Recovery(r, s).keys([bytes(32)]) == [[]]
