"""Which bytes are of one kind, and look alike in every medium."""

from __future__ import annotations

from functools import lru_cache

KINDS = ("pointer", "amount", "signature", "key", "opcode", "rule", "proof", "other")
_KINDS = (  # the first key that the region's begins with decides
    ("tx.vin.txid", "pointer"),
    ("tx.vin.vout", "pointer"),
    ("tx.vout.value", "amount"),
    ("ecdsa_signature", "signature"),
    ("schnorr_signature", "signature"),
    ("public_key", "key"),
    ("x_only_public_key", "key"),
    ("output_key", "key"),
    ("script.opcode", "opcode"),
    ("script.push.opcode", "opcode"),
    ("script.push.size", "opcode"),
    ("tx.version", "rule"),
    ("tx.lock_time", "rule"),
    ("tx.vin.sequence", "rule"),
    ("control_block", "proof"),
    ("psbt.txid", "pointer"),
    ("psbt.vout", "pointer"),
    ("psbt.amount", "amount"),
    ("psbt.partial_signature", "signature"),
    ("psbt.public_key", "key"),
    ("psbt.participant_key", "key"),
    ("psbt.aggregate_key", "key"),
    ("psbt.x_only_key", "key"),
    ("psbt.tx_version", "rule"),
    ("psbt.locktime", "rule"),
    ("psbt.sequence", "rule"),
)


@lru_cache(1024)
def kind_of(key: str) -> str:
    """The kind of the bytes of a region with that key: `pointer`, `amount`, `signature`, …, else `other`."""
    return next((kind for start, kind in _KINDS if key.startswith(start)), "other")
