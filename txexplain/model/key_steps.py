"""How a secret number becomes an address: every value on the way."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.networks import Network


class KeyForm(NamedTuple):
    """One form of a public key, and its addresses: SHA-256 of it, RIPEMD-160 of that, and what is made of the last.

    `checksummed` are the version byte, the hash and the checksum, which `p2pkh` is in base58. `p2wpkh` is None for
    the uncompressed form, of which nodes relay no P2WPKH spend.
    """

    key: bytes
    sha256: bytes
    hash160: bytes
    checksummed: bytes
    p2pkh: str
    p2pkh_script: bytes
    p2wpkh: str | None
    p2wpkh_script: bytes | None


class KeySteps(NamedTuple):
    """The number, its point, and both forms of the public key."""

    number: int
    x: int
    y: int
    network: Network
    compressed: KeyForm
    uncompressed: KeyForm
