"""The messages that the signatures of an input sign, each once, with the checks over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from txexplain.model.signing import Sighash, SignatureCheck


class Message(NamedTuple):
    """A signed message, and the checks over it, those that pass first."""

    sighash: Sighash
    checks: tuple[SignatureCheck, ...]


def messages(checks: Sequence[SignatureCheck]) -> list[Message]:
    """Each different message, in the order of the checks; a check that ended before a message is in none."""
    found: dict[bytes, tuple[Sighash, list[SignatureCheck]]] = {}
    for check in checks:
        if check.sighash is not None:
            found.setdefault(check.sighash.digest, (check.sighash, []))[1].append(check)
    return [
        Message(sighash, tuple(sorted(over, key=lambda check: not check.passes))) for sighash, over in found.values()
    ]
