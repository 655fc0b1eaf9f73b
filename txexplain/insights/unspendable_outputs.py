"""Outputs whose script cannot succeed or is open to anybody, by its form alone."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Finding, Level, OutputReport, Report
from txexplain.model.script import MAX_SCRIPT_SIZE


def find(report: Report) -> Iterator[Finding]:
    """The first output of each kind: with an empty script, with one that is too long, with one cut short."""
    seen = set()
    for index, output in enumerate(report.outputs):
        key = _oddity(output)
        if key is not None and key not in seen:
            seen.add(key)
            facts = {"index": index, "size_bytes": len(output.script.piece.data)}
            yield Finding(key, Level.ODD, facts=facts, spans=(output.script.piece.span,))


def _oddity(output: OutputReport) -> str | None:
    script = output.script
    if not script.piece.data:
        return "empty_output_script"
    if len(script.piece.data) > MAX_SCRIPT_SIZE:
        return "oversized_output_script"
    return "truncated_push" if script.instructions[-1].flaw else None
