"""One output that two inputs spend, which consensus forbids (CVE-2018-17144)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.model.report import Facts
from txexplain.psbt.known import Known


def find(known: Known) -> Iterator[PsbtCaution]:
    first: dict[object, int] = {}
    for number, txin in enumerate(known.tx.inputs):
        earlier = first.setdefault(txin.outpoint, number)
        if earlier != number:
            yield PsbtCaution("spent_twice", CautionLevel.ERROR, input=number, facts=Facts(first=earlier))
