"""One input inquired into: the messages that its signatures are to sign, and which keys a signature fits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from txexplain.crypto import ecdsa, schnorr
from txexplain.crypto.curve import lift_x, parse_public_key
from txexplain.crypto.fixed_base import multiples_of
from txexplain.crypto.recovery import Recovery
from txexplain.crypto.sighash.fields import Fields
from txexplain.diagnosis.attempts import Attempt
from txexplain.diagnosis.budget import CURVE, Budget, Spent
from txexplain.diagnosis.setting import setting_of
from txexplain.model.errors import NotKnown
from txexplain.model.signing import Sighash, SigVersion
from txexplain.wire.der import encode_der

_X_ONLY_SIZE = 32


class Fit(NamedTuple):
    """A key for which a signature is valid, and the message."""

    public_key: bytes
    sighash: Sighash


class Inquiry:
    """All that is tried is paid for out of the budget: beyond it nothing fits any more, and the budget says so."""

    def __init__(self, fields: Fields, vin: int, budget: Budget) -> None:
        self.fields = fields
        self.vin = vin
        self._budget = budget
        self._messages: dict[tuple[Attempt, int], Sighash | None] = {}

    def message(self, attempt: Attempt, hash_type: int) -> Sighash | None:
        """What a signature with this hash type is to sign there; None where there is none, or something lacks."""
        key = (attempt, hash_type)
        if key not in self._messages:
            long = self.fields.tx.base_size_bytes + len(attempt.script_code)
            work_bytes = long if attempt.version is SigVersion.BASE else len(attempt.script_code)
            try:
                self._budget.take(work_bytes, 0)
                self._messages[key] = setting_of(attempt, self.fields, self.vin, hash_type).build()
            except (NotKnown, Spent):
                self._messages[key] = None
        return self._messages[key]

    def messages(self, attempt: Attempt, hash_types: Iterable[int]) -> list[Sighash]:
        """Those that there are."""
        found = (self.message(attempt, hash_type) for hash_type in hash_types)
        return [each for each in found if each is not None]

    def _takes(self, tries: int) -> bool:
        try:
            self._budget.take(0, tries, CURVE)
        except Spent:
            return False
        return True

    def ecdsa_keys(self, r: int, s: int, sighash: Sighash, keys: Iterable[bytes]) -> list[bytes]:
        """All of the keys for which r and s are valid over the message, checked."""
        if not self._takes(1):
            return []
        recovered = Recovery(r, s).keys([sighash.digest])[0]
        fitting = [key for key in dict.fromkeys(keys) if _point(key) in recovered]
        return [key for key in fitting if ecdsa.verify(encode_der(r, s), key, sighash.digest).passes]

    def ecdsa_points(self, r: int, s: int, sighash: Sighash) -> list[bytes]:
        """The keys, compressed, for which r and s are valid over the message, whoever's they are."""
        if not self._takes(1):
            return []
        found = Recovery(r, s).keys([sighash.digest])[0]
        return [bytes([2 + (y & 1)]) + x.to_bytes(_X_ONLY_SIZE, "big") for x, y in found]

    def ecdsa(self, r: int, s: int, messages: Sequence[Sighash], keys: Sequence[bytes]) -> Fit | None:
        """The first message, and the first of the keys, for which r and s are valid, checked."""
        if not messages or not self._takes(len(messages)):
            return None
        points = {_point(key): key for key in reversed(keys)}
        recovered = Recovery(r, s).keys([each.digest for each in messages])
        for sighash, found in zip(messages, recovered, strict=True):
            for point in found:
                key = points.get(point)
                if key and ecdsa.verify(encode_der(r, s), key, sighash.digest).passes:
                    return Fit(key, sighash)
        return None

    def schnorr(self, signature: bytes, messages: Iterable[Sighash], keys: Iterable[bytes]) -> Fit | None:
        """The first message, and the first of the keys, of 32 bytes, for which the 64 bytes are valid, checked."""
        distinct = [key for key in dict.fromkeys(keys) if len(key) == _X_ONLY_SIZE]
        for sighash in messages:
            for key in distinct:
                if self._takes(1) and schnorr.verify(signature, key, sighash.digest).passes:
                    return Fit(key, sighash)
        return None

    def schnorr_keys(self, signatures: Sequence[tuple[bytes, Sighash]], keys: Sequence[bytes]) -> list[list[bytes]]:
        """Of each signature of 64 bytes all of the keys, of 32, for which it is valid over its message, checked.

        Each key takes a table, with which each further signature costs little.
        """
        found: list[list[bytes]] = [[] for _ in signatures]
        try:
            self._budget.take(0, len(signatures) * len(keys), CURVE * (len(signatures) + len(keys)))
        except Spent:
            return found
        wanted = [_key_times_challenge(signature) for signature, _ in signatures]
        for key in dict.fromkeys(keys):
            point = lift_x(int.from_bytes(key, "big")) if len(key) == _X_ONLY_SIZE else None
            if point is None:
                continue
            multiples = multiples_of(point).multiples([_challenge(*each, key) for each in signatures])
            for place, multiple in enumerate(multiples):
                signature, sighash = signatures[place]
                if multiple == wanted[place] and schnorr.verify(signature, key, sighash.digest).passes:
                    found[place].append(key)
        return found


def _challenge(signature: bytes, sighash: Sighash, key: bytes) -> int:
    """e of BIP340."""
    return schnorr.challenge(signature[:_X_ONLY_SIZE], key, sighash.digest)


def _key_times_challenge(signature: bytes) -> tuple[int, int] | None:
    """s·G - R, which is e·P of the key P for which the signature is valid."""
    r, s = (int.from_bytes(half, "big") for half in (signature[:_X_ONLY_SIZE], signature[_X_ONLY_SIZE:]))
    return schnorr.key_times_challenge(r, s)


def _point(key: bytes) -> tuple[int, int] | None:
    return parse_public_key(key)
