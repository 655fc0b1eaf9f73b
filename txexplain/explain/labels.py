"""What the pieces that an input brings are called, and whether only their form says so."""

from __future__ import annotations

from txexplain.model.report import Capture, Certainty, InputReport
from txexplain.model.script import SIGHASH_NAMES
from txexplain.texts import Texts

_SCHNORR_SIZE = 64


def labels_of(item: InputReport, texts: Texts) -> dict[int, str]:
    """The name of everything that was recognised among what the input brings, by its offset, in byte order."""
    captures = {capture.piece.start: capture for capture in item.spend.captures if capture.piece.data}
    return {start: _label(captures[start], texts) for start in sorted(captures)}


def _label(capture: Capture, texts: Texts) -> str:
    called = texts.plain("fields", capture.role)
    if capture.role in ("ecdsa_signature", "schnorr_signature"):
        called = texts.plain("page", "signature_note", role=called, hash_type=_hash_type(capture))
    if capture.certainty is Certainty.HEURISTIC:
        return texts.plain("page", "form_note", role=called)
    return called


def _hash_type(capture: Capture) -> str:
    """The hash type by name and as a byte; a Schnorr signature without one has the default."""
    if capture.role == "schnorr_signature" and len(capture.piece.data) == _SCHNORR_SIZE:
        return "DEFAULT"
    code = capture.piece.data[-1]
    return f"{SIGHASH_NAMES[code]} ({code:02x})" if code in SIGHASH_NAMES else f"{code:02x}"
