"""What a spend template looks at, and what items on the stack look like."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.bytes import Piece
from txexplain.model.report import Capture
from txexplain.model.script import Script
from txexplain.wire.der import der_layout
from txexplain.wire.keys import is_public_key_size


class SpendView(NamedTuple):
    """One input: its script, its witness, and the type of the output it spends, where that is known."""

    script_sig: Script
    witness: tuple[Piece, ...]
    spent_type: str | None
    is_coinbase: bool = False

    @property
    def pushes(self) -> tuple[Piece, ...] | None:
        """What the scriptSig pushes, in order; None where it does anything else, or is cut short."""
        items = self.script_sig.instructions
        if not self.script_sig.complete or any(not item.is_push or item.flaw for item in items):
            return None
        return tuple(item.piece for item in items)


def is_ecdsa_signature(data: bytes) -> bool:
    """Whether the bytes have the framing of a DER signature and its hash type, strict or sloppy."""
    return 9 <= len(data) <= 80 and der_layout(data) is not None


def is_schnorr_signature(data: bytes) -> bool:
    """Whether the bytes are as long as a BIP340 signature, with or without a hash type."""
    return len(data) in (64, 65)


def by_form(pieces: tuple[Piece, ...], *, tapscript: bool = False) -> tuple[Capture, ...]:
    """The signatures and public keys among the items, told by their form."""
    captures = []
    for piece in pieces:
        if tapscript and is_schnorr_signature(piece.data):
            captures.append(Capture("schnorr_signature", piece))
        elif not tapscript and is_ecdsa_signature(piece.data):
            captures.append(Capture("ecdsa_signature", piece))
        elif not tapscript and is_public_key_size(piece.data):
            captures.append(Capture("public_key", piece))
    return tuple(captures)
