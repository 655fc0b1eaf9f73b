"""The fee, and what signature checks cost (Core: PreChecks, PreCheckEphemeralTx, CheckFeeRate)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.policy import PolicyReason
from txexplain.model.report import Facts
from txexplain.model.transaction import MAX_STANDARD_TX_SIGOPS_COST
from txexplain.policy.outputs import dust_facts
from txexplain.policy.view import View
from txexplain.wire.dust import fee_sat


def dust_with_fee(view: View) -> Iterator[PolicyReason]:
    """The one output that may be dust, in a transaction that pays a fee, so that it could be mined without its child.

    Where the fee is not known either this or the missing fee is a reason.
    """
    if not view.dust or not view.node.dust_outputs:
        return
    first, fee = view.dust[0], view.fee_sat
    if fee:
        facts = Facts(dust_facts(first) | {"fee_sat": fee})
        detail = "tx with dust output must be 0-fee"
        yield PolicyReason("dust", detail, "dust_with_fee", "output", first.vout, "29.0", facts)
    elif _is_refused_by_any_fee(view):
        yield PolicyReason("dust", "", "dust_any_fee", "output", first.vout, "29.0", Facts(dust_facts(first)))


def too_many_sigops(view: View) -> Iterator[PolicyReason]:
    """A fifth of what a block has room for."""
    cost = view.report.sigop_cost
    if cost > MAX_STANDARD_TX_SIGOPS_COST:
        detail = str(cost) if view.report.sigop_cost_known else ""
        facts = Facts(sigop_cost=cost, limit=MAX_STANDARD_TX_SIGOPS_COST)
        yield PolicyReason("bad-txns-too-many-sigops", detail, "too_many_sigops", since="0.10", facts=facts)


def min_relay_fee(view: View) -> Iterator[PolicyReason]:
    """A fee below -minrelaytxfee, by the size that counts signature checks too."""
    fee, size, rate = view.fee_sat, view.report.sigop_vsize_vb, view.node.min_relay_sat_per_kvb
    needed = fee_sat(rate, size)
    if fee is not None and fee < needed:
        detail = f"{fee} < {needed}" if view.report.sigop_cost_known else ""
        facts = Facts(fee_sat=fee, needed_sat=needed, vsize_vb=size, sat_per_kvb=rate)
        yield PolicyReason("min relay fee not met", detail, "min_relay_fee", facts=facts)


def _is_refused_by_any_fee(view: View) -> bool:
    """With one for the dust, without one for the fee: where the fee is not known, and a fee is asked for."""
    unknown = view.report.fee_sat is None and not (view.report.has_impossible_amount or view.report.spends_twice)
    return unknown and len(view.dust) <= view.node.dust_outputs and view.node.min_relay_sat_per_kvb > 0
