"""MuSig2 in a PSBT: which partial signatures belong together, and for which key they sign (BIP373, BIP328)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from txexplain.crypto.bip32 import Derived, derive
from txexplain.crypto.curve import compressed
from txexplain.crypto.musig2 import Session, Tweak, add_partials, aggregate_keys, session, verify_partial
from txexplain.crypto.taproot import tweaked_key
from txexplain.model.derivation import MAX_DEPTH
from txexplain.psbt.signers import Signer
from txexplain.psbt.signing_data import SigningData
from txexplain.wire.hashes import hash160, tagged_hash

_CHAIN_CODE = bytes.fromhex("868087ca02a6f974c4598924c36b57762d32cb45717167e300622c7167e38965")  # BIP328
NO_LEAF = bytes(32)


class Group(NamedTuple):
    """Participants that sign together: for the key `signed_for`, in a leaf or, zeros, by the key path.

    `key` is theirs as the PSBT states it, which is not yet checked.
    """

    key: bytes
    participants: tuple[bytes, ...]
    signed_for: bytes
    leaf: bytes
    tweaks: tuple[Tweak, ...]


def aggregate(
    data: SigningData, signer: Signer, key: bytes, *, root: bytes | None = None, leaf: bytes = NO_LEAF
) -> bytes | None:
    """The signature for that x-only key, where all partial signatures for it are there and valid.

    With `root`, empty for a tree without leaves, it is the internal key of an output, and tweaked.
    """
    for group in groups(data, key, root, leaf):
        place = (group.signed_for, group.leaf)
        nonces, partials = data.nonces.get(place, {}), data.partial_signatures.get(place, {})
        whole = len(nonces) == len(partials) == len(group.participants)
        found = session_of(data, signer, group) if whole else None
        if found and all(
            each in partials and verify_partial(found, each, nonces[each], partials[each])
            for each in group.participants
        ):
            signature = add_partials(found, [partials[each] for each in group.participants])
            return signature + (bytes([signer.hash_type]) if signer.hash_type else b"")
    return None


def signs_by_key_path(data: SigningData, key: bytes, output_key: bytes) -> bool:
    """Whether an x-only key is the internal key, or that of a participant of it or of the output key."""
    if data.without_key_path:
        return False
    if key in (data.internal_key, output_key):
        return True
    found = (*groups(data, data.internal_key, None, NO_LEAF), *groups(data, output_key, None, NO_LEAF))
    return any(key == each[1:] for group in found for each in group.participants)


def session_of(data: SigningData, signer: Signer, group: Group) -> Session | None:
    """What the group signs with, None while a nonce lacks, and where its key is not that of its participants."""
    nonces = data.nonces.get((group.signed_for, group.leaf), {})
    message = signer.message(None if group.leaf == NO_LEAF else group.leaf)
    if message is None or not all(each in nonces for each in group.participants):
        return None
    untweaked, found = aggregate_keys(group.participants), aggregate_keys(group.participants, group.tweaks)
    if untweaked is None or found is None or compressed(untweaked.point) != group.key:
        return None
    return session(found, [nonces[each] for each in group.participants], message)


def groups(data: SigningData, key: bytes, root: bytes | None, leaf: bytes) -> Iterator[Group]:
    """The groups whose key is that, or leads to it by the derivation that the PSBT states."""
    for aggregate_key, participants in sorted(data.participants.items()):
        derived = _derived(data, aggregate_key, key) if participants and key else None
        if derived is None:
            continue
        signed_for, tweaks = derived
        if root is not None:
            tweaked = tweaked_key(key, root)
            if tweaked is None:
                continue
            signed_for = bytes([2 + tweaked[1]]) + tweaked[0]
            tweaks = (*tweaks, Tweak(tagged_hash("TapTweak", key, root), True))
        yield Group(aggregate_key, participants, signed_for, leaf, tweaks)


def _derived(data: SigningData, aggregate_key: bytes, key: bytes) -> tuple[bytes, tuple[Tweak, ...]] | None:
    """The key itself, or the one derived from it that `key` is the x of, and the tweaks on the way (BIP328)."""
    if aggregate_key[1:] == key:
        return aggregate_key, ()
    fingerprint, path = data.origins.get(key, (b"", ()))
    if not 0 < len(path) <= MAX_DEPTH or fingerprint != hash160(aggregate_key)[:4]:
        return None
    found: Derived | None = Derived(aggregate_key, _CHAIN_CODE)
    tweaks = []
    for index in path:
        found = found and derive(found, index)
        if found is None:
            return None
        tweaks.append(Tweak(found.tweak, False))
    return (found.key, tuple(tweaks)) if found and found.key[1:] == key else None
