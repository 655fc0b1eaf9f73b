"""Answers what a running script asks about its transaction (Core: GenericTransactionSignatureChecker)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from txexplain.crypto import ecdsa, schnorr
from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.taproot import taproot_sighash
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.crypto.taproot import prove_commitment
from txexplain.model.hash_types import SIGHASH_DEFAULT
from txexplain.model.report import SpentOutput
from txexplain.model.signing import LeafContext, Proof, Sighash, SignatureCheck, SigVersion
from txexplain.model.transaction import Transaction
from txexplain.wire.keys import is_public_key_size
from txexplain.wire.regions import parts_of
from txexplain.wire.timelocks import meets_lock_time, meets_sequence

_SCHNORR_SIZE = 64


class TransactionChecker:
    """The checker of one input. What was checked once is remembered, so that a second run costs next to nothing.

    `fields` are shared by the inputs of a transaction; `tick` is called at every check that takes curve arithmetic.
    Where the checks are not to be `shown`, they have neither the numbers nor the parts of the signature.
    """

    def __init__(
        self, fields: Fields, index: int, tick: Callable[[], None] = lambda: None, *, shown: bool = True
    ) -> None:
        self._fields = fields
        self._index = index
        self._tick = tick
        self._shown = shown
        self._checks: dict[tuple[object, ...], SignatureCheck] = {}
        self._sighashes: dict[tuple[bytes, int, bool], Sighash] = {}
        self._proofs: dict[tuple[bytes, bytes, bytes], Proof] = {}

    def ecdsa(self, signature: bytes, public_key: bytes, script_code: bytes, version: SigVersion) -> SignatureCheck:
        """The signature with its hash type against the key (Core: CheckECDSASignature).

        Raises NotKnown where the message needs a spent output that is not known.
        """
        key = (signature, public_key, script_code, version is SigVersion.WITNESS_V0)
        found = self._checks.get(key)
        if found is None:
            found = self._checks[key] = self._ecdsa(signature, public_key, script_code, version)
        return found

    def _ecdsa(self, signature: bytes, public_key: bytes, script_code: bytes, version: SigVersion) -> SignatureCheck:
        if not is_public_key_size(public_key):
            return SignatureCheck("ecdsa", signature, public_key, False, "bad_public_key")
        if not signature:
            return SignatureCheck("ecdsa", signature, public_key, False, "empty_signature")
        hash_type = signature[-1]
        if version is SigVersion.WITNESS_V0 and self._fields.spent_output(self._index).value_sat < 0:
            return SignatureCheck("ecdsa", signature, public_key, False, "negative_amount", hash_type)
        sighash = self._sighash(script_code, hash_type, version)
        self._tick()
        passes, reason, working = ecdsa.verify(signature[:-1], public_key, sighash.digest, self._shown)
        encoding = parts_of("ecdsa_signature", signature) if self._shown else ()
        return SignatureCheck("ecdsa", signature, public_key, passes, reason, hash_type, sighash, working, encoding)

    def _sighash(self, script_code: bytes, hash_type: int, version: SigVersion) -> Sighash:
        is_v0 = version is SigVersion.WITNESS_V0
        key = (script_code, hash_type, is_v0)
        found = self._sighashes.get(key)
        if found is None:
            build = witness_v0_sighash if is_v0 else legacy_sighash
            found = self._sighashes[key] = build(self._fields, self._index, script_code, hash_type)
        return found

    def schnorr(
        self, signature: bytes, public_key: bytes, annex: bytes | None, leaf: LeafContext | None
    ) -> SignatureCheck:
        """The signature, with a hash type or without, against a key of 32 bytes (Core: CheckSchnorrSignature).

        Where it does not pass, the reason is Core's script error, or for a signature that does not fit (SCHNORR_SIG)
        one of those of `schnorr.verify`. Raises NotKnown as `ecdsa` does.
        """
        key = (signature, public_key, annex, leaf)
        if key not in self._checks:
            self._checks[key] = self._schnorr(signature, public_key, annex, leaf)
        return self._checks[key]

    def _schnorr(
        self, signature: bytes, public_key: bytes, annex: bytes | None, leaf: LeafContext | None
    ) -> SignatureCheck:
        if len(signature) not in (_SCHNORR_SIZE, _SCHNORR_SIZE + 1):
            return SignatureCheck("schnorr", signature, public_key, False, "SCHNORR_SIG_SIZE")
        hash_type = signature[_SCHNORR_SIZE] if len(signature) > _SCHNORR_SIZE else SIGHASH_DEFAULT
        explicit_default = len(signature) > _SCHNORR_SIZE and hash_type == SIGHASH_DEFAULT
        sighash = None if explicit_default else taproot_sighash(self._fields, self._index, hash_type, annex, leaf)
        if sighash is None:
            return SignatureCheck("schnorr", signature, public_key, False, "SCHNORR_SIG_HASHTYPE", hash_type)
        self._tick()
        passes, reason, working = schnorr.verify(signature[:_SCHNORR_SIZE], public_key, sighash.digest, self._shown)
        encoding = parts_of("schnorr_signature", signature) if self._shown else ()
        return SignatureCheck("schnorr", signature, public_key, passes, reason, hash_type, sighash, working, encoding)

    def commitment(self, control_block: bytes, script: bytes, output_key: bytes) -> Proof:
        """Whether the script is in the tree that the output key commits to."""
        key = (control_block, script, output_key)
        if key not in self._proofs:
            self._tick()
            self._proofs[key] = prove_commitment(control_block, script, output_key)
        return self._proofs[key]

    def lock_time(self, wanted: int) -> bool:
        """Whether the lock time is of the same kind, at least `wanted`, and counts (Core: CheckLockTime)."""
        tx = self._fields.tx
        return meets_lock_time(wanted, tx.lock_time, tx.inputs[self._index].sequence)

    def sequence(self, wanted: int) -> bool:
        """Whether the sequence is a relative lock of the same kind, at least `wanted` (Core: CheckSequence)."""
        tx = self._fields.tx
        return meets_sequence(wanted, tx.inputs[self._index].sequence, tx.version)


def checkers(
    tx: Transaction,
    spent: Sequence[SpentOutput | None],
    tick: Callable[[], None] = lambda: None,
    *,
    shown: bool = True,
) -> list[TransactionChecker]:
    """A checker for each input, which share what their messages have in common."""
    fields = Fields(tx, spent)
    return [TransactionChecker(fields, index, tick, shown=shown) for index in range(len(tx.inputs))]
