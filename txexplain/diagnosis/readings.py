"""Bytes in the place of an ECDSA signature that are written otherwise than a node reads them: what they may be."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import NamedTuple

from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_ANYONECANPAY, SIGHASH_NONE, SIGHASH_SINGLE
from txexplain.model.report import NO_FACTS, Facts
from txexplain.wire.der import der_layout, is_valid_signature_encoding, lax_der
from txexplain.wire.keys import CURVE_ORDER

DEFINED = tuple(
    base | anyone for anyone in (0, SIGHASH_ANYONECANPAY) for base in (SIGHASH_ALL, SIGHASH_NONE, SIGHASH_SINGLE)
)
_HALF, _WHOLE = 32, 64
_RECOVERABLE = range(27, 35)  # the first byte of a signature of a message, which tells how the key is recovered
_MIN_DIGITS = 2 * _WHOLE
_FRAME = 4  # bytes of DER before r
_NUMBER_SIZES = range(28, 34)  # of r and s in DER, nearly always


class Reading(NamedTuple):
    """A key of how it is written, the numbers so read, and the hash types that are then possible."""

    key: str
    r: int
    s: int
    hash_types: tuple[int, ...] = DEFINED
    facts: Facts = NO_FACTS

    @property
    def in_range(self) -> bool:
        return 0 < self.r < CURVE_ORDER and 0 < self.s < CURVE_ORDER


def readings(signature: bytes) -> Iterator[Reading]:
    """What the bytes may be, the likeliest first; empty where they are in strict DER with a hash type, or nothing."""
    text = _from_text(signature)
    if text is not None:
        form, data = text
        for inner in (*_in_der(data), *readings(data)):
            facts = Facts(inner.facts, form=form, inner=inner.key)
            yield inner._replace(key="signature_in_text", facts=facts)
        return
    if not is_valid_signature_encoding(signature):
        for read in (_without_type, _with_length, _long_type, _compact, _lax):
            yield from read(signature)


def _in_der(data: bytes) -> Iterator[Reading]:
    """One as it should be."""
    if is_valid_signature_encoding(data):
        r, s = lax_der(data[:-1]) or (0, 0)
        yield Reading("", r, s, (data[-1],))


def _strict(der: bytes) -> tuple[int, int] | None:
    """The numbers of strict DER without a hash type."""
    return lax_der(der) if is_valid_signature_encoding(der + b"\x01") else None


def _from_text(data: bytes) -> tuple[str, bytes] | None:
    """What digits stand for, `hex` or `base64`."""
    if len(data) < 4 * _WHOLE // 3 or not data.isascii():
        return None
    try:
        text = data.decode().strip()
        return "hex", bytes.fromhex(text)
    except ValueError:
        pass
    try:
        return "base64", base64.b64decode(data.strip(), validate=True)
    except (ValueError, binascii.Error):
        return None


def _without_type(signature: bytes) -> Iterator[Reading]:
    numbers = _strict(signature)
    if numbers:
        yield Reading("no_hash_type_byte", *numbers)


def _with_length(signature: bytes) -> Iterator[Reading]:
    """Its length stands in it once more, as for a second push."""
    if signature[:1] == bytes([(len(signature) - 1) & 0xFF]):
        inner = signature[1:]
        for each in (*_in_der(inner), *_without_type(inner)):
            yield each._replace(key="length_in_signature", facts=Facts(inner=each.key))


def _long_type(signature: bytes) -> Iterator[Reading]:
    """The hash type in four bytes, as messages have it, or twice."""
    for size, written in ((4, "little"), (4, "big"), (2, "twice")):
        numbers, tail = _strict(signature[:-size]), signature[-size:]
        hash_type = tail[-1] if written == "big" else tail[0] if tail else 0
        expected = (
            bytes([hash_type]) * 2
            if written == "twice"
            else hash_type.to_bytes(4, "little" if written == "little" else "big")
        )
        if numbers and tail == expected:
            yield Reading("hash_type_written_long", *numbers, (hash_type,), Facts(case=written, hash_type=hash_type))


def _compact(signature: bytes) -> Iterator[Reading]:
    """r and s of 32 bytes each, without DER."""
    forms = {"plain": (signature, DEFINED, len(signature) == _WHOLE)}
    if len(signature) == _WHOLE + 1:
        forms["with_type"] = (signature[:-1], (signature[-1],), True)
        forms["recoverable"] = (signature[1:], DEFINED, signature[0] in _RECOVERABLE)
        forms["with_recovery_id"] = (signature[:-1], DEFINED, signature[-1] <= 3)
    if len(signature) == _WHOLE + 2 and signature[0] in _RECOVERABLE:
        forms["recoverable_with_type"] = (signature[1:-1], (signature[-1],), True)
    for case, (data, hash_types, holds) in forms.items():
        reading = Reading("compact", *_halves(data), hash_types, Facts(case=case))
        if holds and reading.in_range:
            yield reading


def _halves(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[:_HALF], "big"), int.from_bytes(data[_HALF:_WHOLE], "big")


def _lax(signature: bytes) -> Iterator[Reading]:
    """DER that is not strict, as nodes took it before BIP66; then without a hash type."""
    numbers = lax_der(signature[:-1])
    if numbers and any(numbers):
        yield Reading("not_strict_der", *numbers, (signature[-1],), Facts(case=broken_rule(signature)))
    whole = lax_der(signature)
    if whole and any(whole):
        case = broken_rule(signature + b"\x01")
        yield Reading("not_strict_der", *whole, DEFINED, Facts(case=case, without_type=1, inner="no_hash_type_byte"))


def broken_rule(signature: bytes) -> str:
    """The first rule of strict DER (BIP66) that a signature with hash type breaks, which lax reading takes."""
    layout = der_layout(signature)
    if layout is None:
        return _broken_framing(signature)
    if layout.padding:
        return "bytes_behind"
    for name, number in (("r", layout.r), ("s", layout.s)):
        if not number:
            return f"{name}_empty"
        if number[0] & 0x80:
            return f"{name}_negative"
        if len(number) > 1 and not number[0] and not number[1] & 0x80:
            return f"{name}_padded"
    return "too_long"


def _broken_framing(signature: bytes) -> str:
    """Lengths in several bytes, or one that is wrong: then it may be that more stands behind than belongs there."""
    length_of_r = signature[3:4]
    length_of_s = signature[5 + length_of_r[0] :][:1] if length_of_r else b""
    if any(each and each[0] & 0x80 for each in (signature[1:2], length_of_r, length_of_s)):
        return "long_length"
    end = 2 + signature[1]
    return "bytes_behind" if is_valid_signature_encoding(signature[:end] + b"\x01") else "wrong_length"


def rewritten(r: int, s: int, hash_type: int) -> Iterator[Reading]:
    """Numbers that were read as they should be, taken as if they had been written another way round."""
    for key, numbers in (
        ("numbers_swapped", (s, r)),
        ("numbers_reversed", (_reversed(r), _reversed(s))),
        ("numbers_swapped_and_reversed", (_reversed(s), _reversed(r))),
    ):
        reading = Reading(key, *numbers, (hash_type,))
        if reading.in_range:
            yield reading


def _reversed(number: int) -> int:
    return int.from_bytes(number.to_bytes(_HALF, "big"), "little")


def lacking_of(item: bytes) -> int:
    """How many bytes DER with a hash type lacks, by the length that it begins with; 0 where it is none cut short."""
    is_der = len(item) > _FRAME and item[0] == 0x30 and item[2] == 0x02 and item[3] in _NUMBER_SIZES
    is_signature = is_der and item[1] - item[3] - 4 in _NUMBER_SIZES
    return max(0, item[1] + 3 - len(item)) if is_signature else 0
