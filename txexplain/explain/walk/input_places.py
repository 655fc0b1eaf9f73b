"""Places of an input: the coin it points at, the lock of that coin, what it brings, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

from txexplain.explain.document import Block, Callout, Fact, Facts, Paragraph, text
from txexplain.explain.parts.assembly import hex_word
from txexplain.explain.parts.inputs import brought_facts, coin_fact, input_title, kind_fact, lock_facts
from txexplain.explain.parts.kinds import has_trait, kind_line, name, sentence
from txexplain.explain.parts.numbers import grouped, ranges
from txexplain.explain.parts.outputs import amount_fact
from txexplain.explain.parts.verdicts import spend_lines, word_note
from txexplain.explain.parts.why_invalid import Around
from txexplain.explain.walk.place import SECTION, OfInput, Place, Scene, Telling
from txexplain.explain.walk.story import Story
from txexplain.model.bytes import Span
from txexplain.model.places import outpoint_span, sequence_span
from txexplain.model.report import Certainty, InputReport, OutputReport, Report
from txexplain.model.spend import InputVerdict
from txexplain.texts import Chunk, Line, Texts

SHOWN_RANGES = 6


class _Vin(NamedTuple):
    vin: int


class _Rest(NamedTuple):
    left_out: int


class InputPlace(OfInput, _Vin):
    """The coin that the input points at, and which other inputs are told with it."""

    __slots__ = ()
    key = "input"

    def tell(self, telling: Telling) -> Scene:
        story, texts, *_ = telling
        blocks = (*_alike(self.vin, story, texts), Facts(tuple(_coin(story.report, self.vin, texts))))
        return Scene(input_title(story.report, self.vin, texts), blocks, self.spans_in(story))

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        return (outpoint_span(story.input(self.vin).txin),)


class CoinbasePlace(OfInput, _Vin):
    """The input of a coinbase: it points at nothing, and holds free bytes."""

    __slots__ = ()
    key = "coinbase"

    def tell(self, telling: Telling) -> Scene:
        item, texts = telling.story.input(self.vin), telling.texts
        whole = telling.shows_whole(item.txin.script_sig.data)
        facts = Facts(tuple(brought_facts(item, True, texts, whole)))
        title = input_title(telling.story.report, self.vin, texts)
        return Scene(title, (Paragraph(texts.line("walk", "input_coinbase")), facts), self.spans_in(telling.story))

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        txin = story.input(self.vin).txin
        pieces = (txin.script_sig, *txin.witness)
        return (outpoint_span(txin), *(piece.span for piece in pieces if piece.data))


def _alike(vin: int, story: Story, texts: Texts) -> Iterator[Block]:
    """Where others are opened in the same way: which, and what they bring in together."""
    group = story.group_of[vin]
    if len(group) == 1 or group[0] != vin:
        return
    told = {"count": grouped(len(group)), "inputs": ranges(group, SHOWN_RANGES)}
    known = [item.coin.value_sat for item in map(story.input, group) if item.coin is not None]
    key = "alike" if len(known) == len(group) else "alike_unknown"
    if not story.verification.inputs[vin].run.checks:
        key += "_unsigned"
    line = texts.line("walk", key, sat=grouped(sum(known)), **told)
    policy = story.verification.inputs[vin].policy
    if policy is not None:
        between = texts.line("page", "between_sentences")
        line = (*line, *between, *texts.line("walk", "alike_policy", rule=policy.code))
    yield Callout("fact", "", line)


def _coin(report: Report, vin: int, texts: Texts) -> Iterator[Fact]:
    item = report.inputs[vin]
    yield coin_fact(item, texts)
    if item.txin.outpoint.is_null:
        return
    stored = item.txin.outpoint.txid.hex()
    note = texts.line("walk", "stored_note")
    yield Fact(texts.plain("walk", "stored"), (text(stored, "data"),), note, general=True, detail="fact")
    if item.coin_sat is None:
        unknown = texts.line("page", "flow_unknown")
        yield Fact(texts.plain("page", "amount"), (unknown,), texts.line("walk", "amount_unknown_note"))
    else:
        yield amount_fact(item.coin_sat, texts)._replace(note=_amount_note(report, vin, texts), general=True)


def _amount_note(report: Report, vin: int, texts: Texts) -> Line:
    """Where the amount is from."""
    if report.inputs[vin].spent is None:
        return texts.line("coins", "amount_alone_note")
    if report.lookup is not None:
        from txexplain.explain.parts.chain import amount_note

        return amount_note(report, vin, texts) or texts.line("walk", "amount_note")
    return texts.line("walk", "amount_note")


class LockPlace(OfInput, _Vin):
    """How the coin is locked, as far as that is known."""

    __slots__ = ()
    key = "lock"
    level = SECTION

    def tell(self, telling: Telling) -> Scene:
        item, texts = telling.story.input(self.vin), telling.texts
        assumed = None
        if item.spent is not None:
            whole = telling.shows_whole(item.spent.script.slice.data)
            spendable = self.vin not in telling.story.never_spent_coins
            blocks: tuple[Block, ...] = (Facts(tuple(_lock(item.spent, texts, spendable=spendable, whole=whole))),)
        elif item.txin.outpoint.is_null:
            blocks = (Paragraph(texts.line("walk", "lock_none")),)
        else:
            assumed = telling.story.trace(self.vin).assumed
            blocks = (Paragraph(texts.line("walk", "lock_unknown")), Facts(tuple(_likely_lock(item, assumed, texts))))
        return Scene(texts.line("walk", "title_lock"), blocks, absent="coin" if assumed is None else "assumed")


def _lock(spent: OutputReport, texts: Texts, *, spendable: bool, whole: bool) -> Iterator[Fact]:
    yield from lock_facts(spent, texts, whole)
    in_hex = tuple(hex_word(spent.script.slice.data, texts, whole=whole))
    yield Fact(texts.plain("walk", "in_hex"), (in_hex,), detail="fact")
    kind = text(name("type", spent.type, texts), "kind")
    note = sentence("type", spent.type, texts) if spendable else texts.line("page", "type_never_spent_coin")
    yield Fact(texts.plain("page", "type"), (kind,), note, general=spendable)


def _likely_lock(item: InputReport, assumed: bytes | None, texts: Texts) -> Iterator[Fact]:
    """What the input lets one guess of a lock that is not known."""
    yield Fact(texts.plain("page", "kind"), (kind_line(item, texts),))
    if assumed is not None:
        script = texts.line("verify", "assumed_script", script=assumed.hex())
        yield Fact(texts.plain("verify", "assumed"), (script,), texts.line("walk", "assumed_note"))


class BringsPlace(OfInput, _Vin):
    """What the input brings to open the lock."""

    __slots__ = ()
    key = "brings"
    level = SECTION

    def tell(self, telling: Telling) -> Scene:
        item, texts = telling.story.input(self.vin), telling.texts
        script_sig, witness = item.txin.script_sig, item.txin.witness
        whole = telling.shows_whole(script_sig.data, *(piece.data for piece in witness))
        facts = brought_facts(item, False, texts, whole)
        if item.certainty is Certainty.PROVEN and (has_trait("beyond_lock", "spend", item.kind.key) or not item.fits):
            facts.append(kind_fact(item, texts))
        return Scene(texts.line("walk", "title_brings"), (Facts(tuple(facts)),), self.spans_in(telling.story))

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        txin = story.input(self.vin).txin
        filled = tuple(piece.span for piece in chain((txin.script_sig,), txin.witness) if piece.data)
        return filled or (sequence_span(txin),)


class OutcomePlace(OfInput, _Vin):
    """The verdict on the input."""

    __slots__ = ()
    key = "outcome"
    level = SECTION

    def tell(self, telling: Telling) -> Scene:
        story, texts, why, *_ = telling
        item, spend = story.input(self.vin), story.verification.inputs[self.vin]
        old = why or (story.example is not None and not story.example.synthetic)
        besides = Around(called=story.called, alone=True, history=old)
        lines = spend_lines(spend, item.certainty is Certainty.PROVEN, texts, besides=besides)
        facts = [Fact(texts.plain("verify", "verdict"), lines, word_note(story.report, spend, texts))]
        if why and spend.run.failure is not None and texts.has("rules", spend.run.failure.code):
            rule = texts.line("rules", spend.run.failure.code)
            facts.append(Fact(texts.plain("walk", "rule"), ((Chunk(spend.run.failure.code, "strong"),),), rule))
        blocks = (Facts(tuple(facts)), *_proof(spend, texts, why))
        return Scene(texts.line("walk", "title_outcome", index=grouped(self.vin)), blocks, self.spans_in(story))

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        txin = story.input(self.vin).txin
        return (Span(outpoint_span(txin).start, sequence_span(txin).end),)


def _proof(spend: InputVerdict, texts: Texts, whole: bool) -> tuple[Block, ...]:
    """What its signatures are valid for, where the input fails and that was looked for."""
    if spend.diagnosis is None:
        return ()
    from txexplain.explain.parts.diagnosis_proof import proof_blocks

    return tuple(proof_blocks(spend, texts, 3, whole=whole))


class MoreInputsPlace(Place, _Rest):
    """How many inputs are not told."""

    __slots__ = ()
    key = "more_inputs"

    def tell(self, telling: Telling) -> Scene:
        texts = telling.texts
        line = texts.line("walk", "more_inputs", name=telling.story.name, count=grouped(self.left_out))
        return Scene(texts.line("walk", "title_more"), (Paragraph(line),), self.spans_in(telling.story))

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        """Those of the last groups, inputs that are neighbours in one."""
        found: list[Span] = []
        inputs = story.report.tx.inputs
        left = sorted(islice(chain.from_iterable(reversed(story.groups)), self.left_out))
        for txin in map(inputs.__getitem__, left):
            start, end = outpoint_span(txin).start, sequence_span(txin).end
            if found and found[-1].end == start:
                start = found.pop().start
            found.append(Span(start, end))
        return tuple(found)
