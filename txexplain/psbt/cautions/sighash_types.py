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

_MAX_TYPE = 0xFF  # a signature has a byte for it
_NAMES = {SigVersion.BASE: "legacy", SigVersion.WITNESS_V0: "witness_v0", SigVersion.TAPROOT: "taproot"}


def find(known: Known) -> Iterator[PsbtCaution]:
    for number in range(len(known.psbt.inputs)):
        yield from _of_input(known, number)


def _of_input(known: Known, number: int) -> Iterator[PsbtCaution]:
    version, stated = known.version(number), known.data[number].sighash_type
    signed = dict.fromkeys(signed_types(known, number))
    asked_for = None if stated is None else (stated, version in (SigVersion.TAPROOT, None))
    if asked_for is not None and stated not in {code for code, _ in signed}:
        yield from _of_type("sighash_stated", known, number, *asked_for)
    for code, schnorr in signed:
        yield from _of_type("sighash_signed", known, number, code, schnorr)
        if asked_for is not None and code != stated:
            facts = Facts(stated=_name(*asked_for), signed=_name(code, schnorr))
            yield PsbtCaution("sighash_differs", CautionLevel.ERROR, input=number, facts=facts)


def _of_type(key: str, known: Known, number: int, code: int, schnorr: bool) -> Iterator[PsbtCaution]:
    """What that type leaves free, if it does. DEFAULT is one of Schnorr signatures alone."""
    if code == SIGHASH_ALL or (schnorr and code == SIGHASH_DEFAULT):
        return
    if hash_type_name(code) is None:
        facts = Facts(_undefined(known, number, code), code=f"{code:02x}")
        yield PsbtCaution("sighash_undefined", CautionLevel.ERROR, input=number, facts=facts)
    elif code & ~SIGHASH_ANYONECANPAY == SIGHASH_SINGLE and number >= len(known.tx.outputs):
        version = known.version(number)
        facts = Facts(variant=_NAMES[version] if version else "unknown", hash_type=_name(code, schnorr))
        yield PsbtCaution("single_without_output", CautionLevel.ERROR, input=number, facts=facts)
    else:
        yield PsbtCaution(key, CautionLevel.WARNING, input=number, facts=Facts(hash_type=_name(code, schnorr)))


def _undefined(known: Known, number: int, code: int) -> dict[str, str]:
    """Why a signature of that type cannot be valid; nothing where it can."""
    if code > _MAX_TYPE:
        return {"variant": "wide"}
    return {"variant": "taproot"} if known.version(number) is SigVersion.TAPROOT else {}


def signed_types(known: Known, number: int) -> Iterator[tuple[int, bool]]:
    """Of the signatures that the input brings, those in its final scripts too; and whether they are Schnorr's."""
    yield from known.data[number].signed_types
    if number < len(known.analysis.inputs):
        checks = (each.check for each in known.analysis.inputs[number].signatures if "_FINAL_" in each.field)
        for check in checks:
            if check is not None and check.hash_type is not None:
                yield check.hash_type, check.algorithm == "schnorr"


def _name(code: int, schnorr: bool) -> str:
    return hash_type_name(code, "schnorr" if schnorr else "ecdsa") or f"{code:02x}"
