"""What a key that a signature fits is to the ones that it was checked with."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.diagnosis.known_keys import KnownKey
from txexplain.diagnosis.setting import Case
from txexplain.model.report import NO_FACTS, Facts
from txexplain.wire.keys import is_hybrid, is_public_key_size
from txexplain.wire.output_scripts import is_pay_to_taproot

_OF_SCRIPT = ("redeem_script", "witness_script", "leaf_script", "spent_script")


class FoundKey(NamedTuple):
    """A key that is known, in a form that ECDSA or BIP340 takes; `relation` is empty where it was checked with it.

    Else it is `other_parity`, `hybrid_first_byte` (the key is this point but for that byte), `other_key` of the same
    scripts, `output_key`, `internal_key` or `key_elsewhere`.
    """

    public_key: bytes
    relation: str = ""
    facts: Facts = NO_FACTS


def is_point(public_key: bytes, x: int, y: int) -> bool:
    """Whether a key as scripts have it is this point."""
    if not is_public_key_size(public_key) or int.from_bytes(public_key[1:33], "big") != x:
        return False
    if len(public_key) == 33:
        return public_key[0] & 1 == y & 1
    return int.from_bytes(public_key[33:], "big") == y and (not is_hybrid(public_key) or public_key[0] & 1 == y & 1)


def key_of_point(case: Case, x: int, y: int, *, by_hash: bool) -> FoundKey | None:
    """The key that is this point, if it is known; with `by_hash`, also one of which only the hash is."""
    for position, public_key in enumerate(case.attempt.keys):
        if is_point(public_key, x, y):
            return FoundKey(public_key, "", Facts(position=position))
    compressed = bytes([2 + (y & 1)]) + x.to_bytes(32, "big")
    for position, public_key in enumerate(case.attempt.keys):
        if public_key == compressed[1:]:
            return FoundKey(compressed, "", Facts(position=position))
        if is_public_key_size(public_key) and public_key[1:33] == compressed[1:]:
            return FoundKey(compressed, *_parity(public_key, y, position))
    known = case.known.of_point(x, y, case.setting.vin, by_hash=by_hash)
    if known is None:
        return None
    public_key = known.public_key if is_point(known.public_key, x, y) else compressed
    return FoundKey(public_key, relation_of(case, known), known.facts)


def _parity(public_key: bytes, y: int, position: int) -> tuple[str, Facts]:
    """What differs in a key with the x of the point."""
    if len(public_key) == 65 and int.from_bytes(public_key[33:], "big") == y:
        case = "odd" if y & 1 else "even"
        return "hybrid_first_byte", Facts(position=position, case=case, first_byte=f"{public_key[0]:02x}")
    return "other_parity", Facts(position=position, form="compressed" if len(public_key) == 33 else "uncompressed")


def relation_of(case: Case, known: KnownKey) -> str:
    """What a key that was not checked with is to those that were."""
    if known.vin != case.setting.vin:
        return "key_elsewhere"
    role = known.facts.get("role")
    if role == "internal_key":
        return "internal_key"
    if role == "spent_script" and is_pay_to_taproot(case.script_pubkey):
        return "output_key"
    return "other_key" if role in _OF_SCRIPT and "position" in known.facts else "key_elsewhere"
