"""Inscriptions whose fields most software does not read: a tag is an opcode where a push is meant."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Facts, Finding, Level, Report

_INSCRIPTION = "inscription"


def find(report: Report) -> Iterator[Finding]:
    """One for each input with such an envelope."""
    for vin, item in enumerate(report.inputs):
        for inner in item.inner_scripts:
            tags = [
                shape.facts["tag"] for shape in inner.shapes if shape.key == _INSCRIPTION and "tag" in shape.facts
            ]
            if tags:
                yield Finding("inscription_tag", Level.ODD, facts=Facts(vin=vin, tag=tags[0]))
