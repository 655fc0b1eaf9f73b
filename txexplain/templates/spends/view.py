"""What a spend template looks at, and what items on the stack look like."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Capture, Certainty
from txexplain.model.script import (
    MAX_OPCODE,
    OP_16,
    OP_CHECKMULTISIGVERIFY,
    OP_CHECKSIG,
    OP_CHECKSIGADD,
    OP_RESERVED,
    Script,
)
from txexplain.wire.der import is_framed
from txexplain.wire.keys import is_public_key_size
from txexplain.wire.script import KEPT_INSTRUCTIONS, elements

_SIGNATURE_OPCODES = frozenset((*range(OP_CHECKSIG, OP_CHECKMULTISIGVERIFY + 1), OP_CHECKSIGADD))


class SpendView:
    """One input: its script, its witness, and the type of the output it spends, where that is known.

    `pushes` is what the scriptSig pushes, in order; None where it does anything else, or is cut short.
    """

    __slots__ = ("bip34_height", "is_coinbase", "pushes", "script_sig", "spent_type", "witness")

    def __init__(
        self,
        script_sig: Script,
        witness: Sequence[ByteSlice],
        spent_type: str | None,
        is_coinbase: bool = False,
        bip34_height: int = 0,
    ) -> None:
        self.script_sig = script_sig
        self.witness = witness
        self.spent_type = spent_type
        self.is_coinbase = is_coinbase
        self.bip34_height = bip34_height
        self.pushes = _pushes(script_sig)


def _pushes(script: Script) -> tuple[ByteSlice, ...] | None:
    pieces, new = [], tuple.__new__
    for item in script.instructions:
        _, (start, end), data, flaw, _ = item
        pushed = item.pushed if data is None else data
        if pushed is None or flaw:
            return None
        pieces.append(new(ByteSlice, (start if data is None else end - len(pushed), pushed)))
    return tuple(pieces) if script.complete else None


def is_ecdsa_signature(data: bytes) -> bool:
    """Whether the bytes have the framing of a DER signature and its hash type, strict or sloppy."""
    return 9 <= len(data) <= 80 and is_framed(data)


def is_schnorr_signature(data: bytes) -> bool:
    """Whether the bytes are as long as a BIP340 signature, with or without a hash type."""
    return len(data) in (64, 65)


def looks_runnable(piece: ByteSlice) -> bool:
    """Whether the bytes could be a script that asks for something: whole, of known opcodes, not all pushes."""
    asks = False
    for count, (opcode, _, _, _, flaw, _) in enumerate(elements(piece.data)):
        if flaw or opcode > MAX_OPCODE or count == KEPT_INSTRUCTIONS:
            return False
        asks = asks or opcode > OP_16 or opcode == OP_RESERVED
    return asks


def arguments_of(script: ByteSlice, pieces: Sequence[ByteSlice], *, tapscript: bool = False) -> tuple[Capture, ...]:
    """The signatures and keys among a script's arguments, told by their form; none where it checks no signature."""
    if not any(opcode in _SIGNATURE_OPCODES for opcode, *_ in islice(elements(script.data), KEPT_INSTRUCTIONS)):
        return ()
    return heuristic(by_form(pieces, tapscript=tapscript))


def heuristic(captures: tuple[Capture, ...]) -> tuple[Capture, ...]:
    """The same, told by their form only."""
    new, likely = tuple.__new__, Certainty.HEURISTIC  # NamedTuples made directly: half of the time
    return tuple([new(Capture, (role, piece, form, likely, judge)) for role, piece, form, _, judge in captures])


def by_form(pieces: Sequence[ByteSlice], *, tapscript: bool = False) -> tuple[Capture, ...]:
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
