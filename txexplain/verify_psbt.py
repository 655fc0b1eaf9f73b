"""A PsbtReport to a PsbtAnalysis: who comes next as a node sees it, every signature judged, and what to mistrust."""

from __future__ import annotations

from txexplain.model.arguments import check_type
from txexplain.model.hash_types import SIGHASH_DEFAULT
from txexplain.model.psbt import PsbtReport
from txexplain.model.psbt_analysis import PsbtAnalysis, PsbtInputAnalysis
from txexplain.model.report import SpentOutput
from txexplain.psbt.analyse import PsbtAnalyser
from txexplain.psbt.cautions import cautions
from txexplain.psbt.change import output_views
from txexplain.psbt.judge import judge
from txexplain.psbt.known import Known
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
    inputs = (_with_signatures(analyser, number, each) for number, each in enumerate(found.inputs))
    found = found._replace(inputs=tuple(inputs))
    known = Known(analyser, found)
    return found._replace(outputs=tuple(output_views(known)), cautions=tuple(cautions(known)))


def _with_signatures(analyser: PsbtAnalyser, number: int, found: PsbtInputAnalysis) -> PsbtInputAnalysis:
    each, output, checker = analyser.found.psbt.inputs[number], analyser.spent[number], analyser.checkers[number]
    data = SigningData(each)
    nobody = Nobody(checker, analyser.fields, number, data.sighash_type or SIGHASH_DEFAULT)
    signatures = tuple(judge(each, output, checker, nobody))
    finished = data.final or (None if output is None else _finished(data, nobody, output))
    suffice = found.is_final or (data.final is None and finished is not None)
    found = found._replace(signatures=signatures, signatures_suffice=suffice, finished=finished)
    return found._replace(signers=tuple(stated_keys(each, output, found)))


def _finished(data: SigningData, nobody: Nobody, output: SpentOutput) -> tuple[bytes, tuple[bytes, ...]] | None:
    """The scriptSig and witness that the signatures make, where they suffice."""
    solution = solve(data, nobody, output.script_pubkey)
    return (solution.script_sig, solution.witness) if solution.complete else None
