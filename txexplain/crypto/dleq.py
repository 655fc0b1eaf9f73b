"""Proofs that two points have the same private factor (BIP374), verified; nothing here proves."""

from __future__ import annotations

from txexplain.crypto.curve import G, N, Point, add, combine, compressed, multiply
from txexplain.wire.hashes import tagged_hash


def verify_equality(a: Point, b: Point, c: Point, proof: bytes, message: bytes = b"", generator: Point = G) -> bool:
    """Whether 64 bytes prove that some x has both A = x·G and C = x·B (BIP374: VerifyProof).

    None of the points may be the one at infinity.
    """
    e, s = int.from_bytes(proof[:32], "big"), int.from_bytes(proof[32:], "big")
    if s >= N:
        return False
    first = combine(s, -e, a) if generator == G else _difference(s, generator, e, a)  # R₁ = s·G - e·A
    second = _difference(s, b, e, c)  # R₂ = s·B - e·C
    if first is None or second is None:
        return False
    points = b"".join(compressed(point) for point in (a, b, c, generator, first, second))
    return proof[:32] == tagged_hash("BIP0374/challenge", points, message)


def _difference(s: int, one: Point, e: int, other: Point) -> Point | None:
    return add(multiply(one, s), multiply(other, -e))
