"""The outputs that are spent and what they ask for outside the witness (Core: ValidateInputsStandardness)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.policy import PolicyReason
from txexplain.model.report import Facts, InputReport
from txexplain.model.script import NONSTANDARD
from txexplain.policy.view import View
from txexplain.wire.output_scripts import is_pay_to_script_hash, witness_program
from txexplain.wire.sigops import count, executed_legacy

_NAME = "bad-txns-nonstandard-inputs"
_MAX_P2SH_SIGOPS = 15
_WITNESS_UNKNOWN, _ANCHOR = "witness_unknown", "anchor"


def bip54_sigops(view: View) -> Iterator[PolicyReason]:
    """More signature checks outside the witness than BIP54 allows (Core: CheckSigopsBIP54)."""
    limit = view.node.legacy_sigops
    if limit is None:
        return
    sigops = sum(
        executed_legacy(item.txin.script_sig.data, item.spent.script.slice.data)
        for item in view.report.inputs
        if item.spent
    )
    if sigops > limit:
        detail = _detail(view, "non-witness sigops exceed bip54 limit")
        yield PolicyReason(_NAME, detail, "bip54_sigops", since="29.1", facts=Facts(sigops=sigops, limit=limit))


def spent_type(view: View) -> Iterator[PolicyReason]:
    """A spent script of no known type, or a witness program that means nothing yet."""
    for index, item in enumerate(view.report.inputs):
        key = item.spent.type.key if item.spent else ""
        if key == NONSTANDARD:
            detail = _detail(view, f"input {index} script unknown")
            facts = Facts(type=NONSTANDARD)
            yield PolicyReason(_NAME, detail, "input_script_unknown", "input", index, "0.6", facts)
        elif item.spent and (key == _WITNESS_UNKNOWN or (key == _ANCHOR and not view.node.knows_anchors)):
            detail = _detail(view, f"input {index} witness program is undefined")
            found = witness_program(item.spent.script.slice)
            facts = Facts(version=found.version, size_bytes=len(found.program.data)) if found else Facts()
            yield PolicyReason(_NAME, detail, "input_witness_undefined", "input", index, "0.6", facts)


def p2sh(view: View) -> Iterator[PolicyReason]:
    """What the scriptSig of a script hash pushes: nothing, what cannot be run, or a script of too many checks."""
    for index, item in enumerate(view.report.inputs):
        if item.spent and is_pay_to_script_hash(item.spent.script.slice.data):
            yield from _p2sh(view, index, item)


def _p2sh(view: View, index: int, item: InputReport) -> Iterator[PolicyReason]:
    from txexplain.policy.pushed import pushed_by  # most spend no script hash

    pushed = pushed_by(item.txin.script_sig.data)
    if pushed is None:
        return
    if pushed.code:
        from txexplain.policy.sentences import SCRIPT_SENTENCES

        detail = _detail(view, f"p2sh scriptsig malformed (input {index}: {SCRIPT_SENTENCES[pushed.code]})")
        yield PolicyReason(_NAME, detail, "p2sh_malformed", "input", index, "0.6", Facts(code=pushed.code))
    elif pushed.last is None:
        detail = _detail(view, f"input {index} P2SH redeemscript missing")
        yield PolicyReason(_NAME, detail, "p2sh_redeem_missing", "input", index, "0.6")
    elif (sigops := count(pushed.last, accurate=True)) > _MAX_P2SH_SIGOPS:
        limit = f"input {index}: {sigops} > {_MAX_P2SH_SIGOPS}"
        detail = _detail(view, f"p2sh redeemscript sigops exceed limit ({limit})")
        facts = Facts(sigops=sigops, limit=_MAX_P2SH_SIGOPS)
        yield PolicyReason(_NAME, detail, "p2sh_sigops", "input", index, "0.10", facts)


def _detail(view: View, text: str) -> str:
    return text if view.node.details_inputs else ""
