"""Why no script runs any more, where a newer version has no rules yet."""

from __future__ import annotations

from txexplain.explain.parts.kinds import has_trait
from txexplain.model.report import InputReport
from txexplain.model.spend import Run, Verdict

_DISCOURAGED = ("DISCOURAGE_UPGRADABLE_TAPROOT_VERSION", "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM")


def why_nothing_more(item: InputReport, run: Run) -> str | None:
    """`leaf_version` or `program` where that has no rules and so ended the run; None where all was run."""
    discouraged = run.failure is not None and run.failure.code in _DISCOURAGED
    if not run.stages or not (run.verdict is Verdict.VALID or discouraged):
        return None
    last = run.stages[-1]
    if last.role == "taproot_commitment":
        return "leaf_version"
    if last.role == "redeem_script":
        return "program" if reveals_program_without_rules(item) else None
    spent = item.spent.type.key if item.spent else ""
    return "program" if last.role == "script_pubkey" and has_trait("without_rules", "type", spent) else None


def reveals_program_without_rules(item: InputReport) -> bool:
    """Whether what it reveals for a script hash is a witness program that has no rules there."""
    revealed = [shape.key for inner in item.inner_scripts for shape in inner.shapes if inner.role == "redeem_script"]
    return any(has_trait("without_rules", "type", key) for key in revealed)
