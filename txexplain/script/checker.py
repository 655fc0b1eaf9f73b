"""What a running script asks about the transaction it is in (Core: BaseSignatureChecker)."""

from __future__ import annotations

from typing import Protocol

from txexplain.model.errors import NotKnown
from txexplain.model.signing import LeafContext, Proof, SignatureCheck, SigVersion


class Checker(Protocol):
    """Each question raises NotKnown where what it needs was not given."""

    def ecdsa(
        self, signature: bytes, public_key: bytes, script_code: bytes, version: SigVersion
    ) -> SignatureCheck: ...

    def schnorr(
        self, signature: bytes, public_key: bytes, annex: bytes | None, leaf: LeafContext | None
    ) -> SignatureCheck: ...

    def commitment(self, control_block: bytes, script: bytes, output_key: bytes) -> Proof: ...

    def lock_time(self, wanted: int) -> bool: ...

    def sequence(self, wanted: int) -> bool: ...


class NoTransaction:
    """The checker of a script that is run by itself: whatever asks about a transaction cannot be told."""

    def ecdsa(self, signature: bytes, public_key: bytes, script_code: bytes, version: SigVersion) -> SignatureCheck:
        if not signature:
            return SignatureCheck("ecdsa", signature, public_key, False, "empty_signature")
        raise NotKnown("transaction")

    def schnorr(
        self, signature: bytes, public_key: bytes, annex: bytes | None, leaf: LeafContext | None
    ) -> SignatureCheck:
        raise NotKnown("transaction")

    def commitment(self, control_block: bytes, script: bytes, output_key: bytes) -> Proof:
        raise NotKnown("transaction")

    def lock_time(self, wanted: int) -> bool:
        raise NotKnown("transaction")

    def sequence(self, wanted: int) -> bool:
        raise NotKnown("transaction")
