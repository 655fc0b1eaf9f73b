"""Captures of public keys, and what is wrong with them."""

from __future__ import annotations

from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Capture
from txexplain.wire.keys import can_sign, is_x_coordinate

_X_ONLY_SIZE = 32


def key_capture(role: str, piece: ByteSlice, form: str = "") -> Capture:
    """The key, with the flaw `no_point` where no signature can be valid for it."""
    fits = is_x_coordinate(piece.data) if len(piece.data) == _X_ONLY_SIZE else can_sign(piece.data)
    return Capture(role, piece, form, flaw="" if fits else "no_point")
