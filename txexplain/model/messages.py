"""The messages that the signatures of an input sign, each once, with the checks over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from txexplain.model.hash_types import hash_type_words
from txexplain.model.signing import Part, Sighash, SignatureCheck


class Message(NamedTuple):
    """A signed message, and the checks over it, those that pass first."""

    sighash: Sighash
    checks: tuple[SignatureCheck, ...]

    @property
    def algorithm(self) -> str:
        """That of the signatures: `ecdsa` or `schnorr`."""
        return _signed_by(self.sighash.algorithm)

    @property
    def hash_type_words(self) -> str:
        """The sighash type by its name, or as a byte where it has none."""
        return hash_type_words(self.sighash.hash_type, self.algorithm)

    @property
    def omitted(self) -> tuple[str, ...]:
        """What the script code leaves out of the script that ran; nothing, where nobody has signed yet."""
        return self.checks[0].omitted if self.checks else ()


def _signed_by(algorithm: str) -> str:
    return "schnorr" if algorithm.startswith("bip34") else "ecdsa"


def messages(checks: Sequence[SignatureCheck]) -> tuple[Message, ...]:
    """Each different message and hash type, in the order of the checks; a check without a message is in none."""
    found: dict[tuple[bytes, int], tuple[Sighash, list[SignatureCheck]]] = {}
    for check in checks:
        if check.sighash is not None:
            key = (check.sighash.digest, check.sighash.hash_type)
            found.setdefault(key, (check.sighash, []))[1].append(check)
    return tuple(
        Message(sighash, tuple(sorted(over, key=lambda check: not check.passes))) for sighash, over in found.values()
    )


class Unfinished(NamedTuple):
    """A message of which something is not known: its parts in order, those named in `holes` without their bytes.

    `vin` are the inputs whose spent outputs it would take.
    """

    algorithm: str
    hash_type: int
    parts: tuple[Part, ...]
    holes: tuple[str, ...]
    vin: tuple[int, ...]

    @property
    def algorithm_of_signatures(self) -> str:
        """`ecdsa` or `schnorr`."""
        return _signed_by(self.algorithm)


ToSign: TypeAlias = Message | Unfinished | None
"""The message that is to be signed: whole, or of which something is not known; None where it cannot be told."""
