"""Sighash types that leave something free, are no type, or are not the one that the input asks for."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.hash_types import (
    SIGHASH_ALL,
    SIGHASH_ANYONECANPAY,
    SIGHASH_DEFAULT,
    SIGHASH_SINGLE,
    hash_type_name,
)
from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.model.report import Facts
from txexplain.model.signing import SigVersion
from txexplain.psbt.known import Known
from txexplain.psbt.places import place_of

_SCHNORR_SIZE = 64
_VERSIONS = {SigVersion.BASE: "legacy", SigVersion.WITNESS_V0: "witness_v0", SigVersion.TAPROOT: "taproot"}


def find(known: Known) -> Iterator[PsbtCaution]:
    for number in range(len(known.psbt.inputs)):
        yield from _of_input(known, number)


def _of_input(known: Known, number: int) -> Iterator[PsbtCaution]:
    version = _version(known, number)
    stated, signed = known.data[number].sighash_type, dict.fromkeys(signed_types(known, number))
    if stated is not None and stated not in signed:
        yield from _of_type("sighash_stated", number, stated, version)
    for code in signed:
        yield from _of_type("sighash_signed", number, code, version)
        if stated is not None and code != stated:
            facts = Facts(stated=_name(stated, version), signed=_name(code, version))
            yield PsbtCaution("sighash_differs", CautionLevel.ERROR, input=number, facts=facts)
    if number >= len(known.tx.outputs) and version is not None:
        for code in dict.fromkeys([*signed, *([] if stated is None else [stated])]):
            if code & ~SIGHASH_ANYONECANPAY == SIGHASH_SINGLE:
                facts = Facts(variant=_VERSIONS[version], hash_type=_name(code, version))
                yield PsbtCaution("single_without_output", CautionLevel.ERROR, input=number, facts=facts)


def _of_type(key: str, number: int, code: int, version: SigVersion | None) -> Iterator[PsbtCaution]:
    """What that type leaves free, if it does; nothing is undefined where the kind of signature is not known."""
    is_default = code == SIGHASH_DEFAULT and version in (SigVersion.TAPROOT, None)
    if code == SIGHASH_ALL or is_default:
        return
    if hash_type_name(code) is None:
        yield PsbtCaution("sighash_undefined", CautionLevel.ERROR, input=number, facts=Facts(code=f"{code:02x}"))
    else:
        yield PsbtCaution(key, CautionLevel.WARNING, input=number, facts=Facts(hash_type=_name(code, version)))


def signed_types(known: Known, number: int) -> Iterator[int]:
    """Of the signatures that the input brings, those in its final scripts too."""
    data = known.data[number]
    yield from (signature[-1] for _, signature in data.signatures.values() if signature)
    schnorr = [data.key_path_signature, *data.script_path_signatures.values()]
    yield from (_schnorr_type(signature) for signature in schnorr if signature)
    if number < len(known.analysis.inputs):
        checks = (each.check for each in known.analysis.inputs[number].signatures if "_FINAL_" in each.field)
        yield from (check.hash_type for check in checks if check and check.hash_type is not None)


def _schnorr_type(signature: bytes) -> int:
    return signature[_SCHNORR_SIZE] if len(signature) > _SCHNORR_SIZE else SIGHASH_DEFAULT


def _version(known: Known, number: int) -> SigVersion | None:
    output = known.spent[number]
    return None if output is None else place_of(output, known.data[number]).version


def _name(code: int, version: SigVersion | None) -> str:
    return (
        hash_type_name(code, "ecdsa" if version in (SigVersion.BASE, SigVersion.WITNESS_V0) else "schnorr")
        or f"{code:02x}"
    )
