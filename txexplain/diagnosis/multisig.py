"""The signatures of OP_CHECKMULTISIG: each one against each key, their order, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.diagnosis.attempts import Attempt
from txexplain.diagnosis.inquiry import Inquiry
from txexplain.model.diagnosis import Clue
from txexplain.model.report import Facts
from txexplain.model.signing import Sighash
from txexplain.wire.der import lax_der
from txexplain.wire.keys import can_sign

_SCHNORR_SIZES = (64, 65)


class Placed(NamedTuple):
    """One signature of several: which of the keys it is valid for, by their numbers from 0, and the message."""

    signature: bytes
    keys: tuple[int, ...] = ()
    sighash: Sighash | None = None


def whole(attempts: Sequence[Attempt], inquiry: Inquiry, refused: str = "") -> tuple[Clue, ...]:
    """What is said of the signatures of each OP_CHECKMULTISIG together.

    The facts of each clue have the `opcode` and its `position`; `place` counts the signatures from 0, as they stand
    in the input; `key` and `keys` the keys; `required` is how many signatures are taken.
    `refused` is the script error that the input fails by.
    """
    clues: list[Clue] = []
    for attempt in attempts:
        if attempt.is_multisig and attempt.keys:
            clues += _checkmultisig(attempt, inquiry, refused)
    return tuple(clues)


def fits_of(attempt: Attempt, signature: bytes, clues: Sequence[Clue]) -> tuple[Clue, ...]:
    """That the signature is valid where it stands among several, if it is."""
    places = [place for place, each in enumerate(attempt.signatures) if each == signature]
    return tuple(
        clue
        for clue in clues
        if clue.key == "multisig_fits"
        and clue.facts.get("position") == attempt.position
        and clue.facts["place"] in places
    )[:1]


# OP_CHECKMULTISIG


def _checkmultisig(attempt: Attempt, inquiry: Inquiry, refused: str) -> list[Clue]:
    placed = [_ecdsa(attempt, signature, inquiry) for signature in attempt.signatures]
    required, absent = attempt.required, attempt.required - len(attempt.signatures)
    in_order = _passes(placed, len(attempt.keys))
    if in_order and not attempt.missing and not attempt.is_empty_misplaced:
        return _of_dummy(attempt, inquiry, refused)
    facts = _facts(attempt)
    about_dummy = _of_dummy(attempt, inquiry, refused)
    clues = [fits_clue(place, each, attempt.keys, facts) for place, each in enumerate(placed) if each.keys]
    others = list(in_places(placed, attempt.keys, facts))
    assigned = assigned_keys(placed)
    short = required - len(assigned)
    if attempt.is_empty_misplaced:
        case = "incomplete" if short else "complete"
        clues.append(Clue("multisig_empty_misplaced", False, facts=Facts(facts, case=case)))
    clues += others
    if short and (others or absent or assigned):
        clues.append(Clue("multisig_missing", False, facts=Facts(facts, valid=len(assigned), missing=short)))
    elif not short and not in_order and not any(clue.key == "multisig_too_many" for clue in about_dummy):
        clues.append(order_clue(assigned, facts))
    return clues + about_dummy


def _facts(attempt: Attempt) -> Facts:
    position, keys = attempt.position or 0, len(attempt.keys)
    return Facts(opcode=attempt.opcode, position=position, required=attempt.required, keys=keys)


def _ecdsa(attempt: Attempt, signature: bytes, inquiry: Inquiry) -> Placed:
    numbers = lax_der(signature[:-1]) if signature else None
    sighash = inquiry.message(attempt, signature[-1]) if numbers else None
    if numbers is None or sighash is None:
        return Placed(signature)
    valid = inquiry.ecdsa_keys(*numbers, sighash, attempt.keys)
    return Placed(signature, tuple(place for place, key in enumerate(attempt.keys) if key in valid), sighash)


def _passes(placed: Sequence[Placed], total: int) -> bool:
    """Whether each signature fits a key above that of the one before, as the opcode demands."""
    key = -1
    for each in placed:
        key = min((other for other in each.keys if other > key), default=total)
    return key < total


def assigned_keys(placed: Sequence[Placed]) -> dict[int, int]:
    """A key of its own for as many signatures as can have one, place → key (augmenting paths)."""
    owner: dict[int, int] = {}

    def find(place: int, seen: set[int]) -> bool:
        for key in placed[place].keys:
            if key not in seen:
                seen.add(key)
                if key not in owner or find(owner[key], seen):
                    owner[key] = place
                    return True
        return False

    for place in range(len(placed)):
        find(place, set())
    return {place: key for key, place in owner.items()}


def order_clue(assigned: dict[int, int], facts: Facts) -> Clue:
    """All that are needed are valid: the places in the order in which they belong, that of their keys."""
    places = sorted(assigned, key=lambda place: assigned[place])
    return Clue("multisig_order", True, facts=Facts(facts, order=", ".join(map(str, places))))


def fits_clue(place: int, placed: Placed, keys: Sequence[bytes], facts: Facts) -> Clue:
    """That it is valid for a key; the fact `equal_keys` counts those that are the same key, this one included."""
    key = placed.keys[0]
    digest = placed.sighash.digest if placed.sighash else b""
    found = Facts(facts, place=place, key=key)
    equal = [other for other, each in enumerate(keys) if each == keys[key]]
    if len(equal) > 1:
        found = Facts(found, equal_keys=", ".join(map(str, equal)))
    return Clue("multisig_fits", True, keys[key], placed.sighash, digest, found)


def in_places(placed: Sequence[Placed], keys: Sequence[bytes], facts: Facts) -> Iterator[Clue]:
    """What is where a signature belongs and is none that is new."""
    for place, each in enumerate(placed):
        here = Facts(facts, place=place)
        before = next((other for other in range(place) if placed[other].signature == each.signature), None)
        if each.signature and before is not None:
            yield Clue("multisig_twice", False, facts=Facts(here, first=before))
        elif not each.keys:
            case = _case(each.signature, keys)
            if case:
                yield Clue("multisig_in_place", False, facts=Facts(here, case=case, size=len(each.signature)))
        else:
            same = next((other for other in range(place) if placed[other].keys == each.keys), None)
            if same is not None and len(each.keys) == 1:
                yield Clue("multisig_same_key", True, facts=Facts(here, first=same, key=each.keys[0]))


def _case(item: bytes, keys: Sequence[bytes]) -> str:
    """What is there in place of a signature; empty where it looks like one."""
    if not item:
        return "empty"
    if can_sign(item) or item in keys:
        return "public_key"
    if len(item) in _SCHNORR_SIZES or lax_der(item) or lax_der(item[:-1]):
        return ""
    return "no_signature"


def _of_dummy(attempt: Attempt, inquiry: Inquiry, refused: str) -> list[Clue]:
    """The item below the signatures: it is used up for nothing, has to be there and to be empty (BIP147)."""
    facts = Facts(
        opcode=attempt.opcode, position=attempt.position or 0, required=attempt.required, keys=len(attempt.keys)
    )
    if attempt.dummy is None:
        return [Clue("multisig_dummy_missing", False, facts=facts)] if attempt.signatures else []
    if refused == "CLEANSTACK" and attempt.below:
        count = len(attempt.below)
        case = "one" if count == 1 else "many"
        return [Clue("multisig_extra_item", False, facts=Facts(facts, extra=count, case=case))]
    if not attempt.dummy or refused != "SIG_NULLDUMMY":
        return []
    extra = _ecdsa(attempt, attempt.dummy, inquiry)
    if extra.keys:
        return [_too_many(attempt, extra, inquiry, facts)]
    return [Clue("multisig_dummy", False, facts=Facts(facts, size=len(attempt.dummy)))]


def _too_many(attempt: Attempt, extra: Placed, inquiry: Inquiry, facts: Facts) -> Clue:
    """Signatures where the empty item belongs, and below: how many there are, and whether an empty item follows."""
    below = list(attempt.below)
    surplus = 1
    while below and _ecdsa(attempt, below[-1], inquiry).keys:
        below.pop()
        surplus += 1
    empty = attempt.signatures.count(b"")  # in the places of signatures
    case = "empty_below" if below[-1:] == [b""] else "alone" if surplus == 1 and not empty else "several"
    digest, key = extra.sighash.digest if extra.sighash else b"", extra.keys[0]
    found = Facts(facts, key=key, surplus=surplus, total=attempt.required + surplus - empty, case=case)
    return Clue("multisig_too_many", True, attempt.keys[key], extra.sighash, digest, found)
