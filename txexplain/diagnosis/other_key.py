"""The key that an input brings is not the one whose hash the output has: what the signature is worth all the same."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.diagnosis.attempts import Attempt
from txexplain.diagnosis.inquiry import Inquiry
from txexplain.model.diagnosis import Clue
from txexplain.model.report import Facts
from txexplain.wire.der import lax_der
from txexplain.wire.hashes import hash160
from txexplain.wire.keys import can_sign


def unreached(attempts: Sequence[Attempt], inquiry: Inquiry) -> tuple[Clue, ...]:
    """`for_key_brought`: it is valid for the key that comes with it; `signature_and_key_swapped`: if turned round."""
    for attempt in attempts:
        if not attempt.reached:
            for clue in (_brought(attempt, inquiry), _swapped(attempt, inquiry)):
                if clue:
                    return (clue,)
    return ()


def _brought(attempt: Attempt, inquiry: Inquiry) -> Clue | None:
    return _valid("for_key_brought", attempt, attempt.signatures[0], attempt.keys[0], inquiry)


def _swapped(attempt: Attempt, inquiry: Inquiry) -> Clue | None:
    signature, key = attempt.keys[0], attempt.signatures[0]
    right = hash160(key) == attempt.script_code[3:23]
    return _valid("signature_and_key_swapped", attempt, signature, key, inquiry) if right else None


def _valid(name: str, attempt: Attempt, signature: bytes, key: bytes, inquiry: Inquiry) -> Clue | None:
    numbers = lax_der(signature[:-1]) if signature else None
    if numbers is None or not can_sign(key):
        return None
    fit = inquiry.ecdsa(*numbers, inquiry.messages(attempt, (signature[-1],)), (key,))
    if fit is None:
        return None
    facts = Facts(hash_type=signature[-1], role=attempt.role)
    return Clue(name, True, key, fit.sighash, fit.sighash.digest, facts)
