"""Outputs for whose hash nobody is known to have a key or a script: of zeros, or of no bytes at all."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Certainty, Facts, Finding, Level, Report

_OF_NOTHING = bytes.fromhex("b472a266d0bd89c13706a4132ccfb16f7c3b9fcb")  # HASH160 of no bytes at all
_ZEROS = bytes(20)
_HASHES_OF_NONE = {
    "pubkeyhash": (slice(3, 23), (_ZEROS, _OF_NOTHING)),
    "witness_v0_keyhash": (slice(2, 22), (_OF_NOTHING,)),  # a program of zeros fails anyway
    "scripthash": (slice(2, 22), (_ZEROS,)),  # a script of no bytes is one
}


def find(report: Report) -> Iterator[Finding]:
    """One finding for each."""
    for vout, item in enumerate(report.outputs):
        place, hashes = _HASHES_OF_NONE.get(item.type.key, (slice(0), ()))
        if item.script.slice.data[place] in hashes:
            yield Finding("hash_of_none", Level.ODD, Certainty.HEURISTIC, Facts(vout=vout), (item.script.slice.span,))
