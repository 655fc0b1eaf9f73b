"""What a page on a PSBT begins with: what it is to do, a picture of the money, and the answer."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Heading, Paragraph
from txexplain.explain.parts.findings import callouts, is_told_by_relay, noticed
from txexplain.explain.parts.flow import flow
from txexplain.explain.parts.opening import byline, gist
from txexplain.explain.parts.psbt_answer import answer_facts
from txexplain.explain.parts.psbt_cautions import caution_callouts
from txexplain.model.examples import Example
from txexplain.model.policy import Relay
from txexplain.model.psbt import PsbtReport
from txexplain.model.psbt_analysis import PsbtCaution, PsbtVerification
from txexplain.model.report import Facts
from txexplain.texts import Texts

_TOLD_AS_CAUTIONS = ("bad-txns-inputs-duplicate", "bad-txns-in-belowout")
_NOT_YET = ("bad-txns-vin-empty", *_TOLD_AS_CAUTIONS)  # what only a finished transaction must not be


def psbt_opening(
    found: PsbtReport,
    told: PsbtVerification,
    example: Example | None,
    texts: Texts,
    relay: Relay | None = None,
    *,
    whole: bool,
) -> Iterator[Block]:
    """Below the heading. `whole` folds no coins."""
    report = found.report
    yield from byline(report, example, texts)
    yield Paragraph(gist(report, texts, topic="psbt", key="gist_complete" if told.complete else "gist"))
    yield flow(report, texts, whole=whole)
    yield answer_facts(found, told, relay, texts)
    cautions = [*caution_callouts(_as_verified(told), texts)]
    notes = [finding for finding in noticed(report) if finding.key not in _NOT_YET]
    notes = [each for each in notes if relay is None or not is_told_by_relay(each)]
    if notes or cautions:
        yield Heading(texts.line("page", "heading_notes"), 3)
        yield from cautions
        yield from callouts(notes, texts)


def _as_verified(told: PsbtVerification) -> list[PsbtCaution]:
    """The cautions; of final scripts that consensus does not take either, that."""
    return [
        caution._replace(facts=Facts(variant="consensus"))
        if caution.key == "final_scripts_invalid" and caution.input in told.failing_inputs
        else caution
        for caution in told.analysis.cautions
    ]
