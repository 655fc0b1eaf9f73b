"""The hash functions of Bitcoin. All take and give bytes, in stored order."""

from __future__ import annotations

import hashlib

from bitcoin.core.serialize import Hash as _hash256


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def hash256(data: bytes) -> bytes:
    """SHA-256 twice: ids, block hashes, checksums."""
    digest: bytes = _hash256(data)
    return digest
