"""Who gives the signatures that an input lacks: nobody, or for its size a dummy that everything accepts."""

from __future__ import annotations

from typing import Protocol

from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.taproot import taproot_sighash
from txexplain.crypto.taproot import prove_commitment
from txexplain.model.errors import NotKnown
from txexplain.model.hash_types import SIGHASH_DEFAULT
from txexplain.model.signing import LeafContext, Proof, SignatureCheck, SigVersion
from txexplain.script.checker import Checker
from txexplain.script.machine import NO_CODE_SEPARATOR


class Signer(Protocol):
    """What it signs with, and the checker that judges the outcome."""

    checker: Checker
    ecdsa: bytes | None
    schnorr: bytes | None
    hash_type: int

    def message(self, leaf: bytes | None) -> bytes | None:
        """The digest that taproot signatures of the input sign, by the key path or in the leaf of that hash."""


class Nobody:
    """Signs nothing: what is there must do."""

    ecdsa: bytes | None = None
    schnorr: bytes | None = None

    def __init__(self, checker: Checker, fields: Fields, index: int, hash_type: int = SIGHASH_DEFAULT) -> None:
        self.checker = checker
        self._fields = fields
        self._index = index
        self.hash_type = hash_type

    def message(self, leaf: bytes | None) -> bytes | None:
        context = None if leaf is None else LeafContext(leaf, NO_CODE_SEPARATOR)
        try:
            found = taproot_sighash(self._fields, self._index, self.hash_type, None, context)
        except NotKnown:
            return None
        return found and found.digest


class Dummy:
    """Signs with what has the usual size and form (Core: DUMMY_SIGNATURE_CREATOR)."""

    _NUMBER = b"\x02\x20\x01" + bytes(31)
    ecdsa: bytes | None = b"\x30\x44" + _NUMBER + _NUMBER + b"\x01"
    schnorr: bytes | None = bytes(64)
    hash_type = SIGHASH_DEFAULT

    def __init__(self) -> None:
        self.checker: Checker = AnySignature()

    def message(self, leaf: bytes | None) -> bytes | None:
        return None


class AnySignature:
    """Takes every signature that is not empty, and every lock time."""

    def ecdsa(self, signature: bytes, public_key: bytes, script_code: bytes, version: SigVersion) -> SignatureCheck:
        return SignatureCheck("ecdsa", signature, public_key, bool(signature))

    def schnorr(
        self, signature: bytes, public_key: bytes, annex: bytes | None, leaf: LeafContext | None
    ) -> SignatureCheck:
        return SignatureCheck("schnorr", signature, public_key, bool(signature))

    def commitment(self, control_block: bytes, script: bytes, output_key: bytes) -> Proof:
        return prove_commitment(control_block, script, output_key)

    def lock_time(self, wanted: int) -> bool:
        return True

    def sequence(self, wanted: int) -> bool:
        return True


class WithoutSchnorr:
    """A checker that cannot tell of Schnorr signatures, as Core where it lacks the spent output of any input."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self.ecdsa = checker.ecdsa
        self.commitment = checker.commitment
        self.lock_time = checker.lock_time
        self.sequence = checker.sequence

    def schnorr(
        self, signature: bytes, public_key: bytes, annex: bytes | None, leaf: LeafContext | None
    ) -> SignatureCheck:
        raise NotKnown("spent_output")
