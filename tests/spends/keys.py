"""Known private keys, and signatures by them in every form that is or was taken."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from ecdsa.ecdsa import curve_secp256k1, generator_secp256k1
from ecdsa.ellipticcurve import PointJacobi

from txexplain.wire.hashes import tagged_hash
from txexplain.wire.keys import CURVE_ORDER as N
from txexplain.wire.keys import FIELD_SIZE as P

ECDSA_HASH_TYPES = (0x01, 0x02, 0x03, 0x81, 0x82, 0x83)
ODD_HASH_TYPES = (0x00, 0x04, 0x21, 0x84, 0xFF, 0x80, 0x23, 0xC2)
SCHNORR_HASH_TYPES = (None, 0x01, 0x02, 0x03, 0x81, 0x82, 0x83)  # None: DEFAULT, which is not written
UNDEFINED_SCHNORR_HASH_TYPES = (0x00, 0x00, 0x04, 0x80, 0x84, 0xFF)
DIGEST_ONE = 1 << 248  # the digest 01 00 … 00, signed where SIGHASH_SINGLE finds no output, as ECDSA reads it


class Key(NamedTuple):
    """A private key and its point."""

    secret: int
    x: int
    y: int

    @property
    def x_only(self) -> bytes:
        return self.x.to_bytes(32, "big")

    @property
    def forms(self) -> tuple[bytes, bytes, bytes]:
        """Compressed, uncompressed, hybrid."""
        x, y, odd = self.x_only, self.y.to_bytes(32, "big"), self.y & 1
        return bytes([2 + odd]) + x, b"\x04" + x + y, bytes([6 + odd]) + x + y

    @property
    def wrong_hybrid(self) -> bytes:
        """A hybrid key whose first byte does not fit its y."""
        return bytes([7 - (self.y & 1)]) + self.forms[1][1:]

    @property
    def even_secret(self) -> int:
        """The secret of the point with this x and an even y."""
        return N - self.secret if self.y & 1 else self.secret


def key_of(secret: int) -> Key:
    point = (generator_secp256k1 * secret).to_affine()
    return Key(secret, int(point.x()), int(point.y()))


@cache
def small_key(secret: int) -> Key:
    return key_of(secret)


KEYS = range(1, 40)
NONCES = (*range(1, 200), (N + 1) // 2, N - 1, N - 2)  # the point of (n+1)/2 has an x of 21 bytes: short signatures


class Order(NamedTuple):
    """A signature that is wanted: by whom, over what, and how it is to be written."""

    key: Key
    hash_type: int | None
    style: str
    nonce: Key

    def ecdsa(self, digest: bytes) -> bytes:
        r = self.nonce.x % N
        s = (int.from_bytes(digest, "big") + r * self.key.secret) * pow(self.nonce.secret, -1, N) % N
        if (s > N // 2) != (self.style == "high_s"):
            s = N - s
        return ECDSA_STYLES[self.style](r, s) + bytes([self.hash_type or 0])

    def schnorr(self, digest: bytes) -> bytes:
        nonce = {"schnorr": self.nonce.even_secret, "odd_y": N - self.nonce.even_secret, "infinity": 0}[self.style]
        r = self.nonce.x_only
        e = int.from_bytes(tagged_hash("BIP0340/challenge", r, self.key.x_only, digest), "big")
        s = (nonce + e * self.key.even_secret) % N
        return r + s.to_bytes(32, "big") + (b"" if self.hash_type is None else bytes([self.hash_type]))


def der_integer(number: int, padding: int = 0, *, signed: bool = True) -> bytes:
    size = number.bit_length() // 8 + 1 if signed else (number.bit_length() + 7) // 8
    return b"\x02" + bytes([size + padding]) + bytes(padding) + number.to_bytes(size, "big")


def der_sequence(body: bytes) -> bytes:
    return b"\x30" + bytes([len(body)]) + body


def _long_integer(number: int, width: int, padding: int = 0) -> bytes:
    """An integer with its length in the long form."""
    data = bytes(padding) + der_integer(number)[2:]
    return b"\x02" + bytes([0x80 | width]) + len(data).to_bytes(width, "big") + data


def strict(r: int, s: int) -> bytes:
    return der_sequence(der_integer(r) + der_integer(s))


ECDSA_STYLES: dict[str, Callable[[int, int], bytes]] = {
    "strict": strict,
    "high_s": strict,
    "padded": lambda r, s: der_sequence(der_integer(r, 1) + der_integer(s, r % 3)),
    "negative": lambda r, s: der_sequence(der_integer(r, signed=False) + der_integer(s, signed=False)),
    "long_length": lambda r, s: b"\x30\x81" + strict(r, s)[1:],
    "long_integers": lambda r, s: der_sequence(_long_integer(r, 1 + s % 2) + _long_integer(s, 1 + s % 5)),
    "long_padding": lambda r, s: b"\x30\x00" + _long_integer(r, 2, 300) + _long_integer(s, 3),
    "wrong_length": lambda r, s: b"\x30" + bytes([s % 128]) + strict(r, s)[2:],
    "trailing": lambda r, s: strict(r, s) + bytes(1 + s % 9),
    "trailing_inside": lambda r, s: der_sequence(der_integer(r) + der_integer(s) + b"\x05\x00"),
}
LAX_STYLES = tuple(ECDSA_STYLES)[2:]
SCHNORR_STYLES = ("schnorr", "odd_y", "infinity")


# Signatures that nobody can make for a key that is there before, but for a digest that is: those over the number one


def _x_beyond_order() -> int:
    """The first x of a point that is above the order of the curve: as r, it is x - n."""
    x = N + 1
    while pow(x**3 + 7, (P - 1) // 2, P) != 1:
        x += 1
    return x


@cache
def recovered(x: int, s: int) -> Key:
    """The key by which r = x mod n and s sign the digest of the number one: Q = (s·R - z·G) / r."""
    y = pow(x**3 + 7, (P + 1) // 4, P)
    inverse = pow(x % N, -1, N)
    nonce_point = PointJacobi(curve_secp256k1, x, y, 1, N)
    point = nonce_point.mul_add(s * inverse % N, generator_secp256k1, -DIGEST_ONE * inverse % N).to_affine()
    return Key(0, int(point.x()), int(point.y()))


@cache
def infinite(r: int) -> Key:
    """The key for which u1·G + u2·Q is the point at infinity, over the digest of the number one, whatever s is."""
    return key_of(-DIGEST_ONE * pow(r, -1, N) % N)


X_BEYOND_ORDER = _x_beyond_order()
