"""What both taproot paths share: the annex is set aside first (BIP341)."""

from __future__ import annotations

from txexplain.model.bytes import Piece
from txexplain.model.report import Capture

ANNEX_TAG = 0x50


def without_annex(witness: tuple[Piece, ...]) -> tuple[tuple[Piece, ...], tuple[Capture, ...]]:
    """The witness without its annex, and the annex: a last item that begins with 50, when there are two or more."""
    if len(witness) >= 2 and witness[-1].data[:1] == bytes([ANNEX_TAG]):
        return witness[:-1], (Capture("annex", witness[-1]),)
    return witness, ()
