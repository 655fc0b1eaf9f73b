"""The networks whose addresses are known (Core: kernel/chainparams.cpp)."""

from __future__ import annotations

from typing import NamedTuple


class Network(NamedTuple):
    """`name` is Core's chain name; the prefixes are the version bytes of base58check addresses and keys.

    From `bip34_height` on a coinbase begins with the height of its block.
    """

    name: str
    pubkey_prefix: int
    script_prefix: int
    secret_prefix: int
    bech32_hrp: str
    bip34_height: int


MAIN = Network("main", 0, 5, 128, "bc", 227_931)
NETWORKS: dict[str, Network] = {
    network.name: network
    for network in (
        MAIN,
        Network("test", 111, 196, 239, "tb", 21_111),
        Network("testnet4", 111, 196, 239, "tb", 1),
        Network("signet", 111, 196, 239, "tb", 1),
        Network("regtest", 111, 196, 239, "bcrt", 1),
    )
}
