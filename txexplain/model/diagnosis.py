"""What is wrong with a signature that does not pass: what was tried beside its message and its key, and what fits."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.report import NO_FACTS, Facts
from txexplain.model.signing import Sighash


class Clue(NamedTuple):
    """One thing that was found out about a signature, or about all of an input's.

    `fits` says that the curve was asked: the signature is valid for the message `sighash` (None where it is the right
    one, or none is meant) under `public_key`. Where it is False the key tells a form, or that nothing fits.
    The facts name a second mistake as `also`, and as `by` what another key than the one that was checked is
    (`other_key`, `other_parity`, `hybrid_first_byte`, `output_key`, `internal_key`, `key_elsewhere`), with where it
    stands as `key_role`, `key_vin`, ….
    `digest` is what the signature signs; it differs from the message's own where that was hashed otherwise.
    """

    key: str
    fits: bool
    public_key: bytes = b""
    sighash: Sighash | None = None
    digest: bytes = b""
    facts: Facts = NO_FACTS


class SignatureDiagnosis(NamedTuple):
    """A signature, as it stands in the input, that passes with none of the keys that it was tried with.

    `numbers` are its r and s as the clues take them, None where none can be read; `asked` is the message that it
    should sign, by its own hash type, None where that is not known. `place` is its number, from 0, among all that the
    opcodes of the input take, in the order in which they do; `role` and `position` are those of its opcode, and
    `key` is the number of the key, of those that this opcode takes, for which it is valid in some way.
    """

    signature: bytes
    clues: tuple[Clue, ...]
    numbers: tuple[int, int] | None = None
    asked: Sighash | None = None
    place: int = 0
    role: str = ""
    position: int | None = None
    key: int | None = None


class InputDiagnosis(NamedTuple):
    """Of one input: what is said of each signature, and of all of them together (`whole`: a multisig's order, …).

    `tried` counts the digests that were tried, `left_out` is whether a limit kept some from being tried; `brought` is
    how many signatures the input brings, those that pass included, empty ones not.
    """

    vin: int
    signatures: tuple[SignatureDiagnosis, ...] = ()
    whole: tuple[Clue, ...] = ()
    tried: int = 0
    left_out: bool = False
    brought: int = 0

    def of(self, signature: bytes) -> tuple[Clue, ...]:
        """What was found out about that signature."""
        found = self.on(signature)
        return () if found is None else found.clues

    def on(self, signature: bytes) -> SignatureDiagnosis | None:
        """The diagnosis of that signature, where several opcodes take it the first with clues; None for others."""
        found = [each for each in self.signatures if each.signature == signature]
        return next((each for each in found if each.clues), found[0] if found else None)
