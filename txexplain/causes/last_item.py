"""The last item, which must be the script behind a hash: it is elsewhere, or missing."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.causes.hashes import HASHES, Compared, mismatch, shown
from txexplain.causes.seen import Found, Seen
from txexplain.templates.spends.view import is_ecdsa_signature
from txexplain.wire.keys import is_public_key_size


def script_not_last(what: str, items: Sequence[bytes], seen: Seen, found: Compared) -> Found:
    """Which item is the script, where it is not the last; that it is missing, where the last is no script.

    `what` is `redeem` or `witness_script`, `items` are what must end with it. Empty where the last could be one.
    """
    take, last = HASHES[found.function], found.preimage
    at = next((place for place, item in enumerate(items[:-1]) if take(item) == found.committed), None)
    kind = "_empty" if not last else "_signature" if is_ecdsa_signature(last) else ""
    if at is None:
        return {**mismatch(what, seen, found), "cause": f"{what}_missing{kind}"} if kind else {}
    told: Found = {
        "cause": f"{what}_not_last{kind}",
        "number": at + 1,
        "items": len(items),
        "committed": found.committed.hex(),
        "item": shown(last),
    }
    return {**told, "hints": "items_reversed"} if _is_reversed(items, at) else told


def _is_reversed(items: Sequence[bytes], at: int) -> bool:
    """Whether the script is first, as it is where all are in reverse order: signatures, then what is below them."""
    if at or len(items) < 3:
        return False
    given = [item for item in items[1:] if item]
    return all(is_ecdsa_signature(item) or is_public_key_size(item) for item in given) and not items[-1]
