"""What the pieces that an input brings are called, and whether only their form says so."""

from __future__ import annotations

from txexplain.model.report import Capture, Certainty, InputReport
from txexplain.model.script import SIGHASH_NAMES
from txexplain.texts import Texts

_TOLD_BY_FORM = ("ecdsa_signature", "schnorr_signature", "public_key")
_KINDS_WITH_ARGUMENTS = ("p2sh", "p2sh-p2wsh", "p2wsh", "p2tr-script")
_SCHNORR_SIZE = 64


def labels_of(item: InputReport, texts: Texts) -> dict[int, str]:
    """The name of everything that was recognised among what the input brings, by its offset, in byte order."""
    captures = {capture.piece.start: capture for capture in item.spend.captures if capture.piece.data}
    return {start: _label(item, captures[start], texts) for start in sorted(captures)}


def _label(item: InputReport, capture: Capture, texts: Texts) -> str:
    called = texts.plain("fields", capture.role)
    if capture.role in ("ecdsa_signature", "schnorr_signature"):
        called = texts.plain("page", "signature_note", role=called, hash_type=_hash_type(capture))
    argument = item.spend.key in _KINDS_WITH_ARGUMENTS and capture.role in _TOLD_BY_FORM
    if argument or (item.certainty is Certainty.HEURISTIC and capture.role != "preimage"):
        return texts.plain("page", "form_note", role=called)
    return called


def _hash_type(capture: Capture) -> str:
    """The hash type by name and as a byte; a Schnorr signature without one has the default."""
    if capture.role == "schnorr_signature" and len(capture.piece.data) == _SCHNORR_SIZE:
        return "DEFAULT"
    code = capture.piece.data[-1]
    return f"{SIGHASH_NAMES[code]} ({code:02x})" if code in SIGHASH_NAMES else f"{code:02x}"
