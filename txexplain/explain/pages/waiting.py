"""Pages on transactions that wait for a block: what they offer, which replaces which, and who overtakes."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.explain.document import Document, Fact, Facts, Grid, Heading, Paragraph, text
from txexplain.explain.parts.marks import answer_mark, check_mark
from txexplain.explain.parts.numbers import fee_rate, grouped, shortened
from txexplain.model.hexadecimal import display_hex
from txexplain.model.rivals import Offer, Package, Replacement, ReplacementRule, Rivals
from txexplain.texts import Line, Texts, plain

_TOPIC = "course_waiting"
_PERCENT_WIDTH = len("100.0000%")


def pool_page(offers: Sequence[Offer], texts: Texts) -> Document:
    """The transactions by fee rate, the best for a miner first."""
    by_rate = sorted(offers, key=lambda each: each.fee_sat / each.vsize_vb, reverse=True)
    rows = tuple(Fact(each.name, (_pays(each.fee_sat, each.vsize_vb, texts),)) for each in by_rate)
    return Heading(texts.line(_TOPIC, "heading_pool"), 2), Facts(rows, long_labels=True)


def rivals_page(found: Rivals, texts: Texts) -> Document:
    """The coin, both transactions, and which of them a pool takes after the other."""
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
    return Fact(offer.name, (text(shortened(offer.txid), "txid"), _pays(offer.fee_sat, offer.vsize_vb, texts)))


def _after(each: Replacement, texts: Texts) -> Fact:
    """What a node does that sees the new one when the old one is in its pool."""
    label = texts.plain(_TOPIC, "seen_after", old=each.old.name)
    words = texts.plain(_TOPIC, "replaced" if each.is_accepted else "kept", new=each.new.name)
    return Fact(label, (answer_mark(each.is_accepted, words),))


def replaces_page(found: Replacement, texts: Texts) -> Document:
    """Both transactions, each rule with its numbers, and whether the new one is taken."""
    offers = tuple(Fact(each.name, (_pays(each.fee_sat, each.vsize_vb, texts),)) for each in (found.old, found.new))
    rules = tuple(_rule(rule, found, texts) for rule in found.rules)
    words = texts.plain(_TOPIC, "replaced" if found.is_accepted else "kept", new=found.new.name)
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


def branches_page(losing: Offer, winning: Offer, texts: Texts) -> Document:
    """Two branches of the chain after a block that both have: the second holds more work."""
    heads = tuple(texts.plain(_TOPIC, f"block_{place}") for place in ("common", "next", "later"))
    common, further = texts.plain(_TOPIC, "in_both"), texts.plain(_TOPIC, "further")
    rows = (
        (texts.plain(_TOPIC, "branch", number=1), (common, losing.name, "")),
        (texts.plain(_TOPIC, "branch", number=2), (common, winning.name, further)),
    )
    told = (Paragraph(texts.line(_TOPIC, "branches_end", number=2, lost=losing.name)),)
    return Heading(texts.line(_TOPIC, "heading_branches"), 2), Grid(heads, rows), *told


def overtaken_page(shares: Sequence[int], rows: Sequence[tuple[int, Sequence[float]]], texts: Texts) -> Document:
    """A row for each number of blocks after that of the payment, a column for each share of the hash power."""
    heads = tuple(texts.plain(_TOPIC, "share", percent=grouped(share)) for share in shares)
    table = tuple((_after_blocks(blocks, texts), tuple(map(_percent, chances))) for blocks, chances in rows)
    heading = Heading(texts.line(_TOPIC, "heading_overtaken"), 2)
    told = (Paragraph(texts.line(_TOPIC, key)) for key in ("overtaken_legend", "overtaken_end"))
    return heading, next(told), Grid(heads, table), next(told)


def _after_blocks(blocks: int, texts: Texts) -> str:
    """The block of the payment is the first confirmation."""
    return plain(texts.count(_TOPIC, "after_blocks", blocks + 1, blocks=grouped(blocks)))


def _percent(chance: float) -> str:
    """With three digits that count, in as many decimals as they take; filled up so that the points are in line."""
    percent = 100 * chance
    decimals = 0 if percent >= 99.95 else 1 if percent >= 10 else 2 if percent >= 1 else 3 if percent >= 0.1 else 4
    whole, point, rest = f"{percent:.{decimals}f}".partition(".")
    return f"{whole:>3}{point}{rest}%".ljust(_PERCENT_WIDTH)
