"""The scripts, by the rules of relay (Core: PolicyScriptChecks, CheckInputScripts)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.hexadecimal import display_hex
from txexplain.model.policy import PolicyReason
from txexplain.model.report import Facts
from txexplain.model.spend import Failure, InputVerdict, Verdict, Verification
from txexplain.policy.view import View

_NEWER, _MANDATORY = "mempool-script-verify-flag-failed", "mandatory-script-verify-flag-failed"
_NOT_MANDATORY = "non-mandatory-script-verify-flag"


def failing_scripts(view: View) -> Iterator[PolicyReason]:
    """Each input whose scripts fail. Core ends with the first."""
    for spend in view.verification.inputs if view.verification else ():
        if spend.standard is not None:
            yield _reason(view, spend, spend.standard)


def are_known(done: Verification) -> bool:
    """Whether the scripts of all inputs were run by the rules of relay."""
    return done.policy_known and all(map(_is_known, done.inputs))


def _is_known(spend: InputVerdict) -> bool:
    return spend.standard is not None or spend.verdict is not Verdict.UNKNOWN


def _reason(view: View, spend: InputVerdict, failure: Failure) -> PolicyReason:
    from txexplain.policy.sentences import sentence_of  # most scripts pass

    by_consensus = spend.today or (spend.run.failure if spend.verdict is Verdict.INVALID else None)
    name = _NEWER
    if not view.node.has_one_name_for_scripts:
        name = _MANDATORY if by_consensus else _NOT_MANDATORY
    sentence = sentence_of(failure, newest=view.node.has_newest_sentences)
    facts = Facts(failure.facts | {"code": failure.code})
    if by_consensus and by_consensus.code != failure.code:  # which the stricter run does not come to
        facts = Facts(facts | {"consensus_code": by_consensus.code})
    return PolicyReason(f"{name} ({sentence})", _detail(view, spend.vin), "script", "input", spend.vin, "", facts)


def _detail(view: View, vin: int) -> str:
    """Which input, as Core prints it; the number of the output has a sign there (Core: CScriptCheck)."""
    if not view.node.tells_input_of_script:
        return ""
    tx = view.report.tx
    txid, vout = tx.inputs[vin].outpoint
    ids = f"{display_hex(tx.txid)} (wtxid {display_hex(tx.wtxid)})"
    return f"input {vin} of {ids}, spending {display_hex(txid)}:{vout}"
