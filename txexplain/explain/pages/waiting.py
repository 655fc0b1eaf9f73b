"""Pages on transactions that wait for a block: what they offer, which replaces which, and who overtakes."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.explain.document import Document, Fact, Facts, Grid, Heading, Paragraph, join, text
from txexplain.explain.parts.marks import answer_mark, check_mark, verdict_line
from txexplain.explain.parts.numbers import fee_rate, grouped, shortened
from txexplain.model.hexadecimal import display_hex
from txexplain.model.rivals import Offer, Package, Replacement, ReplacementRule, Rivals
from txexplain.texts import Line, Texts

_TOPIC = "course_waiting"


def pool_page(offers: Sequence[Offer], texts: Texts) -> Document:
    """The transactions by fee rate, the best for a miner first."""
    by_rate = sorted(offers, key=lambda each: each.fee_sat / each.vsize_vb, reverse=True)
    rows = tuple(Fact(each.name, (_pays(each.fee_sat, each.vsize_vb, texts),)) for each in by_rate)
    return Heading(texts.line(_TOPIC, "heading_pool"), 2), Facts(rows, long_labels=True)


def rivals_page(found: Rivals, texts: Texts) -> Document:
    """The coin, both transactions with their verdicts, and which of them a pool takes after the other."""
    coin = f"{shortened(display_hex(found.coin.txid))}:{found.coin.vout}"
    first, second = found.second_by_first.new, found.first_by_second.new
    rows = (
        Fact(texts.plain(_TOPIC, "coin"), (text(coin, "txid"),), texts.line(_TOPIC, "coin_note")),
        *(_rival(each, texts) for each in (first, second)),
        *(_after(each, texts) for each in (found.first_by_second, found.second_by_first)),
    )
    heading = Heading(texts.line(_TOPIC, "heading_rivals"), 2)
    return heading, Facts(rows, long_labels=True), Paragraph(texts.line(_TOPIC, "rivals_end"))


def _rival(offer: Offer, texts: Texts) -> Fact:
    values = (
        join(text(shortened(offer.txid), "txid"), verdict_line(offer.verdict, texts)),
        _pays(offer.fee_sat, offer.vsize_vb, texts),
    )
    return Fact(offer.name, values)


def _after(each: Replacement, texts: Texts) -> Fact:
    """What a node does that sees the new one when the old one is in its pool."""
    label = texts.plain(_TOPIC, "seen_after", old=each.old.name)
    words = texts.plain(_TOPIC, "replaced" if each.is_accepted else "kept")
    return Fact(label, (answer_mark(each.is_accepted, words),))


def replaces_page(found: Replacement, texts: Texts) -> Document:
    """Both transactions, each rule with its numbers, and whether the new one is taken."""
    offers = tuple(Fact(each.name, (_pays(each.fee_sat, each.vsize_vb, texts),)) for each in (found.old, found.new))
    rules = tuple(_rule(rule, found, texts) for rule in found.rules)
    words = texts.plain(_TOPIC, "replaced" if found.is_accepted else "kept")
    answer = Fact(texts.plain(_TOPIC, "answer"), (answer_mark(found.is_accepted, words),))
    heading = Heading(texts.line(_TOPIC, "heading_replaces"), 2)
    note = Paragraph(texts.line(_TOPIC, "replaces_end"))
    return heading, Facts((*offers, *rules, answer), long_labels=True), note


def _rule(rule: ReplacementRule, each: Replacement, texts: Texts) -> Fact:
    facts = {
        "found": grouped(rule.found),
        "wanted": grouped(rule.wanted),
        "size": grouped(each.new.vsize_vb),
        "old_rate": fee_rate(each.old.fee_sat, each.old.vsize_vb),
        "new_rate": fee_rate(each.new.fee_sat, each.new.vsize_vb),
    }
    numbers = texts.plain(_TOPIC, f"rule_{rule.key}_found", **facts)
    label, note = texts.plain(_TOPIC, f"rule_{rule.key}"), texts.line(_TOPIC, f"rule_{rule.key}_note", **facts)
    return Fact(label, (check_mark(rule.holds, numbers),), note)


def package_page(found: Package, texts: Texts) -> Document:
    """Parent and child, and what both pay together."""
    rows = (
        *(Fact(each.name, (_pays(each.fee_sat, each.vsize_vb, texts),)) for each in (found.parent, found.child)),
        Fact(texts.plain(_TOPIC, "together"), (_pays(found.fee_sat, found.vsize_vb, texts),)),
    )
    heading = Heading(texts.line(_TOPIC, "heading_package"), 2)
    return heading, Facts(rows, long_labels=True), Paragraph(texts.line(_TOPIC, "package_end"))


def _pays(fee_sat: int, vsize_vb: int, texts: Texts) -> Line:
    facts = {"fee": grouped(fee_sat), "size": grouped(vsize_vb), "rate": fee_rate(fee_sat, vsize_vb)}
    return texts.line(_TOPIC, "pays", **facts)


def overtaken_page(shares: Sequence[int], rows: Sequence[tuple[int, Sequence[float]]], texts: Texts) -> Document:
    """A row for each number of blocks after that of the payment, a column for each share of the hash power."""
    heads = tuple(texts.plain(_TOPIC, "share", percent=grouped(share)) for share in shares)
    table = tuple((f"z = {blocks}", tuple(map(_percent, chances))) for blocks, chances in rows)
    heading = Heading(texts.line(_TOPIC, "heading_overtaken"), 2)
    told = (Paragraph(texts.line(_TOPIC, key)) for key in ("overtaken_legend", "overtaken_end"))
    return heading, next(told), Grid(heads, table), next(told)


def _percent(chance: float) -> str:
    """With three digits that count, in as many decimals as they take; a dot as everywhere."""
    percent = 100 * chance
    if percent >= 99.95:
        return "100%"
    decimals = 1 if percent >= 10 else 2 if percent >= 1 else 3 if percent >= 0.1 else 4
    return f"{percent:.{decimals}f}%"
