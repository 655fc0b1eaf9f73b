"""The hash functions of Bitcoin. All take and give bytes, in stored order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache


def sha256(data: bytes | memoryview) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


def sha1(data: bytes) -> bytes:
    """SHA-1, 20 bytes: only what OP_SHA1 asks for."""
    return hashlib.sha1(data, usedforsecurity=False).digest()


def ripemd160(data: bytes) -> bytes:
    """OpenSSL's where it still has it, which is much faster; otherwise python-bitcoinlib's."""
    try:
        return hashlib.new("ripemd160", data, usedforsecurity=False).digest()
    except ValueError:
        from bitcoin.core.contrib.ripemd160 import ripemd160 as slow_ripemd160

        digest: bytes = slow_ripemd160(data)
        return digest


def hash160(data: bytes) -> bytes:
    """RIPEMD-160 of SHA-256: keys and scripts in old addresses."""
    return ripemd160(sha256(data))


def hash256(data: bytes) -> bytes:
    """SHA-256 twice: ids, block hashes, checksums."""
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


@cache
def _tagged(tag: str) -> hashlib._Hash:
    start = sha256(tag.encode())
    return hashlib.sha256(start + start)


def tagged_hash(tag: str, *data: bytes | memoryview) -> bytes:
    """SHA-256 of the data behind the tag's own hash, twice (BIP340)."""
    state = _tagged(tag).copy()
    for each in data:
        state.update(each)
    return state.digest()


def hash256_of(parts: Iterable[bytes | memoryview]) -> bytes:
    """SHA-256 twice of the parts one after the other, without joining them."""
    state = hashlib.sha256()
    for part in parts:
        state.update(part)
    return sha256(state.digest())
