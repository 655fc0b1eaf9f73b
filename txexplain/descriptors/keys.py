"""Key expressions: a public key or an extended one with origin and path, or several as one (BIP380, BIP390)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from txexplain.crypto.bip32 import Derived, derive
from txexplain.model.derivation import FIRST_HARDENED, MAX_DEPTH
from txexplain.wire.hashes import hash160

_MUSIG_CHAIN_CODE = bytes.fromhex("868087ca02a6f974c4598924c36b57762d32cb45717167e300622c7167e38965")  # BIP328


class Origin(NamedTuple):
    """The first four bytes of the hash of the key that this one comes from, and the steps from there."""

    fingerprint: bytes
    path: tuple[int, ...] = ()


class Key(NamedTuple):
    """One key expression, a multipath resolved.

    `data` is the key itself, 33 bytes or 65; `is_x_only` where only its x was given, as 32 bytes. `extended` is the
    extended key as it is written, with its `chain_code` and `depth`, "" where it is none. `path` are steps from it,
    a hardened one 2³¹ more; `ranged` is what the path ends with, `*` or `*h`. `apostrophe` tells whether hardened
    steps are written with one. `participants` are the keys of a `musig()`, whose `data` is empty.
    """

    data: bytes
    is_x_only: bool = False
    extended: str = ""
    chain_code: bytes = b""
    depth: int = 0
    path: tuple[int, ...] = ()
    ranged: str = ""
    apostrophe: bool = False
    origin: Origin | None = None
    participants: tuple[Key, ...] = ()

    @property
    def is_range(self) -> bool:
        """Whether it stands for a key at each place of a range (Core: IsRange)."""
        return bool(self.ranged) or any(each.is_range for each in self.participants)

    @property
    def is_extended(self) -> bool:
        """Whether keys can be derived from it (Core: IsBIP32)."""
        return all(each.is_extended for each in self.participants) if self.participants else bool(self.extended)

    @property
    def is_derived(self) -> bool:
        """Whether it is not there as it is written: a child of an extended key, or of several keys together."""
        return bool(self.extended or self.participants)

    @property
    def is_hardened(self) -> bool:
        """Whether a step of its path, or the last one of each place, needs the private key."""
        return self.ranged == "*h" or any(step >= FIRST_HARDENED for step in self.path)

    @property
    def size_bytes(self) -> int:
        """Of the key in a script that is no tapscript; Core takes a `musig()` for 32."""
        return 32 if self.participants else len(self.data)

    def __str__(self) -> str:
        """As Core writes it (PubkeyProvider::ToString)."""
        if self.participants:
            inside = f"musig({','.join(map(str, self.participants))})"
        else:
            inside = self.extended or self.data.hex()[2 if self.is_x_only else 0 :]
        mark = "'" if self.apostrophe else "h"
        ranged = f"/{self.ranged.replace('h', mark)}" if self.ranged else ""
        lead = "" if self.origin is None else f"[{self.origin.fingerprint.hex()}{_steps(self.origin.path, mark)}]"
        return f"{lead}{inside}{_steps(self.path, mark)}{ranged}"

    def at(self, index: int) -> bytes | None:
        """The public key, 33 bytes or 65, at that place in a range; None where it cannot be derived without a private
        key, and where there is none."""
        if self.participants:
            return _of_all(self, index)
        if not self.extended:
            return self.data
        if self.is_hardened:
            return None
        found = _derived(Derived(self.data, self.chain_code), self.path, self.depth)
        return _last_step(found, self, index)


def _steps(path: tuple[int, ...], mark: str) -> str:
    return "".join(f"/{step % FIRST_HARDENED}{mark if step >= FIRST_HARDENED else ''}" for step in path)


@lru_cache(maxsize=4096)
def _derived(parent: Derived, path: tuple[int, ...], depth: int) -> Derived | None:
    found: Derived | None = parent
    for step in path:
        found = derive(found, step) if found is not None and depth < MAX_DEPTH else None
        depth += 1
    return found


def _last_step(parent: Derived | None, key: Key, index: int) -> bytes | None:
    if key.ranged and parent is not None:
        parent = derive(parent, index) if key.depth + len(key.path) < MAX_DEPTH else None
    return None if parent is None else parent.key


def _of_all(key: Key, index: int) -> bytes | None:
    """The key of all participants, derived further (BIP328; Core: MuSigPubkeyProvider::GetPubKey)."""
    keys = [each.at(index) for each in key.participants]
    if None in keys:
        return None
    together = _aggregate(tuple(sorted(each for each in keys if each is not None)))
    if together is None or not (key.path or key.ranged):
        return together
    return _last_step(_derived(Derived(together, _MUSIG_CHAIN_CODE), key.path, 0), key, index)


@lru_cache(maxsize=256)
def _aggregate(keys: tuple[bytes, ...]) -> bytes | None:
    from txexplain.crypto.curve import compressed
    from txexplain.crypto.musig2 import aggregate_keys

    found = aggregate_keys(keys)
    return None if found is None else compressed(found.point)


def fingerprint(key: Key) -> bytes:
    """Of its origin, else of the key itself (BIP32); a `musig()` has none, which is empty."""
    return key.origin.fingerprint if key.origin is not None else hash160(key.data)[:4] if key.data else b""
