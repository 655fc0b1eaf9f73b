"""What a running script asks about the transaction it is in (Core: BaseSignatureChecker)."""

from __future__ import annotations

from typing import Protocol

from txexplain.model.errors import NotKnown
from txexplain.model.signing import LeafContext, Proof, SignatureCheck, SigVersion
from txexplain.model.spend import AssumedTransaction
from txexplain.wire.timelocks import meets_lock_time, meets_sequence


class Checker(Protocol):
    """Each question raises NotKnown where what it needs was not given."""

    def ecdsa(self, signature: bytes, public_key: bytes, script_code: bytes, version: SigVersion) -> SignatureCheck:
        """The signature with its hash type against the key (Core: CheckECDSASignature)."""

    def schnorr(
        self, signature: bytes, public_key: bytes, annex: bytes | None, leaf: LeafContext | None
    ) -> SignatureCheck:
        """The signature, with a hash type or without, against a key of 32 bytes (Core: CheckSchnorrSignature)."""

    def commitment(self, control_block: bytes, script: bytes, output_key: bytes) -> Proof:
        """Whether the script is in the tree that the output key commits to (Core: VerifyTaprootCommitment)."""

    def lock_time(self, wanted: int) -> bool:
        """Whether the lock time of the transaction is at least that (Core: CheckLockTime)."""

    def sequence(self, wanted: int) -> bool:
        """Whether the sequence of the input waits at least so long (Core: CheckSequence)."""


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


class LocksOnly(NoTransaction):
    """The checker of a script around which only what timelocks look at is assumed."""

    def __init__(self, transaction: AssumedTransaction) -> None:
        self._transaction = transaction

    def lock_time(self, wanted: int) -> bool:
        return meets_lock_time(wanted, self._transaction.lock_time, self._transaction.sequence)

    def sequence(self, wanted: int) -> bool:
        return meets_sequence(wanted, self._transaction.sequence, self._transaction.version)
