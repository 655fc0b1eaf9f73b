"""What looks alike: the kinds of bytes that have one colour, as on the terminal, and styles as classes."""

from __future__ import annotations

from functools import lru_cache

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


@lru_cache(1024)
def style_class(style: str) -> str:
    """The class of a chunk in that style: `s-amount`, and of `bytes.tx.vin.txid` `k-pointer`."""
    if style.startswith("bytes."):
        return f"k-{kind_of(style.removeprefix('bytes.'))}"
    return f"s-{style.replace('.', '-')}"
