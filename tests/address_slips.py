"""Addresses as they are made, and with slips in them: the same ones at each run."""

from __future__ import annotations

from random import Random

from txexplain.addresses.addresses import address_of, networks_of
from txexplain.addresses.bech32 import CHARSET
from txexplain.model.networks import NETWORKS
from txexplain.wire.output_scripts import PAY_TO_ANCHOR, pay_to_pubkey_hash, pay_to_script_hash, pay_to_witness

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ODD = "1bioIO0l \u200b\u00e9\u4e2d…"


def segwit_address(random: Random) -> str:
    """Of any version and size, on any network."""
    version = random.choice([0, 0, 1, 1, random.randrange(2, 17)])
    size = random.choice((20, 32)) if version == 0 else random.choice([32, 32, random.randrange(2, 41)])
    return _address(random, random.choice([pay_to_witness(version, random.randbytes(size))] * 20 + [PAY_TO_ANCHOR]))


def old_address(random: Random) -> str:
    return _address(random, random.choice([pay_to_pubkey_hash, pay_to_script_hash])(random.randbytes(20)))


def _address(random: Random, script: bytes) -> str:
    found = address_of(script, random.choice(list(NETWORKS.values())))
    assert found is not None
    return found


def substituted(random: Random, address: str, alphabet: str, first: int) -> tuple[str, int]:
    """With another character at one place, from `first` on, and that place."""
    place = random.randrange(first, len(address))
    char = random.choice([each for each in alphabet if each != address[place]])
    return address[:place] + char + address[place + 1 :], place


def slipped(random: Random, address: str) -> str:
    """With one slip of any kind."""
    place = random.randrange(len(address)) if address else 0
    before, char, after = address[:place], address[place : place + 1], address[place + 1 :]
    other = random.choice(random.choice([CHARSET, ALPHABET, _ODD]))
    return random.choice(
        [
            *[before + other + after] * 3,
            before + after,
            before + other + char + after,
            before + after[:1] + char + after[1:],
            before + char.swapcase() + after,
            address.upper(),
            address + address,
            before,
            address[:8] + "..." + address[-6:],
        ]
    )


def is_address(text: str) -> bool:
    return bool(networks_of(text))
