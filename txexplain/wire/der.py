"""The encoding of ECDSA signatures in scripts: DER, then one byte for the hash type."""

from __future__ import annotations

from typing import NamedTuple


def is_valid_signature_encoding(signature: bytes) -> bool:
    """Whether `signature` (DER and hash type) is what BIP66 demands (Core: IsValidSignatureEncoding)."""
    layout = der_layout(signature)
    if layout is None or layout.padding:
        return False
    return _is_minimal_positive(layout.r) and _is_minimal_positive(layout.s) and len(signature) <= 73


def _is_minimal_positive(number: bytes) -> bool:
    if not number or number[0] & 0x80:
        return False
    return not (len(number) > 1 and number[0] == 0 and not number[1] & 0x80)


class DerLayout(NamedTuple):
    """The parts of a signature `30 len 02 len r 02 len s … hash type`; `padding` is what stands before the type."""

    r: bytes
    s: bytes
    padding: bytes
    hash_type: int


def der_layout(signature: bytes) -> DerLayout | None:
    """The parts of `signature` where its framing holds together, strictly encoded or not; else None."""
    if len(signature) < 7 or signature[0] != 0x30 or signature[2] != 0x02:
        return None
    if signature[1] != len(signature) - 3:
        return None
    s_tag = 4 + signature[3]
    if s_tag + 2 > len(signature) - 1 or signature[s_tag] != 0x02:
        return None
    s_end = s_tag + 2 + signature[s_tag + 1]
    if s_end > len(signature) - 1:
        return None
    return DerLayout(signature[4:s_tag], signature[s_tag + 2 : s_end], signature[s_end:-1], signature[-1])
