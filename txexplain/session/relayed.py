"""What relay says of one transaction in other versions of Core, once it is in a block, and before it is signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from txexplain.model.policy import OLDEST_CORE, Policy, PolicySettings, Relay
from txexplain.model.report import Report
from txexplain.model.transaction import MAX_STANDARD_TX_WEIGHT

if TYPE_CHECKING:
    from txexplain.session.transaction import Session

_OVER_WHEN_MINED = ("tip", "coin_heights")


def across_versions(now: Policy, asked: Callable[[PolicySettings], Policy], report: Report) -> Relay:
    """The answer, and those of older versions which find something else; `asked` gives them.

    No version relays one that is too heavy, or a coinbase.
    """
    settings = now.settings
    if report.tx.weight_wu > MAX_STANDARD_TX_WEIGHT or report.tx.is_coinbase:
        return Relay(now)
    others = (asked(settings._replace(core=core)) for core in range(OLDEST_CORE, settings.core))
    return Relay(now, tuple(each for each in others if _found(each) != _found(now)))


def _found(policy: Policy) -> set[tuple[str, int | None]]:
    return {each.what for each in policy.reasons}


def as_mined(policy: Policy) -> Policy:
    """Of what is in a block: whatever it had to wait for is over."""
    missing = tuple(each for each in policy.missing if each not in _OVER_WHEN_MINED)
    accepted = True if not policy.reasons and not missing else policy.accepted
    return policy._replace(accepted=accepted, missing=missing, waits=())


def relay_of_unsigned(session: Session) -> Relay:
    """Of a transaction that is to be signed: the reasons that no signature takes away, or that it cannot be told."""
    from txexplain.policy.signing import before_signing

    relay = session.relay(run=False)
    return Relay(before_signing(relay.policy), tuple(map(before_signing, relay.older)), run=False)
