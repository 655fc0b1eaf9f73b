"""What becomes of transactions that wait for a block: who replaces whom, what a child pays for, who overtakes.

Replacement is as in Bitcoin Core 31.99 (doc/policy/mempool-replacements.md, policy/rbf.cpp), for two transactions
that have no unconfirmed parents or children.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import exp

from txexplain.bundled import example_of
from txexplain.lessons.sessions import session_of
from txexplain.model.hexadecimal import display_hex
from txexplain.model.lesson import Answer
from txexplain.model.rivals import Offer, Package, Replacement, ReplacementRule, Rivals
from txexplain.session.key_steps import key_steps
from txexplain.session.transaction import Session
from txexplain.wire.dust import fee_sat

INCREMENTAL_RELAY_SAT_PER_KVB = 100  # Core: DEFAULT_INCREMENTAL_RELAY_FEE, since 30.0, 29.1 and 28.3 (#33106)
MAX_CLUSTERS = 100  # Core: MAX_REPLACEMENT_CANDIDATES


def offer(name: str) -> Offer:
    """What the example pays."""
    session = session_of(name)
    report = session.report
    assert report.fee_sat is not None
    return Offer(name, display_hex(report.tx.txid), report.fee_sat, report.tx.vsize_vb)


def replacement(old: str, new: str) -> Replacement:
    """Whether the example `new` replaces `old`, which spends one of its coins."""
    before, after = offer(old), offer(new)
    return Replacement(before, after, tuple(_rules(before, after)))


def _rules(old: Offer, new: Offer) -> Iterator[ReplacementRule]:
    more, increment = new.fee_sat - old.fee_sat, fee_sat(INCREMENTAL_RELAY_SAT_PER_KVB, new.vsize_vb)
    yield ReplacementRule("fee", more >= 0, new.fee_sat, old.fee_sat)
    yield ReplacementRule("increment", more >= increment, more, increment)
    yield ReplacementRule("clusters", MAX_CLUSTERS >= 1, 1, MAX_CLUSTERS)
    yield ReplacementRule("diagram", is_better(new, old), new.fee_sat, old.fee_sat)


def is_better(new: Offer, old: Offer) -> bool:
    """Whether a pool earns more with the one than with the other, however much of it a block takes.

    Of a transaction alone: neither the fee nor the fee rate is lower, and one of them is higher.
    """
    by_rate = new.fee_sat * old.vsize_vb - old.fee_sat * new.vsize_vb
    by_fee = new.fee_sat - old.fee_sat
    return min(by_rate, by_fee) >= 0 and max(by_rate, by_fee) > 0


def rivals(first: str, second: str) -> Rivals:
    """Two examples that spend one coin."""
    coins = [{txin.outpoint for txin in session_of(name).report.tx.inputs} for name in (first, second)]
    (coin,) = coins[0] & coins[1]
    return Rivals(coin, replacement(first, second), replacement(second, first))


def package(parent: str, child: str) -> Package:
    """Two examples of which the one spends an output of the other."""
    txid = session_of(parent).report.tx.txid
    assert any(txin.outpoint.txid == txid for txin in session_of(child).report.tx.inputs)
    return Package(offer(parent), offer(child))


def chance_of_being_overtaken(percent: int, blocks: int) -> float:
    """That somebody with so much of the hash power ever overtakes, `blocks` after that of the payment.

    The formula of section 11 of the Bitcoin white paper, which takes the attacker's progress to be Poisson.
    """
    q = percent / 100
    p = 1 - q
    if q >= p:
        return 1.0
    expected = blocks * q / p
    found, never = exp(-expected), 0.0  # the chance that the attacker has found so many blocks, and never catches up
    for count in range(blocks + 1):
        never += found * (1 - (q / p) ** (blocks - count))
        found *= expected / (count + 1)
    return 1 - never


def _least_replacement_fee(session: Session, size: int) -> int:
    """The least fee for which a transaction of that size replaces this one, which pays a lower rate."""
    assert session.report.fee_sat is not None
    return session.report.fee_sat + fee_sat(INCREMENTAL_RELAY_SAT_PER_KVB, size)


def _package_rate(session: Session) -> int:
    """The fee rate of a child and its bundled parent together, in whole satoshi per virtual byte."""
    parent, child = example_of(display_hex(session.report.tx.inputs[0].outpoint.txid)), session.subject.example
    assert parent is not None
    assert child is not None
    both = package(parent, child.name)
    return both.fee_sat // both.vsize_vb


def _blocks_until_below(session: Session, percent: int, one_in: int) -> int:
    """How many blocks must follow until the chance of being overtaken is below one in so many."""
    return next(blocks for blocks in range(1_000) if chance_of_being_overtaken(percent, blocks) * one_in < 1)


def _doublings(session: Session, factor: int) -> int:
    """How many times G is doubled until it is G times `factor`, a power of two."""
    return factor.bit_length() - 1


def _checksummed_bytes(session: Session, number: int) -> int:
    """How many bytes an address of that number writes in base58."""
    return len(key_steps(number).compressed.checksummed)


WAITING_ANSWERS: dict[str, Callable[..., Answer]] = {
    "least_replacement_fee": _least_replacement_fee,
    "package_rate": _package_rate,
    "blocks_until_below": _blocks_until_below,
    "doublings": _doublings,
    "checksummed_bytes": _checksummed_bytes,
}
