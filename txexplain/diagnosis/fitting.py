"""Candidates put to the curve, many at once: which is valid, and for which known key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from txexplain.crypto import ecdsa, schnorr
from txexplain.crypto.curve import N, combine, lift_x
from txexplain.crypto.fixed_base import FixedBase
from txexplain.crypto.recovery import Recovery
from txexplain.diagnosis.candidates import Candidate
from txexplain.diagnosis.setting import Case
from txexplain.diagnosis.tried_keys import FoundKey, key_of_point, relation_of
from txexplain.model.report import Facts
from txexplain.wire.der import encode_der
from txexplain.wire.hashes import tagged_hash

_FIRST, _LARGEST = 4, 64  # candidates that go to the curve together: few first, since a likely one may fit
_MESSAGES_OF_OTHER_KEYS = 40  # Schnorr: how many of the likeliest messages are tried with keys of other places
_OTHER_KEYS = 12
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

    def first(self, batch: list[Candidate]) -> tuple[Candidate, FoundKey] | None:
        """The first that is valid for a known key; the curve is asked once more, as consensus asks it."""
        for candidate, points in zip(batch, self._recovery.keys([each.digest for each in batch]), strict=True):
            for x, y in points:
                found = key_of_point(self._case, x, y)
                if found is not None and self._verify(found.public_key, candidate.digest):
                    return candidate, found
        return None

    def _verify(self, public_key: bytes, digest: bytes) -> bool:
        return ecdsa.verify(encode_der(self._case.r, self._case.s), public_key, digest).passes


class SchnorrFit:
    """There is no recovery, since the key is hashed with the message: s·G - R must be e·P, key by key (BIP340)."""

    def __init__(self, case: Case) -> None:
        self._case = case
        nonce_point = lift_x(case.r)
        self.possible = nonce_point is not None and case.s < N
        self._r = case.r.to_bytes(_X_ONLY_SIZE, "big")
        self._wanted = None if nonce_point is None else combine(case.s, -1, nonce_point)
        self._keys = list(self._of_script())
        self._others = list(islice(self._elsewhere(), _OTHER_KEYS))
        self._tables: dict[bytes, FixedBase | None] = {}
        self._tried = 0

    def _of_script(self) -> Iterator[FoundKey]:
        for position, key in enumerate(self._case.attempt.keys):
            if len(key) == _X_ONLY_SIZE:
                yield FoundKey(key, "", Facts(position=position))

    def _elsewhere(self) -> Iterator[FoundKey]:
        """Other keys of the input, then those of other places, each with its 32 bytes of x."""
        vin, known = self._case.setting.vin, self._case.known
        seen = {found.public_key for found in self._keys}
        for each in (*known.of_input(vin), *known.elsewhere(vin)):
            x_only = each.public_key if len(each.public_key) == _X_ONLY_SIZE else each.public_key[1:33]
            if x_only not in seen:
                seen.add(x_only)
                yield FoundKey(x_only, relation_of(self._case, each), each.facts)

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
        challenges = [tagged_hash("BIP0340/challenge", self._r, public_key, each.digest) for each in batch]
        factors = [int.from_bytes(each, "big") % N for each in challenges]
        return [found == self._wanted for found in table.multiples(factors)]

    def _table(self, public_key: bytes) -> FixedBase | None:
        if public_key not in self._tables:
            point = lift_x(int.from_bytes(public_key, "big"))
            self._tables[public_key] = None if point is None else FixedBase(point)
        return self._tables[public_key]

    def _verify(self, public_key: bytes, digest: bytes) -> bool:
        signature = self._r + self._case.s.to_bytes(_X_ONLY_SIZE, "big")
        return schnorr.verify(signature, public_key, digest).passes
