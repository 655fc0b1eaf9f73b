"""What the rules look at: a transaction, what was found out about it, and whose policy is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from txexplain.model.policy import PolicyReason, PolicySettings, Tip
from txexplain.model.report import Report
from txexplain.policy.versions import Node, node_of
from txexplain.wire.dust import dust_sat

if TYPE_CHECKING:
    from txexplain.model.spend import Verification


class Dust(NamedTuple):
    """An output below the least amount for its script."""

    vout: int
    value_sat: int
    limit_sat: int
    type: str


class View(NamedTuple):
    """What each rule is given. `dust` are the outputs that are; `fee_sat` is None where it is not known, or none."""

    report: Report
    verification: Verification | None
    node: Node
    tip: Tip | None
    dust: tuple[Dust, ...]
    fee_sat: int | None


Rule = Callable[[View], Iterator[PolicyReason]]
"""One rule: the reasons that it gives to refuse, in the order of their places."""


def view_of(report: Report, verification: Verification | None, settings: PolicySettings) -> View:
    """All that the rules look at, worked out once."""
    node = node_of(settings)
    return View(report, verification, node, settings.tip, tuple(_dust(report, node)), _fee_sat(report))


def _dust(report: Report, node: Node) -> Iterator[Dust]:
    """Core: GetDust. A negative amount breaks a rule of its own."""
    for index, output in enumerate(report.outputs):
        limit = dust_sat(output.script.slice.data, node.dust_relay_sat_per_kvb)
        if limit is not None and 0 <= output.value_sat < limit:
            yield Dust(index, output.value_sat, limit, output.type.key)


def _fee_sat(report: Report) -> int | None:
    return None if report.is_overspent or report.has_impossible_amount else report.fee_sat
