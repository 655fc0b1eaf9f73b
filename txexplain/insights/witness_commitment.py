"""A coinbase's commitment to the witnesses of its block (BIP141): the last output of that form counts."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Facts, Finding, Level, Report

_HEAD = bytes.fromhex("6a24aa21a9ed")


def find(report: Report) -> Iterator[Finding]:
    if not report.tx.is_coinbase or not _has_reserved_value(report):
        return
    for index, output in reversed(list(enumerate(report.outputs))):
        script = output.script.slice
        if len(script.data) >= 38 and script.data.startswith(_HEAD):
            yield Finding("witness_commitment", Level.FACT, facts=Facts(vout=index), spans=(script.span,))
            return


def _has_reserved_value(report: Report) -> bool:
    """Whether the witness is the one item of 32 bytes without which no commitment counts."""
    return [len(item.data) for item in report.tx.inputs[0].witness] == [32]
