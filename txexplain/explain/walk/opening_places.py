"""Places at the beginning: what the transaction does, who is at work, and how its bytes are laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from txexplain.explain.document import Listing, Paragraph
from txexplain.explain.parts.judged import judged
from txexplain.explain.parts.numbers import byte_numbers, grouped
from txexplain.explain.parts.opening import heading, opening, story_blocks, summary
from txexplain.explain.walk.place import OfWhole, Place, Scene, Telling
from txexplain.explain.walk.story import Story
from txexplain.model.bytes import Span, compact_size_width
from txexplain.model.places import outpoint_span, output_span, sequence_span
from txexplain.model.transaction import Transaction, TxIn
from txexplain.texts import Chunk, Line, Texts

T = TypeVar("T")
SHOWN_FIELDS = 3  # inputs, and outputs, of the layout before the rest is counted


class _Layout(NamedTuple):
    may_be_skipped: bool = False


class SummaryPlace(OfWhole):
    """What it does, and the answer: the verdict, the fee, what is worth noticing."""

    __slots__ = ()
    key = "summary"

    def tell(self, telling: Telling) -> Scene:
        story, texts, *_ = telling
        report = story.report
        blocks = opening(report, judged(story.verification, story.relay, texts), story.example, texts, whole=False)
        blocks += [*story_blocks(story.example, texts), *summary(report, texts, short=telling.short)]
        return Scene(self.label(telling), tuple(blocks), self.spans_in(story))

    def label(self, telling: Telling) -> Line:
        return heading(telling.story.report, telling.texts)

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        return _whole(story)


class ActorsPlace(OfWhole):
    """Who made these bytes, who checks them, and what becomes of them."""

    __slots__ = ()
    key = "actors"

    def tell(self, telling: Telling) -> Scene:
        report, texts = telling.story.report, telling.texts
        told = Paragraph(texts.line("walk", "actors_coinbase" if report.tx.is_coinbase else "actors"))
        return Scene(texts.line("walk", "title_actors"), (told,), self.spans_in(telling.story))

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        return _whole(story)


class LayoutPlace(Place, _Layout):
    """Which bytes are which field, in brief, and the way to the full map.

    `may_be_skipped` is said where the walkthrough goes on after it; a lesson shows it on purpose.
    """

    __slots__ = ()
    key = "layout"

    def tell(self, telling: Telling) -> Scene:
        story, texts, *_ = telling
        intro = texts.line("walk", "layout_intro", size=grouped(story.report.tx.size_bytes))
        if self.may_be_skipped:
            intro = (*texts.line("walk", "layout_skip"), *texts.line("page", "between_sentences"), *intro)
        fields = Listing(tuple(_fields(story.report.tx, texts)))
        blocks = (Paragraph(intro), fields, Paragraph(texts.line("walk", "layout_map", name=story.name)))
        return Scene(self.label(telling), blocks, self.spans_in(story))

    def label(self, telling: Telling) -> Line:
        return telling.texts.line("walk", "title_layout")

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        return _whole(story)


def _whole(story: Story) -> tuple[Span, ...]:
    return (Span(0, len(story.report.tx.raw)),)


def _fields(tx: Transaction, texts: Texts) -> Iterator[tuple[str, Line]]:
    yield _field(0, 4, "tx.version", f"{tx.raw[:4].hex()} = {grouped(tx.version)}", texts)
    start = 4
    if tx.has_witness:
        yield _field(4, 6, "tx.marker", tx.raw[4:6].hex(), texts)
        start = 6
    after = start + compact_size_width(len(tx.inputs))
    yield _field(start, after, "tx.vin.count", f"{tx.raw[start:after].hex()} = {grouped(len(tx.inputs))}", texts)
    yield from _fields_of("tx.vin", tx.inputs, _input_span, _told_of_inputs(tx), texts)
    start = _input_span(tx.inputs[-1]).end if tx.inputs else after
    after = start + compact_size_width(len(tx.outputs))
    yield _field(start, after, "tx.vout.count", f"{tx.raw[start:after].hex()} = {grouped(len(tx.outputs))}", texts)
    yield from _fields_of("tx.vout", tx.outputs, output_span, "layout_output", texts)
    start, end = output_span(tx.outputs[-1]).end if tx.outputs else after, len(tx.raw) - 4
    if start < end:
        told = "layout_witness_coinbase" if tx.is_coinbase else "layout_witness"
        yield _field(start, end, "tx.witness", texts.plain("walk", told), texts)
    yield _field(end, end + 4, "tx.lock_time", f"{tx.raw[end:].hex()} = {grouped(tx.lock_time)}", texts)


def _input_span(txin: TxIn) -> Span:
    return Span(outpoint_span(txin).start, sequence_span(txin).end)


def _told_of_inputs(tx: Transaction) -> str:
    if tx.is_coinbase:
        return "layout_input_coinbase"
    return "layout_input_segwit" if tx.has_witness else "layout_input"


def _fields_of(
    key: str, items: Sequence[T], span_of: Callable[[T], Span], told_key: str, texts: Texts
) -> Iterator[tuple[str, Line]]:
    told = texts.plain("walk", told_key)
    for number, item in enumerate(items[:SHOWN_FIELDS]):
        yield _field(*span_of(item), key, told, texts, f" {number}")
    left = len(items) - SHOWN_FIELDS
    if left > 0:
        more = texts.plain("verify", "more_items", count=grouped(left))
        yield _field(span_of(items[SHOWN_FIELDS]).start, span_of(items[-1]).end, key, more, texts)


def _field(start: int, end: int, key: str, told: str, texts: Texts, number: str = "") -> tuple[str, Line]:
    name = texts.plain("walk", "layout_witnesses") if key == "tx.witness" else texts.plain("fields", key) + number
    if key == "tx.marker":
        name = texts.plain("walk", "layout_marker")
    return byte_numbers(start, end), (
        Chunk(name, "strong"),
        Chunk(texts.plain("verify", "between_name_and_sentence")),
        Chunk(told),
    )
