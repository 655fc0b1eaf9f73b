"""Amounts that only the PSBT states, and statements of one output that disagree (BIP143, BIP341)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.hash_types import SIGHASH_ANYONECANPAY
from txexplain.model.hexadecimal import display_hex
from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.model.report import NO_FACTS, Facts
from txexplain.model.signing import SigVersion
from txexplain.psbt.cautions.sighash_types import signed_types
from txexplain.psbt.known import Known


def find(known: Known) -> Iterator[PsbtCaution]:
    for number in range(len(known.spent)):
        yield from _disagreement(known, number)
    yield from _claimed(known)


def _disagreement(known: Known, number: int) -> Iterator[PsbtCaution]:
    """Between the whole transaction, the outpoint, and the output that is stated by itself."""
    parent, claimed = known.found.parents[number], known.psbt.inputs[number].claimed_output
    outpoint = known.tx.inputs[number].outpoint
    if parent is None:
        return
    if parent.tx.txid != outpoint.txid:
        facts = Facts(stated=display_hex(parent.tx.txid), spent=display_hex(outpoint.txid))
        yield PsbtCaution("parent_differs", CautionLevel.ERROR, input=number, facts=facts)
    elif outpoint.vout >= len(parent.tx.outputs):
        facts = Facts(vout=outpoint.vout, count=len(parent.tx.outputs))
        yield PsbtCaution("parent_has_no_such_output", CautionLevel.ERROR, input=number, facts=facts)
    elif claimed is not None:
        value_sat, script = parent.tx.outputs[outpoint.vout]
        if claimed.value_sat != value_sat:
            facts = Facts(claimed_sat=claimed.value_sat, value_sat=value_sat)
            yield PsbtCaution("amounts_disagree", CautionLevel.ERROR, input=number, facts=facts)
        if claimed.script_pubkey != script.data:
            facts = Facts(claimed=claimed.script_pubkey.hex(), script=script.data.hex())
            yield PsbtCaution("scripts_disagree", CautionLevel.ERROR, input=number, facts=facts)


def _claimed(known: Known) -> Iterator[PsbtCaution]:
    """Taproot signatures commit to all amounts, but with ANYONECANPAY as those of version 0 to the one of their input
    alone, older ones to none.

    With two such inputs a signer who is told the truth about one of them at a time signs both, and pays more than he
    was ever shown.
    """
    found = {number: version for number in range(len(known.spent)) if (version := _claimed_version(known, number))}
    alone = [number for number, version in found.items() if _commits_to_its_own(known, number, version)]
    for number, version in found.items():
        if version is SigVersion.BASE:
            yield PsbtCaution("claimed_amount_legacy", CautionLevel.WARNING, input=number)
        elif number in alone and len(alone) > 1:
            facts = Facts(variant="taproot") if version is SigVersion.TAPROOT else NO_FACTS
            yield PsbtCaution("claimed_amount", CautionLevel.WARNING, input=number, facts=facts)
        elif version is SigVersion.WITNESS_V0:
            yield PsbtCaution("claimed_amount_signed", CautionLevel.NOTE, input=number)


def _commits_to_its_own(known: Known, number: int, version: SigVersion) -> bool:
    """Whether a signature of the input commits to no other amount than its own."""
    if version is not SigVersion.TAPROOT:
        return version is SigVersion.WITNESS_V0
    codes = (known.data[number].sighash_type or 0, *(code for code, _ in signed_types(known, number)))
    return any(code & SIGHASH_ANYONECANPAY for code in codes)


def _claimed_version(known: Known, number: int) -> SigVersion | None:
    """By which rules signatures of the input are made, where it states its output by itself alone, and nothing beside
    the PSBT proves that."""
    is_claimed = known.psbt.inputs[number].claimed_output is not None and known.found.parents[number] is None
    return known.version(number) if is_claimed and number not in known.found.proven else None
