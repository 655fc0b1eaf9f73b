"""Signatures made with a nonce that everybody knows: each of them gives the private key away, by computation.

The x of ½·G is so short that signatures with it save bytes, and some were made so on purpose; small whole numbers
are what is left where a random number was forgotten. A nonce and its negative have the same r.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from txexplain.insights.signatures import Signature, signatures
from txexplain.model.report import Facts, Finding, Level, Report
from txexplain.wire.keys import FIELD_SIZE

LARGEST_KNOWN = 16
_G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)
_X_OF_HALF_G = 0x3B78CE563F89A0ED9414F5AA28AD0D96D6795F9C63


def find(report: Report) -> Iterator[Finding]:
    """One finding for each such nonce, of all signatures with it."""
    found: dict[str, list[Signature]] = {}
    for each in signatures(report):
        nonce = known_nonces().get(each.r)
        if nonce is not None:
            found.setdefault(nonce, []).append(each)
    for nonce, made in found.items():
        facts = Facts(vin=made[0].vin, count=len(made), nonce=nonce)
        yield Finding("known_nonce", Level.FACT, facts=facts, spans=tuple(each.piece.span for each in made))


@lru_cache(maxsize=1)
def known_nonces() -> dict[int, str]:
    """The nonce of each r: ½ and the numbers from 1 on."""
    found = {_X_OF_HALF_G: "½", _G[0]: "1"}
    x, y = _G
    for number in range(2, LARGEST_KNOWN + 1):
        x, y = _plus_g(x, y)
        found[x] = str(number)
    return found


def _plus_g(x: int, y: int) -> tuple[int, int]:
    """The point plus G, on y² = x³ + 7."""
    rise, run = (3 * x * x, 2 * y) if x == _G[0] else (_G[1] - y, _G[0] - x)
    slope = rise * pow(run, -1, FIELD_SIZE) % FIELD_SIZE
    new_x = (slope * slope - x - _G[0]) % FIELD_SIZE
    return new_x, (slope * (x - new_x) - y) % FIELD_SIZE
