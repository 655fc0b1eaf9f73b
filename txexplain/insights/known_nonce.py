"""Signatures made with a nonce that everybody knows: each of them gives the private key away, by computation.

The x of ½·G is so short that signatures with it save bytes, and some were made so on purpose; small whole numbers
are what is left where a random number was forgotten. A nonce and its negative have the same r.
"""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.insights.signatures import Signature, signatures
from txexplain.model.report import Condition, Facts, Finding, Level, Report
from txexplain.wire.known_points import number_of_x

_X_OF_HALF_G = 0x3B78CE563F89A0ED9414F5AA28AD0D96D6795F9C63


def find(report: Report) -> Iterator[Finding]:
    """One finding for each such nonce, of all signatures with it."""
    found: dict[str, list[Signature]] = {}
    for each in signatures(report):
        nonce = nonce_of(each.r)
        if nonce is not None:
            found.setdefault(nonce, []).append(each)
    for nonce, made in found.items():
        facts = Facts(vin=made[0].vin, count=len(made), nonce=nonce)
        spans = tuple(each.piece.span for each in made)
        conditions = tuple(Condition("made", each.vin, each.piece.data) for each in made)
        yield Finding("known_nonce", Level.ODD, facts=facts, spans=spans, conditions=conditions)


def nonce_of(r: int) -> str | None:
    """What k is where r is the x coordinate of ½·G, or of k·G for a small whole number."""
    if r == _X_OF_HALF_G:
        return "½"
    number = number_of_x(r.to_bytes(32, "big")) if r < 1 << 256 else None
    return None if number is None else str(number)
