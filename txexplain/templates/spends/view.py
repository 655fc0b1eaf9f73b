"""What a spend template looks at, and what items on the stack look like."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Capture, Certainty
from txexplain.model.script import MAX_OPCODE, OP_CHECKMULTISIGVERIFY, OP_CHECKSIG, OP_CHECKSIGADD, Script
from txexplain.wire.der import der_layout
from txexplain.wire.keys import is_public_key_size
from txexplain.wire.script import parse

_SIGNATURE_OPCODES = (*range(OP_CHECKSIG, OP_CHECKMULTISIGVERIFY + 1), OP_CHECKSIGADD)


class SpendView(NamedTuple):
    """One input: its script, its witness, and the type of the output it spends, where that is known."""

    script_sig: Script
    witness: tuple[ByteSlice, ...]
    spent_type: str | None
    is_coinbase: bool = False
    bip34_height: int = 0

    @property
    def pushes(self) -> tuple[ByteSlice, ...] | None:
        """What the scriptSig pushes, in order; None where it does anything else, or is cut short."""
        pieces = []
        for item in self.script_sig.instructions:
            if item.pushed is None or item.flaw:
                return None
            pieces.append(item.slice if item.data is not None else ByteSlice(item.span.start, item.pushed))
        return tuple(pieces) if self.script_sig.complete else None


def is_ecdsa_signature(data: bytes) -> bool:
    """Whether the bytes have the framing of a DER signature and its hash type, strict or sloppy."""
    return 9 <= len(data) <= 80 and der_layout(data) is not None


def is_schnorr_signature(data: bytes) -> bool:
    """Whether the bytes are as long as a BIP340 signature, with or without a hash type."""
    return len(data) in (64, 65)


def looks_runnable(piece: ByteSlice) -> bool:
    """Whether the bytes could be a script that asks for something: whole, of known opcodes, not all pushes."""
    script = parse(piece)
    items = script.instructions
    whole = script.complete and all(item.flaw is None and item.opcode <= MAX_OPCODE for item in items)
    return whole and any(item.pushed is None for item in items)


def arguments_of(script: ByteSlice, pieces: tuple[ByteSlice, ...], *, tapscript: bool = False) -> tuple[Capture, ...]:
    """The signatures and keys among a script's arguments, told by their form; none where it checks no signature."""
    if not any(item.opcode in _SIGNATURE_OPCODES for item in parse(script).instructions):
        return ()
    return tuple(capture._replace(certainty=Certainty.HEURISTIC) for capture in by_form(pieces, tapscript=tapscript))


def by_form(pieces: tuple[ByteSlice, ...], *, tapscript: bool = False) -> tuple[Capture, ...]:
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
