"""A Lightning commitment transaction, told by how it hides its number (BOLT 3): 20 in lock time, 80 in sequence."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Certainty, Facts, Finding, Level, Report


def find(report: Report) -> Iterator[Finding]:
    """A finding where both marks are there and the input spends a 2-of-2 multisig."""
    tx = report.tx
    if len(tx.inputs) != 1 or tx.lock_time >> 24 != 0x20 or tx.inputs[0].sequence >> 24 != 0x80:
        return
    shapes = [shape for inner in report.inputs[0].inner_scripts for shape in inner.shapes]
    if any(shape.key == "multisig" and shape.facts["required"] == shape.facts["total"] == 2 for shape in shapes):
        obscured = (tx.inputs[0].sequence & 0xFFFFFF) << 24 | tx.lock_time & 0xFFFFFF
        facts = Facts(obscured_commitment_number=obscured)
        yield Finding("lightning_commitment", Level.FACT, Certainty.HEURISTIC, facts)
