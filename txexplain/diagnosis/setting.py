"""What a signed message is made of, so that each part of it can be made another; and the neighbours that come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.taproot import taproot_sighash
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.diagnosis.keys_of_interest import KnownKeys
from txexplain.model.report import NO_FACTS, Facts, Report
from txexplain.model.signing import LeafContext, Sighash

LEGACY, BIP143, TAPROOT = "legacy", "bip143", "taproot"


class Setting(NamedTuple):
    """All that a message is made of. `algorithm` is LEGACY, BIP143 or TAPROOT (with `leaf`, that of BIP342)."""

    fields: Fields
    vin: int
    algorithm: str
    hash_type: int
    script_code: bytes = b""
    annex: bytes | None = None
    leaf: LeafContext | None = None

    def build(self) -> Sighash | None:
        """The message by the engine's own builders; None where there is none. Raises NotKnown."""
        if self.algorithm == TAPROOT:
            return taproot_sighash(self.fields, self.vin, self.hash_type, self.annex, self.leaf)
        build = witness_v0_sighash if self.algorithm == BIP143 else legacy_sighash
        return build(self.fields, self.vin, self.script_code, self.hash_type)


class Case(NamedTuple):
    """One signature that passes with none of its keys: what it should sign, and what is known around it.

    `r` and `s` are its numbers as they are read. `keys` are those that it was tried with, as they stand in the
    script, `script` is the script that checks it.
    """

    report: Report
    known: KnownKeys
    signature: bytes
    r: int
    s: int
    setting: Setting
    keys: tuple[bytes, ...]
    script: bytes = b""

    @property
    def is_schnorr(self) -> bool:
        return self.setting.algorithm == TAPROOT


class Neighbour(NamedTuple):
    """Another setting, by the key of the mistake that leads to it."""

    key: str
    setting: Setting
    facts: Facts = NO_FACTS


class Hashing(NamedTuple):
    """Another message made of one, or another digest of it, by the key of the mistake that leads to it."""

    key: str
    sighash: Sighash
    digest: bytes
    facts: Facts = NO_FACTS


Kind = Callable[[Case, Setting], Iterator[Neighbour]]
"""A kind of mistake: from the setting to its neighbours, the likeliest first."""

HashingKind = Callable[[Case, Setting, Sighash], Iterator[Hashing]]
"""A kind of mistake that is made with the message in hand."""
