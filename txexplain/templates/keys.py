"""Captures of public keys, and what is wrong with them."""

from __future__ import annotations

from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Capture, Certainty
from txexplain.wire.keys import can_sign, is_of_wrong_parity, is_x_coordinate

_X_ONLY_SIZE = 32


def key_capture(role: str, piece: ByteSlice, form: str = "") -> Capture:
    """The key, with a flaw where no signature can be valid for it."""
    return Capture(role, piece, form, Certainty.PROVEN, flaw_of_key)


def flaw_of_key(key: bytes) -> str:
    """What is wrong with a key for which no signature can be valid; else empty."""
    fits = is_x_coordinate(key) if len(key) == _X_ONLY_SIZE else can_sign(key)
    if fits:
        return ""
    return "wrong_parity" if is_of_wrong_parity(key) else "no_point"
