"""Signatures in input scripts whose encoding was good enough once and is refused since BIP66."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Certainty, Facts, Finding, Level, Report
from txexplain.wire.der import is_valid_signature_encoding


def find(report: Report) -> Iterator[Finding]:
    """The signatures in scriptSigs that are not strict DER, in one finding (BIP66)."""
    places = [
        (index, piece)
        for index, item in enumerate(report.inputs)
        for piece in item.kind.pieces("ecdsa_signature")
        if piece.start < item.txin.script_sig.end and not is_valid_signature_encoding(piece.data)
    ]
    if places:
        facts = Facts(vin=places[0][0], count=len(places))
        spans = tuple(piece.span for _, piece in places)
        yield Finding("not_strict_der", Level.ODD, Certainty.HEURISTIC, facts, spans)
