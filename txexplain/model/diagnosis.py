"""What is wrong with a signature that does not pass: what was tried beside its message and its key, and what fits."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.report import NO_FACTS, Facts
from txexplain.model.signing import Sighash


class Clue(NamedTuple):
    """One thing that was found out about a signature, or about all of an input's.

    `fits` says that the curve was asked: the signature is valid for the message `sighash` (None where it is the right
    one, or none is meant) under `public_key`. Where it is False the key tells a form, or that nothing fits.
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
    should sign, by its own hash type, None where that is not known.
    """

    signature: bytes
    clues: tuple[Clue, ...]
    numbers: tuple[int, int] | None = None
    asked: Sighash | None = None


class InputDiagnosis(NamedTuple):
    """Of one input: what is said of each signature, and of all of them together (`whole`: a multisig's order, …).

    `tried` counts the messages and keys that were tried, `left_out` is whether a limit kept some from being tried.
    """

    vin: int
    signatures: tuple[SignatureDiagnosis, ...] = ()
    whole: tuple[Clue, ...] = ()
    tried: int = 0
    left_out: bool = False

    def of(self, signature: bytes) -> tuple[Clue, ...]:
        """What was found out about that signature."""
        found = self.on(signature)
        return () if found is None else found.clues

    def on(self, signature: bytes) -> SignatureDiagnosis | None:
        """The diagnosis of that signature, None where it has none."""
        return next((each for each in self.signatures if each.signature == signature), None)
