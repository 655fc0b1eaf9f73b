"""Bytes as text: what hex is, and ids as they are displayed."""

from __future__ import annotations

HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
ID_DIGITS = 64  # of the id of a transaction or the hash of a block, and of a private key


def is_hex(text: str) -> bool:
    """Whether it is nothing but hex digits, two a byte, and at least one byte."""
    return bool(text) and len(text) % 2 == 0 and HEX_DIGITS.issuperset(text)


def display_hex(hash_bytes: bytes) -> str:
    """A hash as explorers and Core show it: the stored bytes turned round, in hex."""
    return hash_bytes[::-1].hex()
