"""Hash types: which outputs a signature commits to, and whether other inputs may be added; what they are called."""

from __future__ import annotations

from txexplain.model.hexadecimal import is_hex

SIGHASH_DEFAULT = 0x00
SIGHASH_ALL = 0x01
SIGHASH_NONE = 0x02
SIGHASH_SINGLE = 0x03
SIGHASH_OUTPUT_MASK = 0x1F  # of the hash type of an ECDSA signature: which outputs
SIGHASH_ANYONECANPAY = 0x80
SIGHASH_FORKID = 0x40  # that Bitcoin Cash adds; here it has no meaning
LAST_OF_ONE_BYTE = 0xFF  # a signature has one, a message outside taproot four

_HASH_TYPE_NAMES = {  # Core: mapSigHashTypes (core_io.cpp)
    0x01: "ALL",
    0x02: "NONE",
    0x03: "SINGLE",
    0x81: "ALL|ANYONECANPAY",
    0x82: "NONE|ANYONECANPAY",
    0x83: "SINGLE|ANYONECANPAY",
}
DEFAULT_NAME = "DEFAULT"  # BIP341: what a Schnorr signature without a byte for it has
_HASH_TYPES = {DEFAULT_NAME: SIGHASH_DEFAULT} | {name: code for code, name in _HASH_TYPE_NAMES.items()}


def hash_type_name(code: int, algorithm: str = "ecdsa") -> str | None:
    """The hash type as Core writes it, such as `NONE|ANYONECANPAY`; None for a code without a name.

    0 has one, `DEFAULT`, with the algorithm `schnorr` alone.
    """
    if algorithm == "schnorr" and code == SIGHASH_DEFAULT:
        return DEFAULT_NAME
    return _HASH_TYPE_NAMES.get(code)


def hash_type_words(code: int, algorithm: str = "ecdsa") -> str:
    """The hash type by its name, or as a byte where it has none."""
    return hash_type_name(code, algorithm) or f"{code:02x}"


def parse_hash_type(text: str) -> int | None:
    """The code of such a name, in small letters or with `SIGHASH_` before it too, or of two hex digits; else None."""
    name = text.upper().removeprefix("SIGHASH_")
    if name in _HASH_TYPES:
        return _HASH_TYPES[name]
    return int(name, 16) if len(name) == 2 and is_hex(name) else None
