"""Versions other than 1, 2 and 3: consensus takes any, relay policy only these (Core: TX_MAX_STANDARD_VERSION)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Finding, Level, Report

STANDARD_VERSIONS = (1, 2, 3)


def find(report: Report) -> Iterator[Finding]:
    if report.tx.version not in STANDARD_VERSIONS:
        yield Finding("unusual_version", Level.ODD, facts={"version": report.tx.version})
