"""One input on trial: the messages that its signatures are to sign, the keys that they fit, and what was tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from txexplain.crypto import ecdsa, schnorr
from txexplain.crypto.curve import parse_public_key
from txexplain.crypto.recovery import Recovery
from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.taproot import taproot_sighash
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.diagnosis.attempts import Attempt
from txexplain.model.errors import NotKnown
from txexplain.model.signing import Sighash, SigVersion
from txexplain.wire.der import encode_der

MAX_TRIALS = 400  # of one input, each about a millisecond of curve arithmetic
MAX_HASHED_BYTES = 20_000_000  # of one input


class Trial:
    """What is tried for one input is counted: beyond the limit nothing fits any more, and `left_out` says so.

    `tick` is called at each trial.
    """

    def __init__(self, fields: Fields, vin: int, tick: Callable[[], None] = lambda: None) -> None:
        self.fields = fields
        self.vin = vin
        self.tried = 0
        self.left_out = False
        self._tick = tick
        self._hashed_bytes = 0
        self._messages: dict[tuple[Attempt, int], Sighash | None] = {}

    def message(self, attempt: Attempt, hash_type: int) -> Sighash | None:
        """What a signature with this hash type is to sign there; None where there is none, or something is lacking."""
        key = (attempt, hash_type)
        if key not in self._messages:
            try:
                self._messages[key] = self._message(attempt, hash_type) if self._may_hash(attempt) else None
            except NotKnown:
                self._messages[key] = None
        return self._messages[key]

    def _may_hash(self, attempt: Attempt) -> bool:
        if attempt.version is SigVersion.BASE:
            self._hashed_bytes += self.fields.tx.base_size_bytes + len(attempt.script_code)
        if self._hashed_bytes > MAX_HASHED_BYTES:
            self.left_out = True
        return not self.left_out

    def _message(self, attempt: Attempt, hash_type: int) -> Sighash | None:
        if attempt.version in (SigVersion.TAPROOT, SigVersion.TAPSCRIPT):
            return taproot_sighash(self.fields, self.vin, hash_type, attempt.annex, attempt.leaf)
        build = witness_v0_sighash if attempt.version is SigVersion.WITNESS_V0 else legacy_sighash
        return build(self.fields, self.vin, attempt.script_code, hash_type)

    def _take(self) -> bool:
        """Whether one thing more may be tried."""
        if self.tried >= MAX_TRIALS:
            self.left_out = True
        if self.left_out:
            return False
        self.tried += 1
        self._tick()
        return True

    def ecdsa_key(self, numbers: tuple[int, int], digest: bytes, keys: Iterable[bytes]) -> bytes:
        """The first of the keys for which r and s are valid over the digest, checked; empty where none is."""
        r, s = numbers
        return next(iter(self.ecdsa_keys(r, s, digest, keys)), b"")

    def ecdsa_keys(self, r: int, s: int, digest: bytes, keys: Iterable[bytes]) -> list[bytes]:
        """All of the keys for which r and s are valid over the digest, checked."""
        if not self._take():
            return []
        recovered = Recovery(r, s).keys([digest])[0]
        fitting = [key for key in dict.fromkeys(keys) if _point(key) in recovered]
        return [key for key in fitting if ecdsa.verify(encode_der(r, s), key, digest).passes]

    def schnorr_key(self, signature: bytes, digest: bytes, keys: Iterable[bytes]) -> bytes:
        """The first of the keys, of 32 bytes, for which the 64 bytes are valid over the digest; else empty."""
        for key in dict.fromkeys(keys):
            if len(key) == 32 and self._take() and schnorr.verify(signature, key, digest).passes:
                return key
        return b""


def _point(key: bytes) -> tuple[int, int] | None:
    point = parse_public_key(key)
    return None if point is None else (int(point.x()), int(point.y()))
