"""Places of the outputs."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.explain.document import Fact, Facts, Paragraph
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.outputs import output_facts, output_title
from txexplain.explain.walk.place import Place, Scene, Telling
from txexplain.explain.walk.story import Story
from txexplain.model.bytes import Span
from txexplain.model.hexadecimal import display_hex
from txexplain.model.places import output_span
from txexplain.model.report import Report
from txexplain.texts import Chunk, Line, Texts


class _Vout(NamedTuple):
    vout: int


class _Rest(NamedTuple):
    left_out: int


class OutputPlace(Place, _Vout):
    """An output: how much, who can spend it next, and how a later input points at it."""

    __slots__ = ()
    key = "output"

    def tell(self, telling: Telling) -> Scene:
        report, texts = telling.story.report, telling.texts
        item = report.outputs[self.vout]
        spendable = self.vout not in telling.story.never_spent
        whole = telling.shows_whole(item.script.slice.data)
        facts = output_facts(report, self.vout, texts, spendable=spendable, whole=whole)
        blocks = (Facts((*facts, _next_spender(self.vout, report, texts, spendable=spendable))),)
        return Scene(self.label(telling), blocks, self.spans_in(telling.story))

    def label(self, telling: Telling) -> Line:
        return output_title(telling.story.report, self.vout, telling.texts)

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        return (output_span(story.report.tx.outputs[self.vout]),)


def _next_spender(vout: int, report: Report, texts: Texts, *, spendable: bool) -> Fact:
    label = texts.plain("terms", "outpoint", "name")
    if not spendable:
        return Fact(label, (texts.line("walk", "next_never"),))
    outpoint = (Chunk(f"{display_hex(report.tx.txid)}:{vout}", "txid"),)
    return Fact(label, (outpoint,), texts.line("walk", "next_note"), general=True, detail="fact")


class MoreOutputsPlace(Place, _Rest):
    """How many outputs are not told, and their sum."""

    __slots__ = ()
    key = "more_outputs"

    def tell(self, telling: Telling) -> Scene:
        texts, outputs = telling.texts, telling.story.report.outputs
        sat = grouped(sum(item.value_sat for item in outputs[len(outputs) - self.left_out :]))
        line = texts.line("walk", "more_outputs", name=telling.story.name, count=grouped(self.left_out), sat=sat)
        return Scene(self.label(telling), (Paragraph(line),), self.spans_in(telling.story))

    def label(self, telling: Telling) -> Line:
        return telling.texts.line("walk", "title_more")

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        outputs = story.report.tx.outputs
        return (Span(output_span(outputs[-self.left_out]).start, output_span(outputs[-1]).end),)
