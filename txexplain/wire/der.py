"""The encoding of ECDSA signatures in scripts: DER, then one byte for the hash type."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.wire.keys import CURVE_ORDER


def is_valid_signature_encoding(signature: bytes) -> bool:
    """Whether `signature` (DER and hash type) is what BIP66 demands (Core: IsValidSignatureEncoding)."""
    framing = _framing(signature)
    if framing is None or len(signature) > 73:
        return False
    s_tag, s_end = framing
    if s_end != len(signature) - 1:
        return False
    return _is_minimal_positive(signature, 4, s_tag) and _is_minimal_positive(signature, s_tag + 2, s_end)


def _is_minimal_positive(signature: bytes, start: int, end: int) -> bool:
    """Whether the number between these places is: not empty, not negative, without a zero that it could lack."""
    if start == end or signature[start] & 0x80:
        return False
    return signature[start] != 0 or end - start == 1 or signature[start + 1] & 0x80 != 0


class DerLayout(NamedTuple):
    """The parts of a signature `30 len 02 len r 02 len s … hash type`; `padding` is what stands before the type."""

    r: bytes
    s: bytes
    padding: bytes
    hash_type: int


def der_layout(signature: bytes) -> DerLayout | None:
    """The parts of `signature` where its framing holds together, strictly encoded or not; else None."""
    framing = _framing(signature)
    if framing is None:
        return None
    s_tag, s_end = framing
    return DerLayout(signature[4:s_tag], signature[s_tag + 2 : s_end], signature[s_end:-1], signature[-1])


def is_framed(signature: bytes) -> bool:
    """Whether `der_layout` finds parts."""
    return _framing(signature) is not None


def _framing(signature: bytes) -> tuple[int, int] | None:
    """Where the tag of s stands, and where s ends; None where the framing does not hold together."""
    if len(signature) < 7 or signature[0] != 0x30 or signature[2] != 0x02:
        return None
    if signature[1] != len(signature) - 3:
        return None
    s_tag = 4 + signature[3]
    if s_tag + 2 > len(signature) - 1 or signature[s_tag] != 0x02:
        return None
    s_end = s_tag + 2 + signature[s_tag + 1]
    return (s_tag, s_end) if s_end < len(signature) else None


def encode_der(r: int, s: int) -> bytes:
    """The numbers as strict DER, without a hash type (BIP66)."""
    numbers = [number.to_bytes(number.bit_length() // 8 + 1, "big") for number in (r, s)]
    content = b"".join(bytes([0x02, len(number)]) + number for number in numbers)
    return bytes([0x30, len(content)]) + content


def lax_der(signature: bytes) -> tuple[int, int] | None:
    """The numbers r and s of a signature without its hash type, as old nodes read it; None where they cannot.

    Lengths in long form, padding, negative numbers and trailing bytes are taken. A number that is not below the
    order of the curve makes both 0 (Core: ecdsa_signature_parse_der_lax).
    """
    if signature[:1] != b"\x30" or len(signature) < 2:
        return None
    position = 2 + (signature[1] & 0x7F if signature[1] & 0x80 else 0)
    found = []
    for _ in range(2):
        span = _lax_integer(signature, position)
        if span is None:
            return None
        found.append(int.from_bytes(signature[slice(*span)], "big"))
        position = span[1]
    r, s = found
    return (r, s) if max(r, s) < CURVE_ORDER else (0, 0)


def _lax_integer(data: bytes, position: int) -> tuple[int, int] | None:
    """Where the bytes of the integer that begins at `position` start and end, or None where there is none."""
    if position + 2 > len(data) or data[position] != 0x02:
        return None
    size = data[position + 1]
    position += 2
    if size & 0x80:
        end = position + (size & 0x7F)
        size = int.from_bytes(data[position:end], "big")
        if end > len(data) or size >= 1 << 24:
            return None
        position = end
    end = position + size
    return (position, end) if end <= len(data) else None


def is_low_s(signature: bytes) -> bool:
    """Whether s is in the lower half, or cannot be read and counts as 0 (Core: CPubKey::CheckLowS)."""
    numbers = lax_der(signature)
    return numbers is not None and numbers[1] <= CURVE_ORDER // 2
