"""Many multiples of one point, for thousands of trials: by a table where the curve itself would take a second."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from txexplain.crypto import curve
from txexplain.crypto.curve import G, P, Point, multiply

Affine = tuple[int, int]
_WINDOW = 5  # bits: 52 rows of 31 points, 5 ms to make, and 52 additions a multiple
_ROWS = -(-256 // _WINDOW)
_MASK = (1 << _WINDOW) - 1


def _inverses(numbers: Sequence[int]) -> list[int]:
    """Their inverses modulo p, by one inversion (Montgomery's trick); 0 for 0."""
    products, product = [], 1
    for number in numbers:
        products.append(product)
        if number:
            product = product * number % P
    inverse = pow(product, -1, P)
    found = [0] * len(numbers)
    for place in range(len(numbers) - 1, -1, -1):
        number = numbers[place]
        if number:
            found[place] = inverse * products[place] % P
            inverse = inverse * number % P
    return found


def add_pairs(pairs: Sequence[tuple[Affine, Affine]]) -> list[Affine | None]:
    """The sum of each pair of points; None where both have the same x."""
    slopes = _inverses([(other[0] - one[0]) % P for one, other in pairs])
    found: list[Affine | None] = []
    for (one, other), inverse in zip(pairs, slopes, strict=True):
        if not inverse:
            found.append(None)
            continue
        slope = (other[1] - one[1]) * inverse % P
        x = (slope * slope - one[0] - other[0]) % P
        found.append((x, (slope * (one[0] - x) - one[1]) % P))
    return found


class FixedBase:
    """A point with its multiples by every digit of a number in base 32."""

    def __init__(self, point: Point) -> None:
        bases: list[Affine] = []
        doubles: list[Affine] = []
        base: Affine = point
        for _ in range(_ROWS):
            bases.append(base)
            base = _doubled(base)
            doubles.append(base)
            for _ in range(_WINDOW - 1):
                base = _doubled(base)
        columns = [bases, doubles]
        for _ in range(_MASK - 2):
            sums = add_pairs(list(zip(columns[-1], bases, strict=True)))
            columns.append([each for each in sums if each is not None])
        self._rows = list(zip(*columns, strict=True))

    def multiples(self, factors: Sequence[int]) -> list[Affine | None]:
        """Each factor times the point, None at infinity. Factors are from 0 up to below n.

        Digits are added from the lowest up, so that no sum is of a point and itself or its negative.
        """
        sums: list[Affine | None] = [None] * len(factors)
        for row in range(_ROWS):
            shift = row * _WINDOW
            places, pairs = [], []
            for place, factor in enumerate(factors):
                digit = factor >> shift & _MASK
                if not digit:
                    continue
                point, already = self._rows[row][digit - 1], sums[place]
                if already is None:
                    sums[place] = point
                else:
                    places.append(place)
                    pairs.append((already, point))
            for place, total in zip(places, add_pairs(pairs), strict=True):
                sums[place] = total
        return sums


def _doubled(point: Affine) -> Affine:
    x, y = point
    slope = 3 * x * x * pow(2 * y, -1, P) % P
    doubled = (slope * slope - 2 * x) % P
    return doubled, (slope * (x - doubled) - y) % P


class OneByOne:
    """A point whose multiples the library gives as quickly as any table."""

    def __init__(self, point: Point) -> None:
        self._point = point

    def multiples(self, factors: Sequence[int]) -> list[Affine | None]:
        """As `FixedBase` does."""
        return [multiply(self._point, factor) for factor in factors]


Multiples = FixedBase | OneByOne


def multiples_of(point: Point) -> Multiples:
    """What gives many multiples of this point the quickest."""
    return OneByOne(point) if curve.BACKEND.is_library else FixedBase(point)


@lru_cache(maxsize=1)
def generator() -> Multiples:
    """What gives those of G."""
    return multiples_of(G)
