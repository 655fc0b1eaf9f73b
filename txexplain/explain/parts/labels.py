"""What the pieces that an input brings are called, and whether only their form says so."""

from __future__ import annotations

from itertools import groupby

from txexplain.model.hash_types import DEFAULT_NAME, hash_type_name
from txexplain.model.report import Capture, Certainty, InputReport
from txexplain.texts import Texts

_SCHNORR_SIZE = 64


def labels_of(item: InputReport, texts: Texts) -> dict[int, str]:
    """The name of everything that was recognised among what the input brings, by its offset, in byte order."""
    return {
        capture.slice.start: _by_form(_name(capture, texts), capture.certainty, texts) for capture in _captures(item)
    }


def input_script_label(item: InputReport, texts: Texts) -> str:
    """The names of what the input script brings; of neighbours that only their form tells it is said once."""
    end = item.script_sig.slice.end
    brought = [capture for capture in _captures(item) if capture.slice.start < end]
    parts = []
    for certainty, group in groupby(brought, key=lambda capture: capture.certainty):
        names = texts.plain("page", "between_roles").join(_name(capture, texts) for capture in group)
        parts.append(_by_form(names, certainty, texts))
    return texts.plain("page", "between_certainties").join(parts)


def _captures(item: InputReport) -> list[Capture]:
    """Those that hold something, in byte order; of several in one place the last."""
    captures = {capture.slice.start: capture for capture in item.kind.captures if capture.slice.data}
    return [captures[start] for start in sorted(captures)]


def _by_form(called: str, certainty: Certainty, texts: Texts) -> str:
    return texts.plain("page", "form_note", role=called) if certainty is Certainty.HEURISTIC else called


def _name(capture: Capture, texts: Texts) -> str:
    called = texts.plain("fields", capture.role)
    if capture.role in ("ecdsa_signature", "schnorr_signature"):
        return texts.plain("page", "signature_note", role=called, hash_type=_hash_type(capture))
    return called


def _hash_type(capture: Capture) -> str:
    """The hash type by name and as a byte; a Schnorr signature without one has the default."""
    if capture.role == "schnorr_signature" and len(capture.slice.data) == _SCHNORR_SIZE:
        return DEFAULT_NAME
    code = capture.slice.data[-1]
    called = hash_type_name(code)
    return f"{called} ({code:02x})" if called else f"{code:02x}"
