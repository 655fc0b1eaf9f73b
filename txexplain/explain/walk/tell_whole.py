"""Places of the transaction as a whole: its layout, its outputs, its sizes and times, the verdict."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Fact, Facts, Heading, Listing, Paragraph
from txexplain.explain.parts.facts import id_facts, rule_facts
from txexplain.explain.parts.findings import callout, noticed
from txexplain.explain.parts.flow import SHOWN_COINS, flow
from txexplain.explain.parts.inputs import sequence_fact
from txexplain.explain.parts.numbers import grouped, ranges
from txexplain.explain.parts.opening import heading, story_blocks, summary
from txexplain.explain.parts.outputs import output_facts
from txexplain.explain.parts.verdicts import policy_blocks, verdict_facts
from txexplain.explain.walk.story import CHAPTER, Place, Scene, Story, fits
from txexplain.model.bytes import Span, compact_size_width
from txexplain.model.places import outpoint_span, output_span, sequence_span
from txexplain.model.report import OutputReport
from txexplain.model.transaction import display_hex
from txexplain.texts import Chunk, Line, Texts

SHOWN_FIELDS = 3  # inputs, and outputs, of the layout before the rest is counted
_HIDING = ("scripthash", "witness_v0_scripthash", "witness_v1_taproot")  # outputs that show a hash of scripts
_NEVER_SPENT = (  # findings on an output that no input can ever spend
    "oversized_output_script",
    "truncated_push",
    "key_off_curve",
    "zero_program",
    "witness_v0_wrong_length",
    "genesis_output",
)


def summary_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    report = story.report
    blocks = [*story_blocks(report, story.example, texts), Paragraph(summary(report, texts))]
    blocks.append(flow(report, texts, SHOWN_COINS))
    return Scene(heading(report, texts), tuple(blocks), (Span(0, len(report.tx.raw)),))


def actors_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    """Who made these bytes, who checks them, and what becomes of them."""
    key = "actors_coinbase" if story.report.tx.is_coinbase else "actors"
    spans = (Span(0, len(story.report.tx.raw)),)
    return Scene(texts.line("walk", "title_actors"), (Paragraph(texts.line("walk", key)),), spans)


def layout_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    """Which bytes are which field, in brief, and the way to the full map."""
    report = story.report
    intro = texts.line("walk", "layout_intro", size=grouped(report.tx.size_bytes))
    if place.level == CHAPTER:
        intro = (*texts.line("walk", "layout_skip"), *texts.line("page", "between_sentences"), *intro)
    blocks: list[Block] = [Paragraph(intro)]
    blocks.append(Listing(tuple(_fields(story, texts))))
    blocks.append(Paragraph(texts.line("walk", "layout_map", name=story.name)))
    return Scene(texts.line("walk", "title_layout"), tuple(blocks), (Span(0, len(report.tx.raw)),))


def _fields(story: Story, texts: Texts) -> Iterator[tuple[str, Line]]:
    tx = story.report.tx
    yield _field(0, 4, "tx.version", f"{tx.raw[:4].hex()} = {tx.version}", texts)
    start = 4
    if tx.has_witness:
        yield _field(4, 6, "tx.marker", tx.raw[4:6].hex(), texts)
        start = 6
    after = start + compact_size_width(len(tx.inputs))
    yield _field(start, after, "tx.vin.count", f"{tx.raw[start:after].hex()} = {grouped(len(tx.inputs))}", texts)
    spans = [Span(outpoint_span(txin).start, sequence_span(txin).end) for txin in tx.inputs]
    yield from _fields_of("tx.vin", spans, "layout_input_segwit" if tx.has_witness else "layout_input", texts)
    start = spans[-1].end if spans else after
    after = start + compact_size_width(len(tx.outputs))
    yield _field(start, after, "tx.vout.count", f"{tx.raw[start:after].hex()} = {grouped(len(tx.outputs))}", texts)
    spans = [output_span(output) for output in tx.outputs]
    yield from _fields_of("tx.vout", spans, "layout_output", texts)
    start, end = spans[-1].end if spans else after, len(tx.raw) - 4
    if start < end:
        yield _field(start, end, "tx.witness", texts.plain("walk", "layout_witness"), texts)
    yield _field(end, end + 4, "tx.lock_time", f"{tx.raw[end:].hex()} = {grouped(tx.lock_time)}", texts)


def _fields_of(key: str, spans: list[Span], told_key: str, texts: Texts) -> Iterator[tuple[str, Line]]:
    told = texts.plain("walk", told_key)
    for number, (start, end) in enumerate(spans[:SHOWN_FIELDS]):
        yield _field(start, end, key, told, texts, f" {number}")
    rest = spans[SHOWN_FIELDS:]
    if rest:
        more = texts.plain("verify", "more_items", count=grouped(len(rest)))
        yield _field(rest[0].start, rest[-1].end, key, more, texts)


def _field(start: int, end: int, key: str, told: str, texts: Texts, number: str = "") -> tuple[str, Line]:
    name = texts.plain("walk", "layout_witnesses") if key == "tx.witness" else texts.plain("fields", key) + number
    if key == "tx.marker":
        name = texts.plain("walk", "layout_marker")
    bytes_ = grouped(start) if end == start + 1 else f"{grouped(start)}–{grouped(end - 1)}"
    return bytes_, (Chunk(name, "strong"), Chunk(texts.plain("verify", "between_name_and_sentence")), Chunk(told))


def more_inputs_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    line = texts.line("walk", "more_inputs", count=grouped(place.length))
    return Scene(texts.line("walk", "title_more"), (Paragraph(line),))


def more_outputs_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    outputs = story.report.outputs
    rest = outputs[len(outputs) - place.length :]
    sat = grouped(sum(item.value_sat for item in rest))
    line = texts.line("walk", "more_outputs", count=grouped(place.length), sat=sat)
    return Scene(texts.line("walk", "title_more"), (Paragraph(line),))


def output_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    """An output: how much, who can spend it next, and how a later input points at it."""
    report = story.report
    item = report.outputs[place.number]
    parts = (
        texts.plain("page", "output", index=grouped(place.number)),
        texts.plain("kinds", "type", item.type.key, "short", **item.type.facts),
        texts.plain("walk", "sat", sat=grouped(item.value_sat)),
    )
    facts = [
        *output_facts(report, place.number, texts, whole=fits(why, item.script.slice.data)),
        _next_spender(item, place.number, story, texts),
    ]
    title = (Chunk(texts.plain("verify", "between_parts").join(parts)),)
    return Scene(title, (Facts(tuple(facts)),), (output_span(report.tx.outputs[place.number]),))


def _next_spender(item: OutputReport, vout: int, story: Story, texts: Texts) -> Fact:
    label = texts.plain("terms", "outpoint", "name")
    if item.type.key == "nulldata" or any(
        finding.key in _NEVER_SPENT and finding.facts.get("vout") == vout for finding in story.report.findings
    ):
        return Fact(label, (texts.line("walk", "next_never"),))
    outpoint = (Chunk(f"{display_hex(story.report.tx.txid)}:{vout}", "txid"),)
    return Fact(label, (outpoint,), texts.line("walk", "next_note"), general=True)


def sizes_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    return Scene(texts.line("walk", "title_sizes"), (Facts(id_facts(story.report, texts)),))


def timing_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    """Version, lock times and replaceability; the sequence of each input, alike ones together."""
    report = story.report
    found: dict[Fact, list[int]] = {}
    for number, item in enumerate(report.inputs):
        found.setdefault(sequence_fact(report, item, texts), []).append(number)
    facts = [*rule_facts(report, texts)]
    for fact, numbers in list(found.items())[:SHOWN_COINS]:
        those = texts.count("walk", "sequence_of", len(numbers), inputs=ranges(numbers, SHOWN_FIELDS))
        facts.append(fact._replace(values=((*fact.values[0], Chunk(" "), *those),)))
    if len(found) > SHOWN_COINS:
        facts.append(Fact("", (texts.line("verify", "more_items", count=grouped(len(found) - SHOWN_COINS)),)))
    end = len(report.tx.raw)
    spans = (Span(0, 4), *(sequence_span(txin) for txin in report.tx.inputs), Span(end - 4, end))
    return Scene(texts.line("page", "heading_rules"), (Facts(tuple(facts)),), spans)


def notes_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    found = noticed(story.report)
    spans = tuple(span for finding in found for span in finding.spans if span.start < span.end)
    return Scene(texts.line("page", "heading_notes"), tuple(callout(finding, texts) for finding in found), spans)


def verdict_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    """The verdict, relay policy, and what the bytes cannot tell."""
    verification = story.verification
    blocks: list[Block] = [Facts(verdict_facts(verification, texts))]
    if verification.policy_known:
        policy = list(policy_blocks(verification, texts, False))
        blocks += [Heading(texts.line("verify", "heading_policy"), 3), *policy] if policy else []
    if any(spend.missing is not None and spend.missing.what == "spent_output" for spend in verification.inputs):
        blocks.append(Heading(texts.line("verify", "heading_missing"), 3))
        blocks.append(Paragraph(texts.line("verify", "how_to_give")))
    blocks.append(Heading(texts.line("walk", "heading_cannot_tell"), 3))
    blocks.append(Listing(tuple(("·", texts.line("walk", f"cannot_{key}")) for key in _untold(story))))
    return Scene(texts.line("walk", "title_verdict"), tuple(blocks), (Span(0, len(story.report.tx.raw)),))


def _untold(story: Story) -> Iterator[str]:
    """What the bytes of this transaction leave open."""
    report = story.report
    if not report.tx.is_coinbase:
        yield "unspent"
    yield "mined"
    if report.outputs:
        yield "owner"
    if len(report.outputs) > 1 and not report.tx.is_coinbase:
        yield "change"
    if any(output.type.key in _HIDING for output in report.outputs):
        yield "hidden"
