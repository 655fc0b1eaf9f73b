"""The networks whose addresses are known (Core: kernel/chainparams.cpp)."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.errors import InputError


class Network(NamedTuple):
    """`name` is Core's chain name; the prefixes are the version bytes of base58check addresses and keys.

    From `bip34_height` on a coinbase begins with the height of its block. `pow_limit` is the easiest target.
    """

    name: str
    pubkey_prefix: int
    script_prefix: int
    secret_prefix: int
    bech32_hrp: str
    bip34_height: int
    pow_limit: int


_LIMIT = (1 << 224) - 1
MAIN = Network("main", 0, 5, 128, "bc", 227_931, _LIMIT)
NETWORKS: dict[str, Network] = {
    network.name: network
    for network in (
        MAIN,
        Network("test", 111, 196, 239, "tb", 21_111, _LIMIT),
        Network("testnet4", 111, 196, 239, "tb", 1, _LIMIT),
        Network("signet", 111, 196, 239, "tb", 1, 0x377AE << 216),
        Network("regtest", 111, 196, 239, "bcrt", 1, (1 << 255) - 1),
    )
}
_ALSO_CALLED = {"mainnet": "main", "testnet": "test", "testnet3": "test"}


def network_named(name: str) -> Network:
    """Raises InputError("unknown_network")."""
    name = _ALSO_CALLED.get(name, name)
    if name not in NETWORKS:
        raise InputError("unknown_network", name=name[:40], near=", ".join(NETWORKS))
    return NETWORKS[name]
