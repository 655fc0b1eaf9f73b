"""What relay policy says of a transaction as plain data: `policy` of `decode`, `verify`, `explain` and `whatif`."""

from __future__ import annotations

from txexplain.data import Data, listed
from txexplain.model.policy import Policy, PolicyReason


def policy_data(policy: Policy) -> dict[str, Data]:
    """The answer, its reasons with the one first that the node prints, what is missing, and by which node.

    `accepted` is true, false, or null where it cannot be told. Rates are in satoshi per 1,000 virtual bytes, null for
    the default.
    """
    settings = policy.settings
    tip = settings.tip
    return {
        "accepted": policy.accepted,
        "reasons": listed(_reason, policy.reasons),
        "missing": list(policy.missing),
        "core": settings.core,
        "tip": None if tip is None else {"height": tip.height, "median_time": tip.median_time},
        "data_carrier_bytes": settings.data_carrier_bytes,
        "min_relay_sat_per_kvb": settings.min_relay_sat_per_kvb,
        "dust_relay_sat_per_kvb": settings.dust_relay_sat_per_kvb,
        "permit_bare_multisig": settings.permit_bare_multisig,
    }


def _reason(reason: PolicyReason) -> Data:
    return {
        "name": reason.name,
        "detail": reason.detail or None,
        "index": reason.at,
        "since": reason.since or None,
        "rule": reason.rule,
        "place": reason.place or None,
        "facts": {name: fact.hex() if isinstance(fact, bytes) else fact for name, fact in reason.facts.items()},
    }
