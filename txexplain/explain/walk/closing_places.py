"""Places at the end: sizes, times, what is worth pointing out, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Fact, Facts, Heading, Listing
from txexplain.explain.parts.facts import fee_facts, rule_facts, size_facts
from txexplain.explain.parts.findings import callouts, is_told_by_relay, noticed
from txexplain.explain.parts.flow import SHOWN_COINS
from txexplain.explain.parts.inputs import sequence_fact
from txexplain.explain.parts.judged import told_with_verdict
from txexplain.explain.parts.kinds import has_trait
from txexplain.explain.parts.numbers import grouped, ranges
from txexplain.explain.parts.policy import policy_section, relay_fact
from txexplain.explain.parts.verdicts import missing_section, rules_fact, verdict_facts
from txexplain.explain.walk.place import OfWhole, Scene, Telling
from txexplain.explain.walk.story import Story
from txexplain.model.bytes import Span
from txexplain.model.places import sequence_span
from txexplain.model.report import Finding, Report
from txexplain.model.spend import Verdict
from txexplain.texts import Chunk, Line, Texts

SHOWN_RANGES = 3  # of the inputs with the same sequence


class SizesPlace(OfWhole):
    """Ids, sizes and the fee."""

    __slots__ = ()
    key = "sizes"

    def tell(self, telling: Telling) -> Scene:
        report, texts = telling.story.report, telling.texts
        facts = Facts((*size_facts(report, texts), *fee_facts(report, texts)))
        return Scene(self.label(telling), (facts,))

    def label(self, telling: Telling) -> Line:
        return telling.texts.line("walk", "title_sizes")


class TimingPlace(OfWhole):
    """Version, lock times and replaceability; the sequence of each input, alike ones together."""

    __slots__ = ()
    key = "timing"

    def tell(self, telling: Telling) -> Scene:
        report, texts = telling.story.report, telling.texts
        facts = Facts((*rule_facts(report, texts), *_sequences(report, texts)))
        return Scene(self.label(telling), (facts,), self.spans_in(telling.story))

    def label(self, telling: Telling) -> Line:
        return telling.texts.line("page", "heading_rules")

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        tx, end = story.report.tx, len(story.report.tx.raw)
        return (Span(0, 4), *(sequence_span(txin) for txin in tx.inputs), Span(end - 4, end))


def _sequences(report: Report, texts: Texts) -> Iterator[Fact]:
    """What each sequence means, and of which inputs it is the sequence."""
    found: dict[Fact, list[int]] = {}
    for number, item in enumerate(report.inputs):
        found.setdefault(sequence_fact(report, item, texts), []).append(number)
    for fact, numbers in list(found.items())[:SHOWN_COINS]:
        those = texts.count("walk", "sequence_of", len(numbers), inputs=ranges(numbers, SHOWN_RANGES))
        yield fact._replace(values=((*fact.values[0], Chunk(" "), *those),))
    if len(found) > SHOWN_COINS:
        yield Fact("", (texts.line("verify", "more_items", count=grouped(len(found) - SHOWN_COINS)),))


class NotesPlace(OfWhole):
    """What is worth pointing out."""

    __slots__ = ()
    key = "notes"

    def tell(self, telling: Telling) -> Scene:
        texts = telling.texts
        told = tuple(callouts(_told_notes(telling.story), texts))
        return Scene(self.label(telling), told, self.spans_in(telling.story))

    def label(self, telling: Telling) -> Line:
        return telling.texts.line("page", "heading_notes")

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        return tuple(span for finding in _told_notes(story) for span in finding.spans if span.start < span.end)


def _told_notes(story: Story) -> list[Finding]:
    """What is not told where relay is."""
    return [each for each in noticed(story.report) if not is_told_by_relay(each)]


class VerdictPlace(OfWhole):
    """The verdict, relay policy, and what the bytes cannot tell."""

    __slots__ = ()
    key = "verdict"

    def tell(self, telling: Telling) -> Scene:
        verification, texts = telling.story.verification, telling.texts
        spans = self.spans_in(telling.story)
        heading, left_open = _left_open(telling.story, texts)
        missing = missing_section(verification, texts, 3)
        if telling.short:
            return Scene(heading, (left_open, *_details(telling.story, texts), *missing), spans)
        failing = told_with_verdict(verification)
        relay = relay_fact(telling.story.relay, verification.report, texts, failing, has_section=True)
        facts = Facts((*verdict_facts(verification, texts), relay._replace(detail="fact")))
        policy = policy_section(telling.story.relay, verification.report, texts, 3, failing)
        told = (facts, *policy, *missing, Heading(heading, 3), left_open)
        return Scene(texts.line("walk", "title_verdict"), told, spans)

    def label(self, telling: Telling) -> Line:
        return super().label(telling) if telling.short else telling.texts.line("walk", "title_verdict")

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        return (Span(0, len(story.report.tx.raw)),)


def _details(story: Story, texts: Texts) -> Iterator[Block]:
    """What the answer has no room for: all that relay refuses, and the rules of an old block."""
    verification = story.verification
    yield from policy_section(story.relay, verification.report, texts, 2, told_with_verdict(verification))
    if verification.height is not None:
        yield Heading(texts.line("walk", "heading_rules_of_block"), 3)
        yield Facts((rules_fact(verification, texts),))


def _left_open(story: Story, texts: Texts) -> tuple[Line, Block]:
    """What is not told: a heading, and a line each; less, where a node or an explorer was asked."""
    lines = [_open_line(key, story.report, texts) for key in _open_keys(story)]
    heading = texts.line("walk", "heading_cannot_tell")
    if story.report.lookup is not None:
        from txexplain.explain.parts.chain_verdict import witness_line

        heading = texts.line("chain", "heading_open")
        if story.report.lookup.block is not None and not story.report.lookup.is_accepted:
            lines.append(texts.line("chain", "cannot_mined_stale"))
        lines += witness_line(story.report, story.report.lookup, texts)
    return heading, Listing(tuple(("·", line) for line in lines))


def _open_line(key: str, report: Report, texts: Texts) -> Line:
    paid_back = _paid_back(report) if key == "change" else None
    if paid_back is not None:
        return texts.line("walk", "cannot_change_paid_back", vout=str(paid_back))
    return texts.line("walk", f"cannot_{key}")


def _paid_back(report: Report) -> int | None:
    """The one output with the lock of a coin that is spent; none where others could open such a lock too."""
    locks = {item.spent.script.slice.data for item in report.inputs if item.spent is not None}
    found = [vout for vout, item in enumerate(report.outputs) if item.script.slice.data in locks]
    if len(found) != 1 or _may_be_anybodys(report.outputs[found[0]].type.key):
        return None
    return found[0]


def _may_be_anybodys(key: str) -> bool:
    return key == "nonstandard" or has_trait("without_rules", "type", key)


def _open_keys(story: Story) -> Iterator[str]:
    """What the bytes of this transaction do not tell; when it was mined is not left open where the page says it.

    A transaction that nodes have accepted spends coins that were unspent.
    """
    report, lookup = story.report, story.report.lookup
    is_valid = story.verification.verdict is not Verdict.INVALID
    accepted = lookup is not None and lookup.is_accepted and is_valid
    if not report.tx.is_coinbase and not accepted:
        yield "unspent"
    if story.example is None and not accepted and (lookup is None or lookup.block is None):
        yield "mined"
    if report.outputs:
        yield "owner"
    if len(report.outputs) > 1 and not report.tx.is_coinbase:
        yield "change"
    if any(has_trait("hides_scripts", "type", key) for key in {output.type.key for output in report.outputs}):
        yield "hidden"
