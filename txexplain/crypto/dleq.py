"""Proofs that two points have the same private factor (BIP374), verified; nothing here proves."""

from __future__ import annotations

from ecdsa.ellipticcurve import INFINITY

from txexplain.crypto.curve import G, N, Point, compressed
from txexplain.wire.hashes import tagged_hash


def verify_equality(a: Point, b: Point, c: Point, proof: bytes, message: bytes = b"", generator: Point = G) -> bool:
    """Whether 64 bytes prove that some x has both A = x·G and C = x·B (BIP374: VerifyProof).

    None of the points may be the one at infinity.
    """
    e, s = int.from_bytes(proof[:32], "big"), int.from_bytes(proof[32:], "big")
    if s >= N:
        return False
    minus_e = -e % N
    first = generator.mul_add(s, a, minus_e)  # R₁ = s·G - e·A
    second = b.mul_add(s, c, minus_e)  # R₂ = s·B - e·C
    if INFINITY in (first, second):
        return False
    points = b"".join(compressed(point.to_affine()) for point in (a, b, c, generator, first, second))
    return proof[:32] == tagged_hash("BIP0374/challenge", points, message)
