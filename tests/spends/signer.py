"""A checker that signs."""

from __future__ import annotations

from spends.keys import SCHNORR_STYLES, Order
from spends.scripts import push
from txexplain.crypto.checker import TransactionChecker
from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.taproot import taproot_sighash
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.crypto.taproot import leaf_hash
from txexplain.model.signing import LeafContext, Proof, SignatureCheck, SigVersion


class Signer:
    """Says yes where a placeholder meets its key, and makes the signature that belongs in its place.

    `groups` are placeholders that are taken out of a script code together: those of one OP_CHECKMULTISIG.
    """

    def __init__(
        self, fields: Fields, index: int, orders: dict[bytes, Order], groups: list[tuple[bytes, ...]]
    ) -> None:
        self._fields, self._index = fields, index
        self._orders = orders
        self._groups = {placeholder: group for group in groups for placeholder in group}
        self._transaction = TransactionChecker(fields, index)
        self.lock_time = self._transaction.lock_time
        self.sequence = self._transaction.sequence
        self.made: dict[bytes, bytes] = {}

    def ecdsa(self, signature: bytes, public_key: bytes, script_code: bytes, version: SigVersion) -> SignatureCheck:
        order = self._orders.get(signature)
        if order:
            self.sign_ecdsa(signature, script_code, version)
        fits = order is not None and order.style not in SCHNORR_STYLES and public_key[1:33] == order.key.x_only
        return SignatureCheck("ecdsa", signature, public_key, fits)

    def sign_ecdsa(self, placeholder: bytes, script_code: bytes, version: SigVersion) -> None:
        """Signs for the placeholder, and its group. What the engine should have taken out, is taken out here."""
        if placeholder in self.made:
            return
        together = self._groups.get(placeholder, (placeholder,))
        if version is SigVersion.BASE:
            for each in together:
                script_code = script_code.replace(push(each), b"")
            script_code = self.filled(script_code)
        build = witness_v0_sighash if version is SigVersion.WITNESS_V0 else legacy_sighash
        for each in together:
            order = self._orders[each]
            self.made[each] = order.ecdsa(build(self._fields, self._index, script_code, order.hash_type or 0).digest)

    def schnorr(
        self, signature: bytes, public_key: bytes, annex: bytes | None, leaf: LeafContext | None
    ) -> SignatureCheck:
        order = self._orders.get(signature)
        if order:
            self.sign_schnorr(signature, annex, leaf)
        fits = order is not None and public_key == order.key.x_only
        return SignatureCheck("schnorr", signature, public_key, fits, "" if fits else "mismatch")

    def sign_schnorr(self, placeholder: bytes, annex: bytes | None, leaf: LeafContext | None) -> None:
        if placeholder not in self.made:
            order = self._orders[placeholder]
            sighash = taproot_sighash(self._fields, self._index, order.hash_type or 0, annex, leaf)
            self.made[placeholder] = order.schnorr(sighash.digest if sighash else bytes(32))

    def commitment(self, control_block: bytes, script: bytes, output_key: bytes) -> Proof:
        leaf = leaf_hash(control_block[0] & 0xFE, script)
        return Proof("taproot_commitment", (("leaf_hash", leaf),), True)

    def filled(self, script: bytes) -> bytes:
        """The script with the signatures that were made."""
        for placeholder, signature in self.made.items():
            script = script.replace(push(placeholder), push(signature))
        return script
