"""What a signed message is made of, so that each part can be made another; and the neighbours that come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.taproot import taproot_sighash
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.diagnosis.attempts import Attempt
from txexplain.diagnosis.known_keys import KnownKeys
from txexplain.diagnosis.parts import with_part
from txexplain.model.report import NO_FACTS, Facts, Report
from txexplain.model.signing import LeafContext, Sighash, SigVersion
from txexplain.wire.cursor import sized

LEGACY, BIP143, TAPROOT = "legacy", "bip143", "taproot"


class Setting(NamedTuple):
    """All that a message is made of. `algorithm` is LEGACY, BIP143 or TAPROOT (with `leaf`, that of BIP342).

    `verbatim` is that a message of before segwit holds the script code as it is, be it a script or not: without it
    OP_CODESEPARATORs are left out, and what runs past its end is cut.
    """

    fields: Fields
    vin: int
    algorithm: str
    hash_type: int
    script_code: bytes = b""
    annex: bytes | None = None
    leaf: LeafContext | None = None
    verbatim: bool = False

    def build(self) -> Sighash | None:
        """The message by the engine's own builders; None where there is none. Raises NotKnown."""
        if self.algorithm == TAPROOT:
            return taproot_sighash(self.fields, self.vin, self.hash_type, self.annex, self.leaf)
        build = witness_v0_sighash if self.algorithm == BIP143 else legacy_sighash
        found = build(self.fields, self.vin, self.script_code, self.hash_type)
        if self.verbatim and self.algorithm == LEGACY and found.parts:
            return with_part(found, "script_code", sized(self.script_code))
        return found


class Case(NamedTuple):
    """One signature that passes with none of its keys: what it should sign, and what is known around it.

    `r` and `s` are its numbers as they are read; for Schnorr r is an x. `setting` makes the right message with the
    hash type of the signature. `script` is the whole script that checks it, empty for the key path, and
    `script_pubkey` that of the spent output, known or assumed.
    """

    report: Report
    known: KnownKeys
    attempt: Attempt
    signature: bytes
    r: int
    s: int
    setting: Setting
    is_schnorr: bool
    script: bytes = b""
    script_pubkey: bytes = b""


def setting_of(attempt: Attempt, fields: Fields, vin: int, hash_type: int) -> Setting:
    """What a signature of that hash type should sign there."""
    if attempt.version is SigVersion.TAPSCRIPT or not attempt.opcode:  # without one: the key path
        return Setting(fields, vin, TAPROOT, hash_type, annex=attempt.annex, leaf=attempt.leaf)
    algorithm = BIP143 if attempt.version is SigVersion.WITNESS_V0 else LEGACY
    return Setting(fields, vin, algorithm, hash_type, attempt.script_code)


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
