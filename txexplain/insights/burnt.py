"""Money in outputs that nobody can ever spend, or whose key nobody is known to have."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.insights.unspendable_outputs import is_never_spent
from txexplain.model.report import Certainty, Facts, Finding, Level, Report

_OF_NOTHING = bytes.fromhex("b472a266d0bd89c13706a4132ccfb16f7c3b9fcb")  # HASH160 of no bytes at all
_ZEROS = bytes(20)
_HASHES_OF_NONE = {
    "pubkeyhash": (slice(3, 23), (_ZEROS, _OF_NOTHING)),
    "witness_v0_keyhash": (slice(2, 22), (_OF_NOTHING,)),  # a program of zeros fails anyway
    "scripthash": (slice(2, 22), (_ZEROS,)),  # a script of no bytes is one
}


def find(report: Report) -> Iterator[Finding]:
    """One finding for all that is burnt, and one for each hash that stands for none."""
    if report.has_impossible_amount:
        return
    burnt = [vout for vout, item in enumerate(report.outputs) if item.value_sat and is_never_spent(item)]
    if burnt:
        value_sat = sum(report.outputs[vout].value_sat for vout in burnt)
        facts = Facts(vout=burnt[0], count=len(burnt), value_sat=value_sat)
        spans = tuple(report.outputs[vout].script.slice.span for vout in burnt)
        yield Finding("burnt", Level.ODD, facts=facts, spans=spans)
    for vout, item in enumerate(report.outputs):
        place, hashes = _HASHES_OF_NONE.get(item.type.key, (slice(0), ()))
        if item.script.slice.data[place] in hashes:
            yield Finding("hash_of_none", Level.ODD, Certainty.HEURISTIC, Facts(vout=vout), (item.script.slice.span,))
