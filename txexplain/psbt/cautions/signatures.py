"""Signatures that are not valid, and those by keys that no script names."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution, PsbtInputAnalysis, PsbtSignature
from txexplain.model.report import Facts
from txexplain.model.spend import Verdict
from txexplain.psbt.known import Known


def find(known: Known) -> Iterator[PsbtCaution]:
    for number, each in enumerate(known.analysis.inputs):
        yield from _of_input(number, each)


def _of_input(number: int, found: PsbtInputAnalysis) -> Iterator[PsbtCaution]:
    for signature in found.signatures:
        if signature.verdict is Verdict.INVALID:
            yield PsbtCaution("signature_invalid", CautionLevel.ERROR, input=number, facts=_facts(signature))
        elif signature.asked_for is False:
            yield PsbtCaution("signature_not_asked_for", CautionLevel.WARNING, input=number, facts=_facts(signature))
    if found.obstacle == "final_scripts":
        yield PsbtCaution("final_scripts_invalid", CautionLevel.ERROR, input=number)


def _facts(signature: PsbtSignature) -> Facts:
    named = {"public_key": signature.key.hex()} if signature.key else {"variant": "unnamed"}
    return Facts(named, field=signature.field, reason=signature.reason)
