"""What is shown beside a clue, so that anybody can check it: the numbers of the signature, the right message."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.crypto import ecdsa, schnorr
from txexplain.diagnosis.readings import readings
from txexplain.diagnosis.setting import Case
from txexplain.model.diagnosis import Clue
from txexplain.model.errors import NotKnown
from txexplain.model.signing import Sighash
from txexplain.wire.der import encode_der, lax_der

_WRITTEN_ROUND = ("numbers_swapped", "numbers_reversed", "numbers_swapped_and_reversed")
_OF_FORM = frozenset(
    (
        *("no_hash_type_byte", "length_in_signature", "hash_type_written_long", "compact", "not_strict_der"),
        *("signature_in_text", "default_written", "hash_type_undefined"),
    )
)
"""Clues of a signature over the right message: its hash type is that of the message, however it is written."""
_X_ONLY_SIZE = 32


def numbers_of(case: Case | None, signature: bytes, clues: tuple[Clue, ...]) -> tuple[int, int] | None:
    """r and s as the clues take them; None where they take none, or others than are written."""
    keys = {clue.key for clue in clues} | {clue.facts.get("reading") for clue in clues}
    if keys.intersection(_WRITTEN_ROUND):
        return None
    read = [(reading.r, reading.s) for reading in readings(signature) if reading.key in keys]
    own = [] if case is None else [(case.r, case.s)]
    fit = next((clue for clue in clues if clue.fits and clue.public_key and clue.digest), None)
    if fit is None:
        return next(iter(read + own), None)
    if own and not read and len(fit.public_key) != _X_ONLY_SIZE:
        return own[0]
    as_der = lax_der(signature[:-1])
    read += [] if as_der is None or own else [as_der]
    found = (each for each in (*read, *_halves(signature), *own) if _is_valid(each, fit))
    return next(found, own[0] if own and not read else None)


def _halves(signature: bytes) -> Iterator[tuple[int, int]]:
    """The numbers of a Schnorr signature, with its length in front or without, or those of hex."""
    for data in (signature, signature[1:], _from_hex(signature)):
        if len(data) >= 2 * _X_ONLY_SIZE:
            one, other = data[:_X_ONLY_SIZE], data[_X_ONLY_SIZE : 2 * _X_ONLY_SIZE]
            yield int.from_bytes(one, "big"), int.from_bytes(other, "big")


def _from_hex(data: bytes) -> bytes:
    try:
        return bytes.fromhex(data.decode("ascii"))
    except ValueError:
        return b""


def _is_valid(numbers: tuple[int, int], clue: Clue) -> bool:
    """Whether they are a signature by the clue's key over its digest, as the curve says."""
    r, s = numbers
    if len(clue.public_key) != _X_ONLY_SIZE:
        return ecdsa.verify(encode_der(r, s), clue.public_key, clue.digest).passes
    if max(r, s) >> 256:
        return False
    plain = r.to_bytes(_X_ONLY_SIZE, "big") + s.to_bytes(_X_ONLY_SIZE, "big")
    return schnorr.verify(plain, clue.public_key, clue.digest).passes


def asked_of(case: Case | None, clues: tuple[Clue, ...] = ()) -> Sighash | None:
    """The message that the signature should sign, by the hash type that it is meant to have; None if unknown."""
    for clue in clues:
        if clue.fits and clue.key in _OF_FORM:
            return clue.sighash
        if case is not None and isinstance(written := clue.facts.get("written"), int) and "reading" in clue.facts:
            case = case._replace(setting=case.setting._replace(hash_type=written))
    try:
        return None if case is None else case.setting.build()
    except NotKnown:
        return None
