"""The key that an input brings is not the one whose hash the output has: what the signature is worth all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.crypto.curve import compressed, parse_public_key
from txexplain.diagnosis.attempts import Attempt
from txexplain.diagnosis.inquiry import Inquiry
from txexplain.model.diagnosis import Clue
from txexplain.model.report import Facts
from txexplain.wire.der import lax_der
from txexplain.wire.hashes import hash160
from txexplain.wire.keys import can_sign
from txexplain.wire.output_scripts import pay_to_pubkey_hash

_COMPRESSED_BYTES = 33
_SHORTEST_PART = 16  # bytes of a key that are no coincidence


def unreached(attempts: Sequence[Attempt], inquiry: Inquiry) -> tuple[Clue, ...]:
    """Of the first signature that no check comes to, because another key comes with it, what it is valid for.

    `for_key_brought`: the key that comes with it; `for_key_in_other_form`: the same, and the hash is that of this
    very key, compressed where it comes uncompressed; `signature_and_key_swapped`: if they are turned round;
    `for_key_required`: the key whose hash the output has (`case`: what came instead, where it is no other key);
    `items_in_text`: if they are read as hex (`case` `both` or `key`). The fact `own_script` says that the message has
    the P2PKH script of the key that comes with it.
    """
    for attempt in attempts:
        if not attempt.reached:
            clue = next(_clues(attempt, inquiry), None)
            if clue:
                return (clue,)
    return ()


def _clues(attempt: Attempt, inquiry: Inquiry) -> Iterator[Clue]:
    (signature,), (key,) = attempt.signatures, attempt.keys
    wanted = attempt.key_hash
    is_same_point = any(hash160(form) == wanted for form in forms(key))
    name = "for_key_in_other_form" if is_same_point else "for_key_brought"
    own = [
        attempt._replace(script_code=pay_to_pubkey_hash(hash160(form)))
        for form in forms(key)
        if attempt.script_code == pay_to_pubkey_hash(wanted)
    ]
    for under in (attempt, *own):
        form = {"form": "uncompressed" if len(key) == _COMPRESSED_BYTES else "compressed"} if is_same_point else {}
        facts = Facts(own_script=1, **form) if under is not attempt else Facts(**form)
        yield from _valid(name, under, signature, key, inquiry, facts)
    if hash160(signature) == wanted:
        yield from _valid("signature_and_key_swapped", attempt, key, signature, inquiry)
    as_bytes = [_from_hex(item) for item in (signature, key)]
    if hash160(as_bytes[1]) == wanted:
        case = "both" if as_bytes[0] else "key"
        yield from _valid("items_in_text", attempt, as_bytes[0] or signature, as_bytes[1], inquiry, Facts(case=case))
    yield from _for_required(attempt, signature, wanted, inquiry)


def forms(key: bytes) -> tuple[bytes, ...]:
    """The key compressed and uncompressed."""
    point = parse_public_key(key)
    if point is None:
        return ()
    return compressed(point), b"\x04" + b"".join(each.to_bytes(32, "big") for each in point)


def _from_hex(item: bytes) -> bytes:
    try:
        return bytes.fromhex(item.decode("ascii").strip())
    except ValueError:
        return b""


def _for_required(attempt: Attempt, signature: bytes, wanted: bytes, inquiry: Inquiry) -> Iterator[Clue]:
    """The keys for which it is valid come from the signature itself; one of them can have the hash."""
    numbers = lax_der(signature[:-1]) if signature else None
    messages = inquiry.messages(attempt, signature[-1:])
    if numbers is None or not messages:
        return
    for point in inquiry.ecdsa_points(*numbers, messages[0]):
        for form in forms(point):
            if hash160(form) == wanted:
                facts = Facts(case=case) if (case := _what_came(attempt.keys[0], point)) else None
                yield from _valid("for_key_required", attempt, signature, form, inquiry, facts)


def _what_came(item: bytes, point: bytes) -> str:
    """What is in the place of the key, where it is none, or is this key a little otherwise; empty for another key."""
    same = forms(point)
    if item in [form[1:] for form in same]:
        return "without_first_byte"
    if item in [hash160(form) for form in same]:
        return "hash"
    if item[1:] in [form[1:] for form in same]:
        return "first_byte"
    if can_sign(item):
        return ""
    if len(item) >= _SHORTEST_PART and any(item in form for form in same):
        return "part"
    return "longer" if any(form in item for form in same) else "no_key"


def _valid(
    name: str, attempt: Attempt, signature: bytes, key: bytes, inquiry: Inquiry, facts: Facts | None = None
) -> Iterator[Clue]:
    numbers = lax_der(signature[:-1]) if signature else None
    if numbers is None or not can_sign(key):
        return
    fit = inquiry.ecdsa(*numbers, inquiry.messages(attempt, (signature[-1],)), (key,))
    if fit is not None:
        found = Facts(facts or {}, hash_type=signature[-1], role=attempt.role)
        yield Clue(name, True, key, fit.sighash, fit.sighash.digest, found)
