"""Two ECDSA signatures with one r: the same nonce was used for both, which can give away the private key."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Certainty, Facts, Finding, Level, Report
from txexplain.wire.der import der_layout


def find(report: Report) -> Iterator[Finding]:
    """The first pair of signatures whose r is the same and whose s is not."""
    first_of: dict[bytes, tuple[int, bytes]] = {}
    for index, item in enumerate(report.inputs):
        for piece in item.kind.pieces("ecdsa_signature"):
            layout = der_layout(piece.data)
            if layout is None:
                continue
            r, s = layout.r.lstrip(b"\0"), layout.s.lstrip(b"\0")
            other, other_s = first_of.setdefault(r, (index, s))
            if other_s != s:
                facts = Facts(first_vin=other, second_vin=index)
                yield Finding("reused_nonce", Level.ODD, Certainty.HEURISTIC, facts, (piece.span,))
                return
