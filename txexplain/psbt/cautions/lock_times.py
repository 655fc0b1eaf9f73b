"""Lock times that inputs require and that no lock time can have at once: heights here, times there (BIP370)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.psbt import PsbtMap
from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.model.report import Facts
from txexplain.psbt.known import Known

_FIELDS = {"height": "PSBT_IN_REQUIRED_HEIGHT_LOCKTIME", "time": "PSBT_IN_REQUIRED_TIME_LOCKTIME"}
_OTHER = {"height": "time", "time": "height"}


def find(known: Known) -> Iterator[PsbtCaution]:
    """Each input that takes one kind alone, where another takes the other kind alone."""
    required = [_only_required(each) for each in known.psbt.inputs]
    kinds = [each[0] if each else "" for each in required]
    if not {*_OTHER} <= {*kinds}:
        return
    for number, each in enumerate(required):
        if each:
            kind, lock_time = each
            facts = Facts(variant=kind, wanted_lock_time=lock_time, other=kinds.index(_OTHER[kind]))
            yield PsbtCaution("lock_times_disagree", CautionLevel.ERROR, input=number, facts=facts)


def _only_required(each: PsbtMap) -> tuple[str, int] | None:
    """The kind and the number that an input requires, where it does not leave a choice."""
    found = [
        (kind, int.from_bytes(entry.value.data, "little"))
        for kind, field in _FIELDS.items()
        for entry in each.all(field)
    ]
    return found[0] if len(found) == 1 else None
