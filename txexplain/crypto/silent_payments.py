"""Where a silent payment goes: the output key that the shared secret leads to (BIP352)."""

from __future__ import annotations

from txexplain.crypto.curve import N, Point, combine, compressed, multiply
from txexplain.wire.hashes import tagged_hash

MAX_OUTPUTS = 2323  # for one scan key (BIP352: K_max)


def shared_secret(share: Point, outpoint: bytes, public_key: Point) -> Point | None:
    """input_hash·a·B_scan, where the share is a·B_scan; `outpoint` is the smallest, `public_key` the sum a·G."""
    input_hash = int.from_bytes(tagged_hash("BIP0352/Inputs", outpoint, compressed(public_key)), "big")
    return multiply(share, input_hash) if 0 < input_hash < N else None


def output_key(secret: Point, spend_key: Point, k: int) -> bytes | None:
    """The x of B_m + t_k·G, for the output of that number among those of the scan key."""
    tweak = tagged_hash("BIP0352/SharedSecret", compressed(secret), k.to_bytes(4, "big"))
    t = int.from_bytes(tweak, "big")
    found = combine(t, 1, spend_key) if 0 < t < N else None
    return None if found is None else found[0].to_bytes(32, "big")
