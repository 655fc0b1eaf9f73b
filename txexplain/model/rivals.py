"""Transactions that wait for a block together: two that spend one coin, a parent and its child."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.transaction import OutPoint


class Offer(NamedTuple):
    """What a transaction offers a miner."""

    name: str
    txid: str
    fee_sat: int
    vsize_vb: int


class ReplacementRule(NamedTuple):
    """One rule of replacement, whether it holds, and its numbers: what the transaction has, and what is wanted."""

    key: str
    holds: bool
    found: int
    wanted: int


class Replacement(NamedTuple):
    """Whether a node that has `old` in its pool would take `new` instead, by each rule."""

    old: Offer
    new: Offer
    rules: tuple[ReplacementRule, ...]

    @property
    def is_accepted(self) -> bool:
        return all(rule.holds for rule in self.rules)


class Rivals(NamedTuple):
    """Two transactions that spend `coin`: each replaced by the other."""

    coin: OutPoint
    first_by_second: Replacement
    second_by_first: Replacement


class Package(NamedTuple):
    """A parent and the child that spends an output of it."""

    parent: Offer
    child: Offer

    @property
    def fee_sat(self) -> int:
        return self.parent.fee_sat + self.child.fee_sat

    @property
    def vsize_vb(self) -> int:
        return self.parent.vsize_vb + self.child.vsize_vb
