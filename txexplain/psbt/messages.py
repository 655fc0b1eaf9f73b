"""The messages that the signatures of an input sign, those that are there and those that may still be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.taproot import is_defined, taproot_sighash
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.model.errors import NotKnown
from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_DEFAULT
from txexplain.model.psbt import PsbtMap, PsbtReport
from txexplain.model.psbt_analysis import PsbtInputAnalysis, PsbtMessage, PsbtMessages
from txexplain.model.signing import LeafContext, Sighash, SigVersion
from txexplain.psbt.musig import signs_by_key_path
from txexplain.psbt.places import Place, place_of
from txexplain.psbt.signing_data import SigningData, leaf_hashes_of
from txexplain.script.machine import NO_CODE_SEPARATOR
from txexplain.wire.output_scripts import is_pay_to_taproot

_KEY_PATH = b""
_MAX_TYPE = 0xFF  # a signature has a byte for it


class Messages:
    """The messages of a PSBT, input by input; what they have in common is worked out once."""

    def __init__(self, found: PsbtReport) -> None:
        self.found = found
        self.fields = Fields(found.psbt.tx, [item.spent_output for item in found.report.inputs])
        self.lacks_script = any(each.waits_for_script for each in found.psbt.outputs)

    def of_input(self, vin: int, analysis: PsbtInputAnalysis) -> PsbtMessages:
        """Each once: first those that were signed, then those that nobody has signed yet."""
        made = {
            (signature.check.sighash.digest, signature.leaf_hash): signature.check.sighash
            for signature in analysis.signatures
            if signature.check is not None and signature.check.sighash is not None
        }
        each, lacks = self.found.psbt.inputs[vin], ""
        try:
            for leaf, sighash in () if analysis.is_final else self._asked_for(each):
                made.setdefault((sighash.digest, leaf), sighash)
        except NotKnown as unknown:
            lacks = unknown.what
        told = tuple(
            _message(sighash, leaf, partial(self._is_for, each, leaf), analysis)
            for (_, leaf), sighash in made.items()
        )
        return PsbtMessages(vin, told, lacks)

    def _is_for(self, each: PsbtMap, leaf: bytes, key: bytes) -> bool:
        """Whether the key signs in that leaf or, of taproot, by the key path; elsewhere all that are asked for do."""
        spent = self.fields.spent_output(each.number)
        if not is_pay_to_taproot(spent.script_pubkey):
            return True
        stated = each.all("PSBT_IN_TAP_BIP32_DERIVATION")
        leaves = {entry.key_data.data: leaf_hashes_of(entry) for entry in stated}.get(key, ())
        return leaf in leaves if leaf else signs_by_key_path(SigningData(each), key, spent.script_pubkey[2:])

    def _asked_for(self, each: PsbtMap) -> Iterator[tuple[bytes, Sighash]]:
        """What is still to be signed. Raises NotKnown; also while an output has no script (BIP375)."""
        if self.lacks_script:
            raise NotKnown("silent_payment_script")
        return _asked_for(each, self.fields)


def _message(
    sighash: Sighash, leaf: bytes, is_for: Callable[[bytes], bool], analysis: PsbtInputAnalysis
) -> PsbtMessage:
    """`is_for` tells which keys sign it."""
    checks = [
        signature.check
        for signature in analysis.signatures
        if signature.check is not None
        and signature.leaf_hash == leaf
        and signature.check.sighash is not None
        and signature.check.sighash.digest == sighash.digest
    ]
    signed = {check.public_key for check in checks if check.passes}
    may_sign = tuple(
        signer.key
        for signer in analysis.signers
        if signer.state == "may_sign" and signer.key not in signed and is_for(signer.key)
    )
    return PsbtMessage(sighash, leaf, tuple(sorted(checks, key=lambda check: not check.passes)), may_sign)


def _asked_for(each: PsbtMap, fields: Fields) -> Iterator[tuple[bytes, Sighash]]:
    """What is still to be signed, with the sighash type that the PSBT asks for, by leaf. Raises NotKnown."""
    data, index = SigningData(each), each.number
    place = place_of(fields.spent_output(index), data)
    taproot = place.version is SigVersion.TAPROOT
    hash_type = data.sighash_type
    if hash_type is None:
        hash_type = SIGHASH_DEFAULT if taproot else SIGHASH_ALL
    if not place.rules:
        raise NotKnown("no_rules")
    if hash_type > _MAX_TYPE or (taproot and not is_defined(hash_type)):
        raise NotKnown("sighash_type")
    if taproot:
        yield from _taproot(place, fields, index, hash_type, key_path=not data.without_key_path)
    elif place.script is None:
        raise NotKnown("script")
    else:
        build = witness_v0_sighash if place.version is SigVersion.WITNESS_V0 else legacy_sighash
        yield _KEY_PATH, build(fields, index, place.script, hash_type)


def _taproot(
    place: Place, fields: Fields, index: int, hash_type: int, *, key_path: bool
) -> Iterator[tuple[bytes, Sighash]]:
    leaves = [*([None] if key_path else []), *(LeafContext(leaf, NO_CODE_SEPARATOR) for leaf in place.leaves)]
    if not leaves:
        raise NotKnown("leaf")
    for leaf in leaves:
        sighash = taproot_sighash(fields, index, hash_type, None, leaf)
        if sighash is None:
            raise NotKnown("single_output")
        yield leaf.leaf_hash if leaf else _KEY_PATH, sighash
