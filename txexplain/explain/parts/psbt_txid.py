"""The txid of a PSBT: the final one once it is complete, before that what will still change it."""

from __future__ import annotations

from txexplain.explain.parts.kinds import has_trait
from txexplain.explain.parts.numbers import ranges
from txexplain.explain.parts.opening import heading_of
from txexplain.model.psbt import PsbtReport
from txexplain.model.psbt_analysis import PsbtVerification
from txexplain.model.script import NONSTANDARD
from txexplain.texts import Line, Texts

SHOWN_RANGES = 3


def psbt_heading(found: PsbtReport, told: PsbtVerification, texts: Texts) -> Line:
    """The heading of a page on a PSBT: with the txid of the finished transaction, where it is complete."""
    done = told.verification if told.complete else None
    return heading_of("psbt", found.report if done is None else done.report, texts)


def txid_note(found: PsbtReport, told: PsbtVerification, texts: Texts) -> Line:
    """That signing changes the txid: by the input scripts of inputs that are not segwit, which it covers. Nothing
    where it is final, and where no such input is known."""
    changing = [number for number in range(len(found.report.inputs)) if _is_signed_outside_the_witness(found, number)]
    if told.complete or not changing:
        return ()
    return texts.line("psbt", "txid_changes", inputs=ranges(changing, SHOWN_RANGES))


def _is_signed_outside_the_witness(found: PsbtReport, number: int) -> bool:
    """Or in a nested witness, whose redeem script stands in the input script."""
    spent = found.report.inputs[number].spent
    return spent is not None and spent.type.key != NONSTANDARD and not has_trait("program", "type", spent.type.key)
