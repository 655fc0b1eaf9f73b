"""Public keys derived from public keys (BIP32: CKDpub)."""

from __future__ import annotations

import hmac
from functools import lru_cache
from typing import NamedTuple

from txexplain.crypto.curve import N, combine, parse_public_key
from txexplain.model.derivation import FIRST_HARDENED


class Derived(NamedTuple):
    """A compressed key, its chain code, and what was added to the key that it comes from."""

    key: bytes
    chain_code: bytes
    tweak: bytes = b""


@lru_cache(maxsize=4096)  # scripts and addresses of a range are worked out one after the other
def derive(parent: Derived, index: int) -> Derived | None:
    """The child of that number; None where it needs the private key, and where there is none."""
    point = parse_public_key(parent.key)
    if index >= FIRST_HARDENED or point is None:
        return None
    digest = hmac.digest(parent.chain_code, parent.key + index.to_bytes(4, "big"), "sha512")
    tweak = int.from_bytes(digest[:32], "big")
    found = combine(tweak, 1, point) if tweak < N else None
    if found is None:
        return None
    return Derived(bytes([2 + (found[1] & 1)]) + found[0].to_bytes(32, "big"), digest[32:], digest[:32])
