"""Candidates put to the curve, many at once: which is valid, and for which known key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from txexplain.crypto import ecdsa, schnorr
from txexplain.crypto.curve import N, lift_x
from txexplain.crypto.fixed_base import Multiples, multiples_of
from txexplain.crypto.recovery import Recovery
from txexplain.diagnosis.candidates import Candidate
from txexplain.diagnosis.known_keys import KnownKey
from txexplain.diagnosis.setting import Case
from txexplain.diagnosis.tried_keys import FoundKey, key_of_point, relation_of
from txexplain.diagnosis.untweaked import internal_keys, output_key
from txexplain.model.report import Facts
from txexplain.wire.der import encode_der

_FIRST, _LARGEST = 4, 64  # candidates that go to the curve together: few first, since a likely one may fit
_MESSAGES_OF_OTHER_KEYS = 40  # Schnorr: how many of the likeliest messages are tried with keys of other places
_OTHER_KEYS = 12
_KNOWN_KEYS = 60  # that are looked through for one that is the internal key
_MESSAGES_BY_HASH = 200  # ECDSA: how many of the likeliest are tried with keys that are known by their hash alone
_X_ONLY_SIZE = 32


def batches(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    """The candidates in their order, in batches that grow."""
    rest, size = iter(candidates), _FIRST
    while batch := list(islice(rest, size)):
        yield batch
        size = min(2 * size, _LARGEST)


class EcdsaFit:
    """Recovery gives of each message the keys for which the signature is valid; of these one may be known."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._recovery = Recovery(case.r, case.s)
        self.possible = self._recovery.possible
        self._tried = 0

    def first(self, batch: list[Candidate]) -> tuple[Candidate, FoundKey] | None:
        """The first that is valid for a known key; the curve is asked once more, as consensus asks it."""
        by_hash, tweaked = self._tried < _MESSAGES_BY_HASH, self._tried < _MESSAGES_OF_OTHER_KEYS
        self._tried += len(batch)
        keys = self._recovery.keys([each.digest for each in batch])
        wanted = output_key(self._case) if tweaked else b""
        internal = internal_keys((point for points in keys for point in points), wanted) if wanted else set()
        for candidate, points in zip(batch, keys, strict=True):
            for x, y in points:
                if (x, y) in internal:
                    compressed = bytes([2 + (y & 1)]) + x.to_bytes(_X_ONLY_SIZE, "big")
                    return candidate, FoundKey(compressed, "internal_key")
                found = key_of_point(self._case, x, y, by_hash=by_hash)
                if found is not None and self._verify(found.public_key, candidate.digest):
                    return candidate, found
        return None

    def _verify(self, public_key: bytes, digest: bytes) -> bool:
        return ecdsa.verify(encode_der(self._case.r, self._case.s), public_key, digest).passes


def _x_of(known: KnownKey) -> bytes:
    return known.public_key if len(known.public_key) == _X_ONLY_SIZE else known.public_key[1:33]


class SchnorrFit:
    """There is no recovery, since the key is hashed with the message: s·G - R must be e·P, key by key (BIP340)."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self.possible = case.s < N and lift_x(case.r) is not None
        self._r = case.r.to_bytes(_X_ONLY_SIZE, "big")
        self._wanted = schnorr.key_times_challenge(case.r, case.s)
        self._keys = list(self._of_script()) if self.possible else []
        self._others = list(islice(self._elsewhere(), _OTHER_KEYS)) if self.possible else []
        self._tables: dict[bytes, Multiples | None] = {}
        self._tried = 0

    def _of_script(self) -> Iterator[FoundKey]:
        for position, key in enumerate(self._case.attempt.keys):
            if len(key) == _X_ONLY_SIZE:
                yield FoundKey(key, "", Facts(position=position))

    def _elsewhere(self) -> Iterator[FoundKey]:
        """Other keys of the input, then those of other places, each with its 32 bytes of x."""
        vin, known = self._case.setting.vin, self._case.known
        seen = {found.public_key for found in self._keys}
        every = list(islice(chain(known.of_input(vin), known.elsewhere(vin)), _KNOWN_KEYS))
        internal = self._internal(every)
        every.sort(key=lambda each: _x_of(each) not in internal)
        for each in every:
            x_only = _x_of(each)
            if x_only not in seen:
                seen.add(x_only)
                found = FoundKey(x_only, relation_of(self._case, each), each.facts)
                yield found._replace(relation="internal_key") if x_only in internal else found

    def _internal(self, known: list[KnownKey]) -> set[bytes]:
        """The keys that are the internal key of the output."""
        wanted = output_key(self._case)
        points = [lift_x(int.from_bytes(_x_of(each), "big")) for each in known] if wanted else []
        found = internal_keys((each for each in points if each is not None), wanted)
        return {x.to_bytes(_X_ONLY_SIZE, "big") for x, _ in found}

    def first(self, batch: list[Candidate]) -> tuple[Candidate, FoundKey] | None:
        """The first that is valid for a known key."""
        few = self._tried < _MESSAGES_OF_OTHER_KEYS
        self._tried += len(batch)
        for found in (*self._keys, *(self._others if few else ())):
            for candidate, fits in zip(batch, self._fits(found.public_key, batch), strict=True):
                if fits and self._verify(found.public_key, candidate.digest):
                    return candidate, found
        return None

    def _fits(self, public_key: bytes, batch: list[Candidate]) -> list[bool]:
        table = self._table(public_key)
        if table is None:
            return [False] * len(batch)
        factors = [schnorr.challenge(self._r, public_key, each.digest) for each in batch]
        return [found == self._wanted for found in table.multiples(factors)]

    def _table(self, public_key: bytes) -> Multiples | None:
        if public_key not in self._tables:
            point = lift_x(int.from_bytes(public_key, "big"))
            self._tables[public_key] = None if point is None else multiples_of(point)
        return self._tables[public_key]

    def _verify(self, public_key: bytes, digest: bytes) -> bool:
        signature = self._r + self._case.s.to_bytes(_X_ONLY_SIZE, "big")
        return schnorr.verify(signature, public_key, digest).passes
