"""Places of an input: the coin it points at, the lock of that coin, what it brings, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Callout, Fact, Facts, Paragraph, text
from txexplain.explain.parts.assembly import hex_word
from txexplain.explain.parts.inputs import brought_facts, coin_fact, kind_fact, lock_facts
from txexplain.explain.parts.kinds import kind_line, sentence, short_name
from txexplain.explain.parts.numbers import grouped, ranges
from txexplain.explain.parts.outputs import amount_fact
from txexplain.explain.parts.verdicts import spend_lines
from txexplain.explain.walk.story import Place, Scene, Story, fits
from txexplain.model.bytes import Span
from txexplain.model.places import outpoint_span, sequence_span
from txexplain.model.report import Certainty
from txexplain.texts import Chunk, Line, Texts

SHOWN_RANGES = 6
_TELLING_KINDS = ("p2sh-p2wpkh", "p2sh-p2wsh", "p2tr-key", "p2tr-script", "p2tr")  # that the lock alone does not show


def input_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    """The coin that the input points at, and which other inputs are told with it."""
    blocks = (*_alike(place.number, story, texts), Facts(tuple(_coin(place.number, story, texts))))
    return Scene(_title(place.number, story, texts), blocks, (outpoint_span(story.input(place.number).txin),))


def coinbase_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    """The input of a coinbase: it points at nothing, and holds free bytes."""
    item = story.input(place.number)
    facts = Facts(tuple(brought_facts(item, True, texts, whole=fits(why, item.txin.script_sig.data))))
    title = texts.line("page", "input", index=place.number)
    return Scene(title, (Paragraph(texts.line("walk", "input_coinbase")), facts), (item.txin.script_sig.span,))


def _title(vin: int, story: Story, texts: Texts) -> Line:
    item = story.input(vin)
    parts = [texts.plain("page", "input", index=grouped(vin))]
    if item.spent is not None:
        parts.append(short_name(item.spent.type, texts))
        parts.append(texts.plain("walk", "sat", sat=grouped(item.spent.value_sat)))
    return text(texts.plain("verify", "between_parts").join(parts))


def _alike(vin: int, story: Story, texts: Texts) -> Iterator[Block]:
    """Where others are opened in the same way: which, and what they bring in together."""
    group = story.group_of[vin]
    if len(group) == 1 or group[0] != vin:
        return
    spent = [item.spent for item in map(story.input, group)]
    told = {"count": grouped(len(group)), "inputs": ranges(group, SHOWN_RANGES)}
    known = [each.value_sat for each in spent if each is not None]
    key = "alike" if len(known) == len(group) else "alike_unknown"
    if key == "alike" and not story.verification.inputs[vin].run.checks:
        key = "alike_unsigned"
    line = texts.line("walk", key, sat=grouped(sum(known)), **told)
    policy = story.verification.inputs[vin].policy
    if policy is not None:
        between = texts.line("page", "between_sentences")
        line = (*line, *between, *texts.line("walk", "alike_policy", rule=policy.code))
    yield Callout("fact", "", line)


def _coin(vin: int, story: Story, texts: Texts) -> Iterator[Fact]:
    item = story.input(vin)
    yield coin_fact(item, texts)
    stored = item.txin.outpoint.txid.hex()
    yield Fact(
        texts.plain("walk", "stored"), (text(stored, "data"),), texts.line("walk", "stored_note"), general=True
    )
    if item.spent is None:
        unknown = texts.line("page", "flow_unknown")
        yield Fact(texts.plain("page", "amount"), (unknown,), texts.line("walk", "amount_unknown_note"))
    else:
        fact = amount_fact(item.spent.value_sat, texts)
        yield fact._replace(note=texts.line("walk", "amount_note"), general=True)


def lock_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    """How the coin is locked, as far as that is known."""
    item = story.input(place.number)
    spend = story.trace(place.number)
    blocks: list[Block] = []
    if item.spent is not None:
        whole = fits(why, item.spent.script.slice.data)
        facts = lock_facts(item.spent, texts, whole)
        in_hex = tuple(hex_word(item.spent.script.slice.data, texts, whole=whole))
        facts.append(Fact(texts.plain("walk", "in_hex"), (in_hex,)))
        kind = text(texts.plain("kinds", "type", item.spent.type.key, "name", **item.spent.type.facts), "kind")
        note = sentence("type", item.spent.type, texts)
        facts.append(Fact(texts.plain("page", "type"), (kind,), note))
        blocks.append(Facts(tuple(facts)))
    else:
        blocks.append(Paragraph(texts.line("walk", "lock_unknown")))
        facts = [Fact(texts.plain("page", "kind"), (kind_line(item, texts),))]
        if spend.assumed is not None:
            assumed = texts.line("verify", "assumed_script", script=spend.assumed.hex())
            facts.append(Fact(texts.plain("verify", "assumed"), (assumed,), texts.line("walk", "assumed_note")))
        blocks.append(Facts(tuple(facts)))
    return Scene(texts.line("walk", "title_lock"), tuple(blocks), absent="coin")


def brings_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    """What the input brings to open the lock."""
    item = story.input(place.number)
    pieces = (item.txin.script_sig, *item.txin.witness)
    facts = brought_facts(item, False, texts, whole=fits(why, *(piece.data for piece in pieces)))
    if item.certainty is Certainty.PROVEN and (item.kind.key in _TELLING_KINDS or not item.fits):
        facts.append(kind_fact(item, texts))
    filled = tuple(piece.span for piece in pieces if piece.data)
    return Scene(texts.line("walk", "title_brings"), (Facts(tuple(facts)),), filled or (sequence_span(item.txin),))


def outcome_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    """The verdict on the input."""
    item = story.input(place.number)
    spend = story.verification.inputs[place.number]
    lines = spend_lines(spend, item.certainty is Certainty.PROVEN, texts)
    facts = [Fact(texts.plain("verify", "verdict"), lines)]
    if why and spend.run.failure is not None and texts.has("rules", spend.run.failure.code):
        rule = texts.line("rules", spend.run.failure.code)
        facts.append(Fact(texts.plain("walk", "rule"), ((Chunk(spend.run.failure.code, "strong"),),), rule))
    spans = (Span(outpoint_span(item.txin).start, sequence_span(item.txin).end),)
    return Scene(texts.line("walk", "title_outcome", index=grouped(place.number)), (Facts(tuple(facts)),), spans)
