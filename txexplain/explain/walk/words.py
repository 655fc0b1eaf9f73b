"""Where a word is new: the terms that each place uses, told at the first one."""

from __future__ import annotations

from collections.abc import Iterable

from txexplain.explain.walk.story import Place

_TERMS = {
    "summary": ("transaction", "input", "output"),
    "actors": ("wallet", "private_key", "node", "miner", "block"),
    "input": ("hash", "txid", "outpoint"),
    "coinbase": ("coinbase",),
    "lock": ("output_script", "opcode", "address"),
    "brings": ("signature", "public_key", "hash_type"),
    "stage": ("stack",),
    "message": ("signed_message", "digest"),
    "check": ("secp256k1", "base_point", "curve_order"),
    "sizes": ("weight", "vsize"),
    "timing": ("sequence", "lock_time"),
    "verdict": ("consensus", "policy"),
}


def with_terms(places: Iterable[Place]) -> tuple[Place, ...]:
    """The places, each with the terms that none before it used."""
    told: set[str] = set()
    found = []
    for place in places:
        fresh = tuple(term for term in _TERMS.get(place.key, ()) if term not in told)
        told.update(fresh)
        found.append(place._replace(terms=fresh) if fresh else place)
    return tuple(found)
