"""The messages that the signatures of an input sign, those that are there and those that may still be made."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.taproot import taproot_sighash
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.model.errors import NotKnown
from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_DEFAULT
from txexplain.model.psbt import PsbtMap, PsbtReport
from txexplain.model.psbt_analysis import PsbtInputAnalysis, PsbtMessage, PsbtMessages
from txexplain.model.report import SpentOutput
from txexplain.model.signing import LeafContext, Sighash, SigVersion
from txexplain.psbt.places import Place, place_of
from txexplain.psbt.signing_data import SigningData, leaf_hashes_of
from txexplain.script.machine import NO_CODE_SEPARATOR

_KEY_PATH = b""


def messages_of(found: PsbtReport, analysis: PsbtInputAnalysis, index: int) -> PsbtMessages:
    """The messages of the input, each once: first those that were signed, then those that nobody has signed yet."""
    made = {
        (signature.check.sighash.digest, signature.leaf_hash): signature.check.sighash
        for signature in analysis.signatures
        if signature.check is not None and signature.check.sighash is not None
    }
    try:
        asked = [] if analysis.is_final else list(_asked_for(found, index))
    except NotKnown as unknown:
        asked, lacks = [], unknown.what
    else:
        lacks = "" if asked or made else "script"
    for leaf, sighash in asked:
        made.setdefault((sighash.digest, leaf), sighash)
    each = found.psbt.inputs[index]
    told = tuple(_message(sighash, leaf, each, analysis) for (_, leaf), sighash in made.items())
    return PsbtMessages(index, told, lacks)


def _message(sighash: Sighash, leaf: bytes, each: PsbtMap, analysis: PsbtInputAnalysis) -> PsbtMessage:
    checks = [
        signature.check
        for signature in analysis.signatures
        if signature.check is not None
        and signature.leaf_hash == leaf
        and signature.check.sighash is not None
        and signature.check.sighash.digest == sighash.digest
    ]
    signed = {check.public_key for check in checks if check.passes}
    stated = {entry.key_data.data: leaf_hashes_of(entry) for entry in each.all("PSBT_IN_TAP_BIP32_DERIVATION")}
    may_sign = tuple(
        signer.key
        for signer in analysis.signers
        if signer.state == "may_sign"
        and signer.key not in signed
        and (not leaf or leaf in stated.get(signer.key, ()))
    )
    return PsbtMessage(sighash, leaf, tuple(sorted(checks, key=lambda check: not check.passes)), may_sign)


def _asked_for(found: PsbtReport, index: int) -> Iterator[tuple[bytes, Sighash]]:
    """What is still to be signed, with the sighash type that the PSBT asks for, by leaf. Raises NotKnown."""
    spent = [_coin(found, number) for number in range(len(found.report.inputs))]
    output = spent[index]
    if output is None:
        raise NotKnown("spent_output", ())
    data, fields = SigningData(found.psbt.inputs[index]), Fields(found.psbt.tx, spent)
    place = place_of(output, data)
    if place.version is SigVersion.TAPROOT:
        yield from _taproot(place, fields, index, data.sighash_type or SIGHASH_DEFAULT)
    elif place.script is not None:
        build = witness_v0_sighash if place.version is SigVersion.WITNESS_V0 else legacy_sighash
        yield _KEY_PATH, build(fields, index, place.script, data.sighash_type or SIGHASH_ALL)


def _taproot(place: Place, fields: Fields, index: int, hash_type: int) -> Iterator[tuple[bytes, Sighash]]:
    leaves = [None, *(LeafContext(leaf, NO_CODE_SEPARATOR) for leaf in place.leaves)]
    for leaf in leaves:
        sighash = taproot_sighash(fields, index, hash_type, None, leaf)
        if sighash is not None:
            yield leaf.leaf_hash if leaf else _KEY_PATH, sighash


def _coin(found: PsbtReport, number: int) -> SpentOutput | None:
    coin = found.report.inputs[number].spent
    return coin and SpentOutput(coin.value_sat, coin.script.slice.data)
