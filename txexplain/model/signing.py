"""Signed messages, and the checks of signatures over them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from itertools import starmap
from typing import NamedTuple, TypeAlias

from txexplain.model.bytes import Excerpt
from txexplain.model.frozen import FrozenDict


class SigVersion(Enum):
    """Which rules a script runs under, and how its signed message is built (Core: SigVersion)."""

    BASE = "legacy"
    WITNESS_V0 = "witness_v0"
    TAPROOT = "taproot"  # the key path: no script
    TAPSCRIPT = "tapscript"


class Cover(NamedTuple):
    """What a part of a signed message commits to: a field, of the inputs or outputs `start` up to before `stop`.

    Fields of the transaction: `version`, `lock_time`, `input_count`, `outpoint`, `sequence`, `output_count`, `output`
    and `annex`. Not in it, but in the spent outputs: `spent_value`, `spent_script`. Neither: `script_code`, `leaf`,
    `code_separator`, `input_index`, `spend_type`, `hash_type`.
    """

    field: str
    start: int = 0
    stop: int = 1


class Part(NamedTuple):
    """One piece of a signed message: its name, where its bytes are, and what they commit to.

    A part that commits to nothing is a filler: zeros, or inputs and outputs left blank; or it was read from a message
    alone, which does not tell how many inputs and outputs there are.
    """

    key: str
    source: bytes | Excerpt
    covers: tuple[Cover, ...] = ()

    @property
    def data(self) -> bytes | memoryview:
        """The bytes as they are hashed."""
        return self.source if isinstance(self.source, bytes) else self.source.data


Piece: TypeAlias = tuple[str, bytes | Excerpt, tuple[tuple[str, int, int], ...]]
"""What makes a Part: a plain tuple is made in a fifth of the time, and few messages are looked at so closely."""


def hashed_bytes(pieces: Iterable[Piece]) -> bytes:
    """The bytes of the pieces, one after the other."""
    return b"".join([source if isinstance(source, bytes) else source.data for _, source, _ in pieces])


class Sighash(NamedTuple):
    """A signed message in parts and its digest, 32 bytes in stored order.

    `pieces` are what the `parts` are made of. `algorithm` is `legacy`, `bip143`, `bip341` or `bip342`. `quirk` is
    `single_without_output` where the digest is the number one and no message is hashed (Core: SignatureHash returns
    uint256::ONE), else empty.
    """

    algorithm: str
    hash_type: int
    pieces: tuple[Piece, ...]
    digest: bytes
    quirk: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The message in its parts."""
        return tuple(Part(key, source, tuple(starmap(Cover, covers))) for key, source, covers in self.pieces)

    @property
    def message(self) -> bytes:
        """The bytes that are hashed: the parts one after the other."""
        return hashed_bytes(self.pieces)

    def data_of(self, key: str) -> bytes | None:
        """The bytes of the part of that key; None where it has none."""
        for name, source, _ in self.pieces:
            if name == key:
                return source if isinstance(source, bytes) else bytes(source.data)
        return None


class LeafContext(NamedTuple):
    """What a message signed in a leaf script holds besides (BIP342): the leaf's hash and the last OP_CODESEPARATOR.

    The position counts script elements from 0; it is ffffffff where none was executed.
    """

    leaf_hash: bytes
    code_separator_position: int


class Working(FrozenDict[str, int]):
    """The numbers of a check, by the letters of the standards."""

    __slots__ = ()


NO_WORKING = Working()


class SignatureCheck(NamedTuple):
    """One signature tried against one key.

    `algorithm` is `ecdsa` or `schnorr`; `reason` says why it does not pass, empty where it does, or is
    `unknown_key_type` where it counts as passing unchecked (BIP342); `working` holds the
    numbers of the check by the letters of the standards (r, s, z, u1, u2, x; for Schnorr r, s, e, x, y), as integers.
    `sighash` is None where the check ended before a message was needed; `encoding` are the parts of the signature,
    by the names of their regions, as far as they can be told.
    `omitted` is what the script code in the message leaves out of the script that ran, in this order:
    `before_separator`, where an OP_CODESEPARATOR ran, the last of those and what stands before it; `separators`, the
    other ones; `signatures`, pushes of what is checked; `rest_of_push`, the bytes of a push that runs past the end.
    Empty where the message holds the whole script, or none.
    """

    algorithm: str
    signature: bytes
    public_key: bytes
    passes: bool
    reason: str = ""
    hash_type: int | None = None
    sighash: Sighash | None = None
    working: Working = NO_WORKING
    encoding: tuple[tuple[str, bytes], ...] = ()
    omitted: tuple[str, ...] = ()

    @property
    def script_error(self) -> str:
        """Core's script error for a Schnorr signature that does not pass; empty for ECDSA, where the opcode fails."""
        if self.algorithm != "schnorr":
            return ""
        return self.reason if self.reason.startswith("SCHNORR_") else "SCHNORR_SIG"


class Proof(NamedTuple):
    """A hash that a revealed script must lead to: the values on the way, by name and in order, and the outcome.

    `key` is `witness_script_hash` or `taproot_commitment`.
    """

    key: str
    values: tuple[tuple[str, bytes], ...]
    holds: bool
