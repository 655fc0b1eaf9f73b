"""Several signatures against several keys: each one against each, their order, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.diagnosis.attempts import Attempt
from txexplain.diagnosis.inquiry import Inquiry
from txexplain.model.diagnosis import Clue
from txexplain.model.report import Facts
from txexplain.model.signing import Sighash
from txexplain.wire.der import lax_der
from txexplain.wire.keys import can_sign, is_x_coordinate

_SCHNORR_SIZES = (64, 65)
_X_ONLY_SIZE = 32


class _Placed(NamedTuple):
    """One signature of several: which of the keys it is valid for, by their numbers from 0, and the message."""

    signature: bytes
    keys: tuple[int, ...] = ()
    sighash: Sighash | None = None


def whole(attempts: Sequence[Attempt], inquiry: Inquiry, refused: str = "") -> tuple[Clue, ...]:
    """What is said of the signatures of each OP_CHECKMULTISIG, and of those that OP_CHECKSIGADD counts, together.

    The facts of each clue have the `opcode` and its `position`; `place` counts the signatures from 0, as they stand
    in the input for OP_CHECKMULTISIG, as the script takes them for OP_CHECKSIGADD; `key` and `keys` the keys.
    `refused` is the script error that the input fails by.
    """
    clues: list[Clue] = []
    for attempt in attempts:
        if attempt.is_multisig and attempt.keys:
            clues += _checkmultisig(attempt, inquiry, refused)
    added = _added(attempts)
    if added:
        clues += _checksigadd(added, inquiry)
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
    required = len(attempt.signatures) + max(0, attempt.missing - 1)
    if _passes(placed, len(attempt.keys)) and not attempt.missing:
        return _of_dummy(attempt, placed, inquiry, refused)
    facts = Facts(opcode=attempt.opcode, position=attempt.position or 0, required=required, keys=len(attempt.keys))
    clues = [_fits(place, each, attempt.keys, facts) for place, each in enumerate(placed) if each.keys]
    others = list(_in_places(placed, facts))
    assigned = _assigned(placed)
    short = required - len(assigned)
    clues += others
    if short and (others or attempt.missing > 1):
        clues.append(Clue("multisig_missing", False, facts=Facts(facts, valid=len(assigned), missing=short)))
    elif not short and not attempt.missing:
        clues.append(_order(assigned, facts))
    return clues + _of_dummy(attempt, placed, inquiry, refused)


def _ecdsa(attempt: Attempt, signature: bytes, inquiry: Inquiry) -> _Placed:
    numbers = lax_der(signature[:-1]) if signature else None
    sighash = inquiry.message(attempt, signature[-1]) if numbers else None
    if numbers is None or sighash is None:
        return _Placed(signature)
    valid = inquiry.ecdsa_keys(*numbers, sighash, attempt.keys)
    return _Placed(signature, tuple(place for place, key in enumerate(attempt.keys) if key in valid), sighash)


def _passes(placed: Sequence[_Placed], total: int) -> bool:
    """Whether each signature fits a key above that of the one before, as the opcode demands."""
    key = -1
    for each in placed:
        key = min((other for other in each.keys if other > key), default=total)
    return key < total


def _assigned(placed: Sequence[_Placed]) -> dict[int, int]:
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


def _order(assigned: dict[int, int], facts: Facts) -> Clue:
    """All that are needed are valid: the places in the order in which they belong, that of their keys."""
    places = sorted(assigned, key=lambda place: assigned[place])
    return Clue("multisig_order", True, facts=Facts(facts, order=", ".join(map(str, places))))


def _fits(place: int, placed: _Placed, keys: Sequence[bytes], facts: Facts) -> Clue:
    key = placed.keys[0]
    digest = placed.sighash.digest if placed.sighash else b""
    return Clue("multisig_fits", True, keys[key], placed.sighash, digest, Facts(facts, place=place, key=key))


def _in_places(placed: Sequence[_Placed], facts: Facts) -> Iterator[Clue]:
    """What is where a signature belongs and is none that is new."""
    for place, each in enumerate(placed):
        here = Facts(facts, place=place)
        before = next((other for other in range(place) if placed[other].signature == each.signature), None)
        if each.signature and before is not None:
            yield Clue("multisig_twice", False, facts=Facts(here, first=before))
        elif not each.keys:
            case = _case(each.signature)
            if case:
                yield Clue("multisig_in_place", False, facts=Facts(here, case=case, size=len(each.signature)))
        else:
            same = next((other for other in range(place) if placed[other].keys == each.keys), None)
            if same is not None and len(each.keys) == 1:
                yield Clue("multisig_same_key", True, facts=Facts(here, first=same, key=each.keys[0]))


def _case(item: bytes) -> str:
    """What is there in place of a signature; empty where it looks like one."""
    if not item:
        return "empty"
    if can_sign(item) or (len(item) == _X_ONLY_SIZE and is_x_coordinate(item)):
        return "public_key"
    if len(item) in _SCHNORR_SIZES or lax_der(item) or lax_der(item[:-1]):
        return ""
    return "no_signature"


def _of_dummy(attempt: Attempt, placed: Sequence[_Placed], inquiry: Inquiry, refused: str) -> list[Clue]:
    """The item below the signatures: it is used up for nothing, has to be there and to be empty (BIP147)."""
    facts = Facts(opcode=attempt.opcode, position=attempt.position or 0, required=len(placed), keys=len(attempt.keys))
    if attempt.dummy is None:
        lowest = attempt.signatures[0] if attempt.signatures else None
        is_one = lowest == b"" or attempt.missing > 1  # then it is a signature that is missing
        return [] if is_one else [Clue("multisig_dummy_missing", False, facts=facts)]
    if not attempt.dummy or refused != "SIG_NULLDUMMY":
        return []
    extra = _ecdsa(attempt, attempt.dummy, inquiry)
    if extra.keys:
        digest = extra.sighash.digest if extra.sighash else b""
        key = extra.keys[0]
        return [Clue("multisig_too_many", True, attempt.keys[key], extra.sighash, digest, Facts(facts, key=key))]
    return [Clue("multisig_dummy", False, facts=Facts(facts, size=len(attempt.dummy)))]


# OP_CHECKSIGADD


def _added(attempts: Sequence[Attempt]) -> list[Attempt]:
    """The OP_CHECKSIG that the first OP_CHECKSIGADD follows, and all of those."""
    places = [place for place, each in enumerate(attempts) if each.opcode == "OP_CHECKSIGADD"]
    if not places:
        return []
    first = places[0]
    if first and attempts[first - 1].opcode == "OP_CHECKSIG":
        places.insert(0, first - 1)
    return [attempts[place] for place in places]


def _checksigadd(attempts: Sequence[Attempt], inquiry: Inquiry) -> list[Clue]:
    keys = [each.keys[0] for each in attempts]
    placed = _schnorr_placed(attempts, keys, inquiry)
    brought = [each for each in placed if each.signature]
    facts = Facts(opcode="OP_CHECKSIGADD", position=attempts[0].position or 0, keys=len(keys))
    in_place = sum(place in each.keys for place, each in enumerate(placed))
    clues = [_fits(place, each, keys, facts) for place, each in enumerate(placed) if each.keys]
    if in_place == len(brought):
        return [*clues, Clue("multisig_count", False, facts=Facts(facts, valid=in_place))]
    clues += [each for each in _in_places(placed, facts) if each.facts.get("case") != "empty"]
    assigned = _assigned(placed)
    if len(assigned) == len(brought):
        clues.append(_order(assigned, facts))
    return clues


def _schnorr_placed(attempts: Sequence[Attempt], keys: Sequence[bytes], inquiry: Inquiry) -> list[_Placed]:
    """Each signature against all keys."""
    messages = [_schnorr_message(each, inquiry) for each in attempts]
    tried = [(each.signatures[0][:64], sighash) for each, sighash in zip(attempts, messages, strict=True) if sighash]
    fitting = iter(inquiry.schnorr_keys(tried, keys))
    placed = []
    for each, sighash in zip(attempts, messages, strict=True):
        valid = next(fitting) if sighash else []
        places = tuple(place for place, key in enumerate(keys) if key in valid)
        placed.append(_Placed(each.signatures[0], places, sighash))
    return placed


def _schnorr_message(attempt: Attempt, inquiry: Inquiry) -> Sighash | None:
    signature = attempt.signatures[0]
    if len(signature) not in _SCHNORR_SIZES or signature[64:] == b"\0":
        return None
    return inquiry.message(attempt, signature[64] if len(signature) > 64 else 0)
