"""Pages on the bundled PSBTs: the stages of one payment, and what is left of them at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from txexplain.bundled import psbt_names
from txexplain.explain.document import Document
from txexplain.explain.pages.psbt_stages import carried_fields_page, psbt_stages_page
from txexplain.lessons.sessions import psbt_session_of
from txexplain.model.lesson import Show
from txexplain.model.psbt import Psbt, PsbtEntry
from txexplain.model.psbt_stages import CarriedField, PsbtStage
from txexplain.texts import Texts

_UNSIGNED_TX = "PSBT_GLOBAL_UNSIGNED_TX"


def stages(example: str, show: Show, texts: Texts) -> Document:
    """`stages`: the bundled PSBTs one after another, and the transaction that comes out."""
    finished = psbt_session_of(psbt_names()[-1]).transaction()
    return psbt_stages_page(tuple(psbt_stages()), finished.report.tx.size_bytes, texts)


def carried(example: str, show: Show, texts: Texts) -> Document:
    """`carried`: of each field of the PSBT, whether the finished transaction has it."""
    return carried_fields_page(example, tuple(carried_fields(example)), texts)


def psbt_stages() -> Iterator[PsbtStage]:
    before: Counter[str] | None = None
    for name in psbt_names():
        session = psbt_session_of(name)
        psbt = session.found.psbt
        fields = Counter(entry.field for entry in _entries(psbt))
        new, gone = (fields - before, before - fields) if before is not None else (Counter(), Counter())
        brought = sum(len(analysis.signatures) for analysis in session.analysis.inputs)
        yield PsbtStage(name, len(session.raw), brought, tuple(new), tuple(gone))
        before = fields


def carried_fields(name: str) -> Iterator[CarriedField]:
    """The fields of a PSBT that is complete, in the order of its maps."""
    session = psbt_session_of(name)
    raw = session.transaction().raw
    by_field: dict[str, list[PsbtEntry]] = {}
    for entry in _entries(session.found.psbt):
        by_field.setdefault(entry.field, []).append(entry)
    for field, entries in by_field.items():
        yield CarriedField(field, len(entries), all(_told(entry) in raw for entry in entries))


def _told(entry: PsbtEntry) -> bytes:
    """The value; of the unsigned transaction what stands between its version and its locktime."""
    return entry.value.data[4:-4] if entry.field == _UNSIGNED_TX else entry.value.data


def _entries(psbt: Psbt) -> Iterator[PsbtEntry]:
    for each in (psbt.globals, *psbt.inputs, *psbt.outputs):
        yield from each.entries
