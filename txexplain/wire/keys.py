"""What public keys look like (Core: CPubKey::ValidSize, XOnlyPubKey::IsFullyValid)."""

from __future__ import annotations

from functools import lru_cache

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141  # the n of secp256k1
FIELD_SIZE = 2**256 - 2**32 - 977  # the p of secp256k1
NOBODYS_KEY = bytes.fromhex("50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0")
"""H of BIP341, a point that was made so that nobody knows its private key (32 bytes)."""
_SIZE_OF_PREFIX = {2: 33, 3: 33, 4: 65, 6: 65, 7: 65}


def is_public_key_size(data: bytes) -> bool:
    """Whether the first byte and the length fit together: 33 bytes after 02 or 03, 65 after 04, 06 or 07."""
    return bool(data) and _SIZE_OF_PREFIX.get(data[0]) == len(data)


def is_compressed(data: bytes) -> bool:
    """Core's IsCompressedPubKey."""
    return len(data) == 33 and data[0] in (2, 3)


def is_hybrid(public_key: bytes) -> bool:
    """Whether a key of the right size gives y whole and by 06 or 07 its parity too, which Core takes."""
    return public_key[0] in (6, 7)


def is_on_curve(public_key: bytes) -> bool:
    """Whether a key of the right size is a point of the curve, its y fitting its x (Core: CPubKey::IsFullyValid)."""
    if len(public_key) == 33:
        return is_x_coordinate(public_key[1:])
    x, y = int.from_bytes(public_key[1:33], "big"), int.from_bytes(public_key[33:], "big")
    if max(x, y) >= FIELD_SIZE or (is_hybrid(public_key) and y & 1 != public_key[0] & 1):
        return False
    return (y * y - x**3 - 7) % FIELD_SIZE == 0


def can_sign(public_key: bytes) -> bool:
    """Whether there can be an ECDSA signature that is valid for these bytes: whether nodes can read them as a key."""
    return is_public_key_size(public_key) and is_on_curve(public_key)


def is_of_wrong_parity(public_key: bytes) -> bool:
    """Whether it is a hybrid key whose point is on the curve, while its first byte says the wrong parity of y."""
    if not is_public_key_size(public_key) or not is_hybrid(public_key):
        return False
    return not is_on_curve(public_key) and is_on_curve(b"\x04" + public_key[1:])


@lru_cache(maxsize=1 << 17)
def is_x_coordinate(data: bytes) -> bool:
    """Whether a point of the curve y² = x³ + 7 has the 32 bytes `data` (big-endian) as its x (BIP340)."""
    x = int.from_bytes(data, "big")
    if x >= FIELD_SIZE:
        return False
    return _jacobi((x * x * x + 7) % FIELD_SIZE) == 1


def _jacobi(number: int) -> int:
    """1 where the number is a square modulo FIELD_SIZE, -1 where it is none, 0 for 0.

    By the law of reciprocity, which takes a fifth of the time of a power.
    """
    modulus, symbol = FIELD_SIZE, 1
    while number:
        twos = (number & -number).bit_length() - 1
        number >>= twos
        if twos & 1 and modulus & 7 in (3, 5):
            symbol = -symbol
        if number & modulus & 2:
            symbol = -symbol
        modulus, number = number, modulus % number
    return symbol if modulus == 1 else 0
