"""MuSig2: several keys that sign as one (BIP327), verified and put together; nothing here signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from txexplain.crypto.curve import G, N, Point, add, combine, compressed, multiply, parse_public_key, total
from txexplain.crypto.schnorr import challenge
from txexplain.wire.hashes import tagged_hash

_KEY_SIZE = 33


class Tweak(NamedTuple):
    """What is added to a key: the number as 32 bytes, and whether to the key with an even y (BIP327: ApplyTweak)."""

    number: bytes
    x_only: bool


class Aggregate(NamedTuple):
    """The key of all: its point, tweaked, and what the tweaks come to (BIP327: KeyAggContext)."""

    point: Point
    sign: int  # gacc
    tweak: int  # tacc
    coefficients: Mapping[bytes, int]

    @property
    def is_odd(self) -> bool:
        return bool(self.point.y & 1)


class Session(NamedTuple):
    """What all sign with: the nonce of all, its coefficient and the challenge (BIP327: GetSessionValues)."""

    aggregate: Aggregate
    nonce: Point
    b: int
    e: int


def aggregate_keys(keys: Sequence[bytes], tweaks: Sequence[Tweak] = ()) -> Aggregate | None:
    """The key of these participants, tweaked in turn; None where there is none."""
    second = next((key for key in keys if key != keys[0]), b"")
    listed = tagged_hash("KeyAgg list", *keys)
    coefficients = {key: 1 if key == second else _coefficient(listed, key) for key in keys}
    points = [parse_public_key(key) for key in keys]
    terms = [multiply(point, coefficients[key]) for key, point in zip(keys, points, strict=True)]
    together = None if None in points else _sum(terms)
    if together is None:
        return None
    found: Aggregate | None = Aggregate(together, 1, 0, coefficients)
    for tweak in tweaks:
        found = found and _tweaked(found, tweak)
    return found


def _coefficient(listed: bytes, key: bytes) -> int:
    return int.from_bytes(tagged_hash("KeyAgg coefficient", listed, key), "big") % N


def _tweaked(found: Aggregate, tweak: Tweak) -> Aggregate | None:
    g = -1 if tweak.x_only and found.is_odd else 1
    t = int.from_bytes(tweak.number, "big")
    point = combine(t, g, found.point)
    if t >= N or point is None:
        return None
    return Aggregate(point, g * found.sign % N, (t + g * found.tweak) % N, found.coefficients)


def _x(point: Point) -> bytes:
    return point.x.to_bytes(32, "big")


def _sum(points: Sequence[Point | None]) -> Point | None:
    """The sum; None is the point at infinity, before and after."""
    return total(point for point in points if point is not None)


def session(aggregate: Aggregate, nonces: Sequence[bytes], message: bytes) -> Session | None:
    """Made of the two public nonces of every participant, 66 bytes each; None where one is no pair of points."""
    points = [[parse_public_key(nonce[at : at + _KEY_SIZE]) for nonce in nonces] for at in (0, _KEY_SIZE)]
    if None in points[0] or None in points[1]:
        return None
    sums = [_sum(each) for each in points]
    written = b"".join(bytes(_KEY_SIZE) if each is None else compressed(each) for each in sums)
    key = _x(aggregate.point)
    b = int.from_bytes(tagged_hash("MuSig/noncecoef", written, key, message), "big") % N
    nonce = _nonce(sums[0], sums[1], b) or G
    e = challenge(_x(nonce), key, message)
    return Session(aggregate, nonce, b, e)


def _nonce(first: Point | None, second: Point | None, b: int) -> Point | None:
    """R₁ + b·R₂; None is the point at infinity, before and after."""
    return add(first, multiply(second, b))


def verify_partial(session: Session, key: bytes, nonce: bytes, signature: bytes) -> bool:
    """Whether one participant's 32 bytes fit (BIP327: PartialSigVerify): s·G = R + e·a·g·P."""
    s, point = int.from_bytes(signature, "big"), parse_public_key(key)
    first, second = (parse_public_key(nonce[at : at + _KEY_SIZE]) for at in (0, _KEY_SIZE))
    if s >= N or point is None or first is None or second is None or key not in session.aggregate.coefficients:
        return False
    own = _nonce(first, second, session.b)
    if session.nonce.y & 1:
        own = multiply(own, -1)
    factor = session.e * session.aggregate.coefficients[key] * _sign(session) % N
    return multiply(G, s) == add(own, multiply(point, factor))


def _sign(session: Session) -> int:
    return (-1 if session.aggregate.is_odd else 1) * session.aggregate.sign % N


def add_partials(session: Session, signatures: Sequence[bytes]) -> bytes:
    """The signature of all, 64 bytes (BIP327: PartialSigAgg)."""
    s = sum(int.from_bytes(each, "big") for each in signatures)
    g = -1 if session.aggregate.is_odd else 1
    s = (s + session.e * g * session.aggregate.tweak) % N
    return _x(session.nonce) + s.to_bytes(32, "big")
