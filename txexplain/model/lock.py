"""A lock by itself: an output script, who writes it how, and each way to open it."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.networks import Network
from txexplain.model.report import InnerScript, OutputReport

MAX_COUNTED = (1 << 53) - 1  # ways that are left out: every reader of JSON has such numbers


class LockKey(NamedTuple):
    """A public key that may sign. `text` is how the descriptor writes it (origin and path included), else its hex.

    `key` is the key itself, 33, 65 or 32 bytes; None where only its hash is known, which `key_hash` is then.
    `participants` are the keys that sign together for this one (BIP390, BIP328), as the descriptor writes them.
    """

    text: str
    key: bytes | None = None
    key_hash: bytes | None = None
    participants: tuple[str, ...] = ()


class Signers(NamedTuple):
    """So many of these keys must sign."""

    needed: int
    keys: tuple[LockKey, ...]


class Way(NamedTuple):
    """One way to open a lock: all of this together.

    `place` is where it stands: `output`, `redeem_script`, `witness_script`, `key_path` or `leaf`, with the number of
    the `leaf` from the left. `preimages` are pairs of hash function (`sha256`, `hash256`, `ripemd160`, `hash160`) and
    digest. `older` are sequence numbers of BIP112, `after` lock times of BIP65, all of which must hold.
    `weight_wu` is the most that an input weighs that takes this way, None where that cannot be told. A key of which
    only the hash is known counts as compressed; where nodes pass on others too, `uncompressed_wu` is the most with
    one that is not.
    """

    place: str
    signers: tuple[Signers, ...] = ()
    preimages: tuple[tuple[str, bytes], ...] = ()
    older: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    leaf: int | None = None
    weight_wu: int | None = None
    uncompressed_wu: int | None = None

    @property
    def signed(self) -> bool:
        """Whether anybody has to sign: else whoever sees what is shown may take it."""
        return bool(self.signers)


class LockedScript(NamedTuple):
    """One output script, with the scripts that are known behind it and the ways to open it, the cheapest first.

    `more_ways` is how many ways are left out; None where the scripts behind it are not known, so that how it is
    opened cannot be told in full. `dust_sat` is the least amount that nodes pass on to it by default (Core:
    GetDustThreshold), None where they pass on any. `position` is the index in a range, `path` which one of a
    multipath, both from 0. `addresses` are pairs of the name of a network and the address there. `closed_by` is why
    nothing opens it, as far as is known (`opening/closed.py`), "" where no reason is seen. `is_key_path_closed` tells
    that nobody is known to have the internal key of a taproot output. `heaviest_wu` is the most that an input weighs
    of all ways whose weight is known, None where those left out were not weighed.

    Of the keys in its scripts `useless_keys` are no point on the curve, the `wrong_parity_keys` among them for their
    first byte alone; `repeated_keys` are in one multisig more than once; `hybrid_keys` begin with 06 or 07 and can
    sign.
    """

    output: OutputReport
    addresses: tuple[tuple[str, str], ...] = ()
    inner_scripts: tuple[InnerScript, ...] = ()
    ways: tuple[Way, ...] = ()
    more_ways: int | None = 0
    dust_sat: int | None = None
    position: int | None = None
    path: int | None = None
    closed_by: str = ""
    useless_keys: tuple[bytes, ...] = ()
    wrong_parity_keys: tuple[bytes, ...] = ()
    repeated_keys: tuple[bytes, ...] = ()
    hybrid_keys: tuple[bytes, ...] = ()
    is_key_path_closed: bool = False
    heaviest_wu: int | None = None


class LockReport(NamedTuple):
    """What was given, an `address`, a `descriptor`, a `script` or a `public_key`, and the scripts that it stands for.

    `given` is what was given, tidied up. `network` is that of the addresses: an address's own, else the one that was
    asked for. `networks` are all on which an address is one. `descriptor` is the canonical form with its checksum, ""
    where what was given is none; of a multipath it is as it was given, and `made` are the descriptors that it makes.
    A public key and a `combo()` have several `scripts`, a range of a descriptor some for each index from the first to
    the last of `indexes`, a multipath (`paths` of them) some for each of its paths; there are none where a key cannot
    be derived without its private key. `wrapped` are the outputs that a script could be behind, P2SH and P2WSH (Core:
    decodescript).
    """

    kind: str
    given: str
    network: Network
    scripts: tuple[LockedScript, ...]
    networks: tuple[Network, ...] = ()
    descriptor: str = ""
    wrapped: tuple[LockedScript, ...] = ()
    indexes: tuple[int, int] | None = None
    paths: int = 1
    made: tuple[str, ...] = ()
