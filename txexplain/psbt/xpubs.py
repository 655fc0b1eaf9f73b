"""The extended public keys that a PSBT states, and the keys that they lead to (BIP32)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.crypto.bip32 import Derived, derive
from txexplain.model.psbt import PsbtEntry
from txexplain.psbt.signing_data import origin_of
from txexplain.psbt.stated import Origin
from txexplain.wire.hashes import hash160

_X_ONLY_SIZE, _COMPRESSED_SIZE = 32, 33
MAX_STEPS = 4  # below an extended key: of an account it takes two


class XpubKeys:
    """Extended keys by where they come from. A key that was derived is kept for its neighbours."""

    def __init__(self, entries: tuple[PsbtEntry, ...]) -> None:
        self.contradictions: list[tuple[str, Origin]] = []
        self._found: dict[Origin, Derived | None] = {}
        for entry in entries:
            data, origin = entry.key_data.data, origin_of(entry)
            derived = Derived(data[45:], data[13:45])
            self.contradictions += [(what, origin) for what in _contradictions(data, origin)]
            if self._found.setdefault(origin, derived) != derived:
                self.contradictions.append(("twice", origin))
        self._depths = sorted({len(path) for _, path in self._found}, reverse=True)

    def leads_to(self, key: bytes, origin: Origin) -> bool | None:
        """Whether an extended key above that place leads to the key, of 32 bytes by its x; None where none does."""
        found = self._derived(origin)
        if found is None:
            return None
        return found.key[1:] == key if len(key) == _X_ONLY_SIZE else found.key == _compressed(key)

    def _derived(self, origin: Origin) -> Derived | None:
        fingerprint, path = origin
        for depth in self._depths:
            above = self._found.get((fingerprint, path[:depth])) if 0 <= len(path) - depth <= MAX_STEPS else None
            if above is not None:
                return self._below(above, fingerprint, path, depth)
        return None

    def _below(self, found: Derived | None, fingerprint: bytes, path: tuple[int, ...], depth: int) -> Derived | None:
        for end in range(depth + 1, len(path) + 1):
            place = (fingerprint, path[:end])
            if place not in self._found:
                self._found[place] = found and derive(found, path[end - 1])
            found = self._found[place]
        return found


def _compressed(key: bytes) -> bytes:
    return key if len(key) == _COMPRESSED_SIZE else bytes([2 + (key[-1] & 1)]) + key[1:_COMPRESSED_SIZE]


def _contradictions(data: bytes, origin: Origin) -> Iterator[str]:
    """Between what an extended key says of itself and what the PSBT says of it."""
    depth, parent, child = data[4], data[5:9], int.from_bytes(data[9:13], "big")
    fingerprint, path = origin
    master = hash160(data[45:])[:4] if depth == 0 else parent if depth == 1 else fingerprint
    if depth != len(path):
        yield "depth"
    elif master != fingerprint:
        yield "fingerprint"
    elif path and child != path[-1]:
        yield "child"
