"""What a node's relay policy says of one transaction: the answer, its reasons, and what they depend on."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.report import NO_FACTS, Facts

NEWEST_CORE, OLDEST_CORE = 31, 27


class Tip(NamedTuple):
    """The newest block that a node has: its height, and where it is known its median time past in seconds."""

    height: int
    median_time: int | None = None


class PolicySettings(NamedTuple):
    """By which node's policy: that of Core `core`, with the options that were set.

    None is that version's default. Fee rates are in satoshi per 1,000 virtual bytes, as Core keeps them.
    """

    core: int = NEWEST_CORE
    tip: Tip | None = None
    data_carrier_bytes: int | None = None
    min_relay_sat_per_kvb: int | None = None
    dust_relay_sat_per_kvb: int | None = None
    permit_bare_multisig: bool | None = None


class PolicyReason(NamedTuple):
    """Why a node refuses it: `name` is Core's reject reason and `detail` its debug message, as that node prints them.

    `rule` is the key by which texts tell it; `at` the number of the input or output that it is about, and `place`
    says which: `input`, `output`, or empty for the whole. `since` is the Core version from which on it is refused,
    such as `0.10` or `30.0`. `facts` hold the numbers and their limits.
    """

    name: str
    detail: str = ""
    rule: str = ""
    place: str = ""
    at: int | None = None
    since: str = ""
    facts: Facts = NO_FACTS

    @property
    def what(self) -> tuple[str, int | None]:
        """What is refused, the same in every version: dust is, whatever a version allows of it."""
        return "dust" if self.rule.startswith("dust") else self.rule, self.at


class Wait(NamedTuple):
    """What a node waits for with it, where what is known does not settle whether that is over.

    `kind` is `height` or `time` (the lock time `until`), `blocks` or `seconds` (a relative lock: how many after the
    coins of `inputs` were made), `coinbase` (100 blocks after those), or `above_tip` (the coins are said to be in the
    block `until`, after the newest). `needs` says what would settle it: `tip` (the height of the newest block),
    `median_time` (that and its median time past), of the coins `height` or `mediantime_before`.
    """

    kind: str
    until: int
    inputs: tuple[int, ...] = ()
    needs: tuple[str, ...] = ()


class Policy(NamedTuple):
    """Would a node accept it into an empty mempool? `accepted` is None where that cannot be told.

    `reasons` are all that were found, in the order in which Core meets them: the first is the one that it prints.
    `missing` says what would have to be known: `spent_outputs`, `scripts` (they were not run), `tip`, `coin_heights`;
    of the last two, `waits` says what for; and of what is still to be signed `witness`.
    """

    accepted: bool | None
    reasons: tuple[PolicyReason, ...] = ()
    missing: tuple[str, ...] = ()
    settings: PolicySettings = PolicySettings()
    waits: tuple[Wait, ...] = ()

    @property
    def answers_time(self) -> bool:
        """Whether a newest block was named, and all that waits was compared with it."""
        return self.settings.tip is not None and not self.waits


class Relay(NamedTuple):
    """What relay says, and of older versions with the same options those of which another set of reasons is true.

    `run` is whether the scripts were run for it.
    """

    policy: Policy
    older: tuple[Policy, ...] = ()
    run: bool = True
