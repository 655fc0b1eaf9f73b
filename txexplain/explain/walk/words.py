"""Where a word is new: the terms that each place uses, told at the first one."""

from __future__ import annotations

from collections.abc import Iterable

from txexplain.explain.walk.story import Place, Story

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


_TERMS_OF_ROLES = {
    "key_path": ("key_path", "schnorr"),
    "taproot_commitment": ("script_path", "script_tree", "control_block", "internal_key", "tweak"),
    "witness_script_hash": ("witness_script",),
    "redeem_script": ("redeem_script",),
}


def with_terms(places: Iterable[Place], story: Story) -> tuple[Place, ...]:
    """The places, each with the terms that none before it used."""
    told: set[str] = set()
    found = []
    for place in places:
        fresh = tuple(term for term in _terms_at(place, story) if term not in told)
        told.update(fresh)
        found.append(place._replace(terms=fresh) if fresh else place)
    return tuple(found)


def _terms_at(place: Place, story: Story) -> tuple[str, ...]:
    terms = _TERMS.get(place.key, ())
    if place.key == "layout" and story.report.tx.has_witness:
        return ("segwit", "witness", *terms)
    if place.key == "stage":
        return (*terms, *_TERMS_OF_ROLES.get(story.stage(place).role, ()))
    return terms
