"""A PsbtReport to a PsbtAnalysis: who comes next as a node sees it, every signature judged, and what to mistrust."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.crypto.checker import TransactionChecker
from txexplain.crypto.sighash.fields import Fields
from txexplain.model.arguments import check_type
from txexplain.model.hash_types import SIGHASH_DEFAULT
from txexplain.model.psbt import PsbtMap, PsbtReport
from txexplain.model.psbt_analysis import PsbtAnalysis, PsbtCaution, PsbtInputAnalysis, PsbtSignature
from txexplain.model.report import SpentOutput
from txexplain.model.spend import Verdict
from txexplain.psbt.analyse import PsbtAnalyser
from txexplain.psbt.cautions import cautions
from txexplain.psbt.cautions.timelocks import UNMET
from txexplain.psbt.change import output_views
from txexplain.psbt.judge import judge
from txexplain.psbt.known import Known
from txexplain.psbt.named_keys import keys_without_origin
from txexplain.psbt.places import place_of
from txexplain.psbt.signers import Nobody
from txexplain.psbt.signing_data import SigningData
from txexplain.psbt.solve import solve
from txexplain.psbt.stated_keys import stated_keys


def verify_psbt(report: PsbtReport) -> PsbtAnalysis:
    """What lacks, who comes next, what the transaction will take and pay, whose signatures are valid, which outputs
    are claimed to be change, and what a signer should mistrust."""
    check_type("report", report, PsbtReport)
    analyser = PsbtAnalyser(report)
    found = analyser.analysis()
    spent = _spent_outputs(report, analyser)
    fields = Fields(report.psbt.tx, spent)
    maps = zip(report.psbt.inputs, spent, found.inputs, strict=False)
    found = found._replace(inputs=tuple(_with_signatures(each, fields, output, told) for each, output, told in maps))
    found = found._replace(likely_vsize_vb=_likely_vsize_vb(found, report))
    known = Known(analyser, found)
    told_of = tuple(cautions(known))
    inputs = tuple(_with_timelock(number, each, told_of) for number, each in enumerate(found.inputs))
    return found._replace(inputs=inputs, outputs=tuple(output_views(known)), cautions=told_of)


def _spent_outputs(report: PsbtReport, analyser: PsbtAnalyser) -> list[SpentOutput | None]:
    """As a node takes them from the PSBT, else as they were told beside it."""
    coins = [each.spent_output for each in report.report.inputs]
    return [
        spent if parent or claimed else coin
        for spent, parent, claimed, coin in zip(analyser.spent, report.parents, report.claimed, coins, strict=True)
    ]


def _with_signatures(
    each: PsbtMap, fields: Fields, output: SpentOutput | None, found: PsbtInputAnalysis
) -> PsbtInputAnalysis:
    checker, data = TransactionChecker(fields, each.number), SigningData(each)
    nobody = Nobody(checker, fields, each.number, data.sighash_type or SIGHASH_DEFAULT)
    signatures = tuple(judge(each, output, checker, nobody))
    finished = data.final or (None if output is None else _finished(data, nobody, output))
    suffice = found.is_final or (data.final is None and finished is not None)
    found = found._replace(
        signatures=signatures,
        signatures_suffice=suffice,
        finished=finished,
        has_final_scripts=data.final is not None,
        hindrance="" if finished else _hindrance(data, output, signatures),
    )
    found = found._replace(signers=tuple(stated_keys(each, output, found)))
    if output is None or finished is not None:
        return found
    place = place_of(output, data)
    known = [*(signature.key for signature in found.signatures), *(signer.key for signer in found.signers)]
    others = keys_without_origin(place, data, known)
    script_known = place.script is not None or bool(place.output_key) or not place.rules
    return found._replace(other_keys=others, script_known=script_known)


def _hindrance(data: SigningData, output: SpentOutput | None, signatures: Sequence[PsbtSignature]) -> str:
    """See PsbtInputAnalysis."""
    if data.types_disagree:
        return "sighash_type"
    if any(each.verdict is Verdict.VALID and each.policy for each in signatures):
        return "policy"
    return "" if output is None or place_of(output, data).rules else "no_rules"


def _with_timelock(number: int, each: PsbtInputAnalysis, cautions: Sequence[PsbtCaution]) -> PsbtInputAnalysis:
    """Hindered by a timelock that is not met, where nothing else hinders it."""
    keys = (caution.key for caution in cautions if caution.input == number)
    is_locked = not each.finished and any(key in UNMET for key in keys)
    return each._replace(hindrance="timelock") if is_locked and not each.hindrance else each


def _likely_vsize_vb(found: PsbtAnalysis, report: PsbtReport) -> int | None:
    """As a node estimates it, but for a key path that nobody has the key of."""
    data = (
        SigningData(each) for each, told in zip(report.psbt.inputs, found.inputs, strict=False) if not told.finished
    )
    return None if any(each.without_key_path for each in data) else found.estimated_vsize_vb


def _finished(data: SigningData, nobody: Nobody, output: SpentOutput) -> tuple[bytes, tuple[bytes, ...]] | None:
    """The scriptSig and witness that the signatures make, where they suffice and are of the type that is stated."""
    if data.types_disagree:
        return None
    solution = solve(data, nobody, output.script_pubkey)
    return (solution.script_sig, solution.witness) if solution.complete else None
