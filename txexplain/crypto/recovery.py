"""For which keys an ECDSA signature would be valid over many digests: public key recovery (SEC 1, 4.1.6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.crypto.curve import N, P, combine, lift_x
from txexplain.crypto.fixed_base import Affine, add_pairs, generator


class Recovery:
    """Of one signature: Q = (s·R - z·G) / r, for each point R whose x is r modulo n.

    Which key made it is not told by this: some key fits any message. What counts is that a key is known.
    """

    def __init__(self, r: int, s: int) -> None:
        self._r_inverse = pow(r, -1, N) if 0 < r < N else 0
        self._points = [] if not self._r_inverse or not 0 < s < N else list(self._scaled(r, s))

    def _scaled(self, r: int, s: int) -> Iterator[Affine]:
        """(s/r)·R for each R with an even y; the negatives are the other half."""
        for x in (r, r + N):
            point = lift_x(x)
            if point is not None:
                found = combine(0, s * self._r_inverse, point)
                if found is not None:
                    yield found

    @property
    def possible(self) -> bool:
        """Whether there is any key and message that it is valid for: r, s in range, and r the x of a point."""
        return bool(self._points)

    def keys(self, digests: Sequence[bytes]) -> list[list[Affine]]:
        """For each digest of 32 bytes or fewer the points, two or four, of the keys for which it is valid."""
        factors = [int.from_bytes(digest, "big") * self._r_inverse % N for digest in digests]
        found: list[list[Affine]] = [[] for _ in digests]
        places, pairs = [], []
        for place, multiple in enumerate(generator().multiples(factors)):
            if multiple is None:
                found[place] = [each for x, y in self._points for each in ((x, y), (x, P - y))]
                continue
            minus = (multiple[0], P - multiple[1])
            for x, y in self._points:
                places += [place, place]
                pairs += [((x, y), minus), ((x, P - y), minus)]
        for place, key in zip(places, add_pairs(pairs), strict=True):
            if key is not None:
                found[place].append(key)
        return found
