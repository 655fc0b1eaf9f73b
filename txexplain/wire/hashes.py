"""The hash functions of Bitcoin. All take and give bytes, in stored order."""

from __future__ import annotations

import hashlib

from bitcoin.core.serialize import Hash as _hash256


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def sha1(data: bytes) -> bytes:
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
    digest: bytes = _hash256(data)
    return digest
