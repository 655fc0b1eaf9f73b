"""What the releases of Core differ in, and what may be set: a Node is the policy of one.

| number | what it is             | known by |
|--------|------------------------|----------|
| 27     | 27.2                   | release notes |
| 28     | 28.4                   | release notes, source between 28 and 29 |
| 29     | 29.4                   | release notes, source between 29 and 30 |
| 30     | 30.3                   | release notes, source between 30 and 31 |
| 31     | development after 31.0 | release notes, source, and the answers of a node built from it: 31.99 |

By their release notes 29.4, 30.3 and 31.1 change nothing here that 29.3, 30.2 and 31.0 have. So a release of 31 has
the limits of the development after it; what that prints about inputs and script numbers can be newer than 31.1.
"""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.policy import PolicySettings
from txexplain.model.transaction import STANDARD_VERSIONS
from txexplain.wire.dust import DUST_RELAY_SAT_PER_KVB


class Node(NamedTuple):
    """The limits of a node. Fee rates are in satoshi per 1,000 virtual bytes, sizes in bytes."""

    core: int
    highest_version: int
    min_relay_sat_per_kvb: int
    dust_relay_sat_per_kvb: int
    dust_outputs: int
    data_carrier_bytes: int
    data_outputs: int | None
    legacy_sigops: int | None
    permit_bare_multisig: bool

    @property
    def knows_anchors(self) -> bool:
        """28.0 relays what pays to an anchor, and what spends one without a witness (#30352)."""
        return self.core >= 28

    @property
    def tells_input_of_script(self) -> bool:
        """29.0 prints which input fails (#31097)."""
        return self.core >= 29

    @property
    def names_data_carriers(self) -> bool:
        """30.0 adds up their sizes and says `datacarrier`; before, one too large was `scriptpubkey` (#32406)."""
        return self.core >= 30

    @property
    def has_one_name_for_scripts(self) -> bool:
        """29.3 runs the scripts once, says `mempool-script-verify-flag-failed` and the error of that run (#33050)."""
        return self.core >= 29

    @property
    def details_inputs(self) -> bool:
        """Says what is not standard about inputs (#29060; not in the sources between 30 and 31 yet)."""
        return self.core >= 31

    @property
    def has_newest_sentences(self) -> bool:
        """Has sentences of its own for numbers in scripts, empty keys in tapscript, OP_IF without an item."""
        return self.core >= 31


_OLDEST = Node(
    core=27,
    highest_version=2,
    min_relay_sat_per_kvb=1_000,
    dust_relay_sat_per_kvb=DUST_RELAY_SAT_PER_KVB,
    dust_outputs=0,
    data_carrier_bytes=83,
    data_outputs=1,
    legacy_sigops=None,
    permit_bare_multisig=True,
)
_28 = _OLDEST._replace(
    core=28,
    highest_version=STANDARD_VERSIONS[-1],  # 28.0 (#29496)
    min_relay_sat_per_kvb=100,  # 28.3 (#33106)
)
_29 = _28._replace(
    core=29,
    dust_outputs=1,  # 29.0 (#30239)
    legacy_sigops=2_500,  # 29.1 (#32521)
)
_30 = _29._replace(
    core=30,
    data_carrier_bytes=100_000,  # 30.0 (#32406)
    data_outputs=None,  # 30.0 (#32406)
)
_31 = _30._replace(core=31)
_NODES = {node.core: node for node in (_OLDEST, _28, _29, _30, _31)}


def node_of(settings: PolicySettings) -> Node:
    """The node that the settings describe: a version, and what was set besides."""
    node = _NODES[settings.core]
    if settings.data_carrier_bytes is not None:
        node = node._replace(data_carrier_bytes=settings.data_carrier_bytes)
    if settings.min_relay_sat_per_kvb is not None:
        node = node._replace(min_relay_sat_per_kvb=settings.min_relay_sat_per_kvb)
    if settings.dust_relay_sat_per_kvb is not None:
        node = node._replace(dust_relay_sat_per_kvb=settings.dust_relay_sat_per_kvb)
    if settings.permit_bare_multisig is not None:
        node = node._replace(permit_bare_multisig=settings.permit_bare_multisig)
    return node
