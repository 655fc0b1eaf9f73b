"""A message with other bytes for one of its parts, hashed again as messages of its kind are."""

from __future__ import annotations

from txexplain.model.signing import Part, Sighash
from txexplain.wire.hashes import hash256_of, tagged_hash

_TAGGED = ("bip341", "bip342")


def with_part(sighash: Sighash, key: str, data: bytes | None) -> Sighash:
    """The message with other bytes for the part of that key, or without it."""
    parts = tuple(
        part if part.key != key else part._replace(source=data or b"")
        for part in sighash.parts
        if part.key != key or data is not None
    )
    return with_parts(sighash, parts)


def with_parts(sighash: Sighash, parts: tuple[Part, ...]) -> Sighash:
    """The message of other parts, with its digest."""
    pieces = (part.data for part in parts)
    digest = tagged_hash("TapSighash", *pieces) if sighash.algorithm in _TAGGED else hash256_of(pieces)
    return sighash._replace(pieces=parts, digest=digest)
